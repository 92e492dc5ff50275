export const CATEGORIES = ['billing', 'technical', 'account', 'general'] as const;
export type Category = (typeof CATEGORIES)[number];

/** Category of a ticket until a user or triage sets one. */
export const DEFAULT_CATEGORY = 'general' satisfies Category;
