export const ROLES = ['requester', 'agent', 'admin'] as const;
export type Role = (typeof ROLES)[number];
