/** In ascending order: PostgreSQL sorts an enum by the order of its declaration. */
export const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Priority of a ticket until a user or triage sets one. */
export const DEFAULT_PRIORITY = 'medium' satisfies Priority;

export const HIGHEST_PRIORITY: Priority = PRIORITIES.at(-1)!;

/** Priorities that count as urgent, in ascending order. */
export const URGENT_PRIORITIES = ['high', 'critical'] as const satisfies readonly Priority[];

export const PRIORITY_GROUPS = { urgent: URGENT_PRIORITIES } as const;
