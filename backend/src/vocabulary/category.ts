export const CATEGORIES = ['billing', 'technical', 'account', 'general'] as const;
export type Category = (typeof CATEGORIES)[number];

/** Of a ticket for which neither a person nor triage has chosen a category. */
export const DEFAULT_CATEGORY = 'general' satisfies Category;
