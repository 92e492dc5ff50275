import { ROLES, type Role } from './role.js';

const TEAM = ['agent', 'admin'] as const satisfies readonly Role[];
const ADMINS = ['admin'] as const satisfies readonly Role[];

/**
 * Roles by permission, for the API and the console. Users without `tickets.readAll` see only their own tickets. With it,
 * they see those of open teams and of their own teams (see `tickets/ticket-visibility.ts`).
 */
export const PERMISSIONS = {
  /** Use the own account: sessions, API tokens and the event stream. */
  'account.use': ROLES,

  /** Create tickets, and read, change and reply to visible ones. */
  'tickets.useOwn': ROLES,
  'tickets.readAll': TEAM,
  /** Read the tickets of confidential teams without being a member. */
  'tickets.readConfidential': ADMINS,
  /** Read fields that only the team sees: suggestions, the unread flag and unanswered requesters. */
  'tickets.readTeamFields': TEAM,
  /** Change status, category, topic, priority, assignee and requester. Requesters may change title, description and tags. */
  'tickets.manage': TEAM,
  'tickets.fileForOthers': TEAM,
  /** Be assigned to tickets. */
  'tickets.beAssigned': TEAM,
  'tickets.assign': TEAM,
  'tickets.bulkChange': TEAM,
  'tickets.markRead': TEAM,
  'tickets.seeViewers': TEAM,
  'tickets.export': TEAM,
  'tickets.delete': ADMINS,

  /** Read and write internal notes. */
  'messages.internal': TEAM,
  'messages.undo': TEAM,

  'triage.decide': TEAM,
  'triage.suggest': TEAM,
  'triage.readSettings': TEAM,
  'triage.manage': ADMINS,

  'topics.read': TEAM,
  'topics.manage': ADMINS,

  'statistics.read': TEAM,
  'views.use': TEAM,
  'cannedReplies.use': TEAM,
  /** Manage shared views and canned replies of other owners. */
  'shared.manageAll': ADMINS,

  'users.manage': ADMINS,
  /** Read requesters and create them without a password. */
  'people.use': TEAM,
  'organizations.read': TEAM,
  'organizations.manage': ADMINS,
  'teams.read': TEAM,
  'teams.manage': ADMINS,
  /** Manage mailboxes and mail in quarantine. */
  'mail.manage': ADMINS,

  /** Write without the hourly and daily budgets. */
  'writes.unlimited': TEAM,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function can({ role }: { role: Role }, permission: Permission): boolean {
  return rolesWith(permission).includes(role);
}

export function rolesWith(permission: Permission): readonly Role[] {
  return PERMISSIONS[permission];
}
