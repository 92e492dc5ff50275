/** How a team's new tickets are assigned to its members. */
export const TEAM_ASSIGNMENTS = ['off', 'round_robin', 'least_loaded'] as const;
export type TeamAssignment = (typeof TEAM_ASSIGNMENTS)[number];
