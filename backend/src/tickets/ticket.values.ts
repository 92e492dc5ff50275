/** The closed sets of values of the wire contract; the database's enum types are made from the same arrays. */
export const STATUSES = ['open', 'in_progress', 'resolved', 'closed'] as const;
/** In rising order: PostgreSQL sorts an enum by the order in which its values are declared. */
export const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export const CATEGORIES = ['billing', 'technical', 'account', 'general'] as const;
export const TRIAGE_STATES = ['pending', 'suggested', 'accepted', 'overridden', 'manual'] as const;
export const TRIAGE_SOURCES = ['gemini', 'openai', 'local', 'default'] as const;

/**
 * Who decided about a ticket's triage: agent, an agent or an administrator; threshold, the team's, without a person; import,
 * whoever did where the ticket comes from. A requester who filed a ticket with category and priority counted as having
 * decided in versions before 2026-12; today that is a wish.
 */
export const TRIAGE_DECIDERS = ['agent', 'requester', 'import', 'threshold'] as const;

export type Status = (typeof STATUSES)[number];
export type Priority = (typeof PRIORITIES)[number];
export type Category = (typeof CATEGORIES)[number];
export type TriageState = (typeof TRIAGE_STATES)[number];
export type TriageSource = (typeof TRIAGE_SOURCES)[number];
export type TriageDecider = (typeof TRIAGE_DECIDERS)[number];
