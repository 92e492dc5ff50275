/** What a ticket is to the one that it is linked to. */
export const LINK_TYPES = ['relates_to', 'duplicate_of', 'duplicated_by', 'caused_by', 'causes'] as const;
export type LinkType = (typeof LINK_TYPES)[number];

/** The same link as seen from the other ticket. */
export const INVERSE_LINK: Readonly<Record<LinkType, LinkType>> = {
  relates_to: 'relates_to',
  duplicate_of: 'duplicated_by',
  duplicated_by: 'duplicate_of',
  caused_by: 'causes',
  causes: 'caused_by',
};
