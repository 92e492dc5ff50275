/** In rising order: PostgreSQL sorts an enum by the order in which its values are declared. */
export const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Of a ticket for which neither a person nor triage has chosen a priority. */
export const DEFAULT_PRIORITY = 'medium' satisfies Priority;

export const HIGHEST_PRIORITY: Priority = PRIORITIES.at(-1)!;

/** The priorities that are served first, in rising order. */
export const URGENT_PRIORITIES = ['high', 'critical'] as const satisfies readonly Priority[];

export const PRIORITY_GROUPS = { urgent: URGENT_PRIORITIES } as const;
