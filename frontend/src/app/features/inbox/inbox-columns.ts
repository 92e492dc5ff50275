/** Columns of the rows and their headings, for containers of the same width. */
export const INBOX_COLUMNS =
  'grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-2 px-3 @2xl:grid-cols-[1.25rem_3.25rem_minmax(0,1fr)_7.25rem_6.25rem_7.75rem_1.5rem_3.75rem] @5xl:grid-cols-[1.25rem_3.5rem_minmax(0,1fr)_9rem_7.25rem_6.75rem_7.75rem_1.5rem_4rem] @5xl:gap-x-3 @5xl:px-4 @6xl:grid-cols-[1.25rem_3.5rem_minmax(0,1fr)_8rem_9.5rem_7.25rem_6.75rem_7.75rem_1.5rem_3rem]';
