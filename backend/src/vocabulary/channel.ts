/** How a ticket or message arrived. */
export const CHANNELS = ['web', 'api', 'mail', 'import'] as const;
export type Channel = (typeof CHANNELS)[number];
