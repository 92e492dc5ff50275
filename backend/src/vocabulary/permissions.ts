import { ROLES, type Role } from './role.js';

const TEAM = ['agent', 'admin'] as const satisfies readonly Role[];
const ADMINS = ['admin'] as const satisfies readonly Role[];

/** Which roles may do what, in the API and in the console. Without `tickets.readAll`, a person's own tickets are all they see. */
export const PERMISSIONS = {
  /** One's own account: sessions, API tokens and the event stream. */
  'account.use': ROLES,

  /** To file tickets, and to read, change and answer those that one sees. */
  'tickets.useOwn': ROLES,
  'tickets.readAll': TEAM,
  /** What the team alone sees of a ticket: what a model says of it, whether it is unread, and who waits for an answer. */
  'tickets.readTeamFields': TEAM,
  /** Status, category, priority, assignee and requester of a ticket; title, description and tags are its requester's, too. */
  'tickets.manage': TEAM,
  'tickets.fileForOthers': TEAM,
  /** To have tickets as their assignee. */
  'tickets.beAssigned': TEAM,
  'tickets.assign': TEAM,
  'tickets.bulkChange': TEAM,
  'tickets.markRead': TEAM,
  'tickets.seeViewers': TEAM,
  'tickets.export': TEAM,
  'tickets.delete': ADMINS,

  /** Internal notes: to read and write them. */
  'messages.internal': TEAM,
  'messages.undo': TEAM,

  'triage.decide': TEAM,
  'triage.suggest': TEAM,
  'triage.readSettings': TEAM,
  'triage.manage': ADMINS,

  'statistics.read': TEAM,
  'views.use': TEAM,
  'cannedReplies.use': TEAM,
  /** Views and canned replies that belong to another person and are shared. */
  'shared.manageAll': ADMINS,

  'users.manage': ADMINS,

  /** To write as often as needed: anyone else has a budget for each hour and day. */
  'writes.unlimited': TEAM,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function can({ role }: { role: Role }, permission: Permission): boolean {
  return rolesWith(permission).includes(role);
}

export function rolesWith(permission: Permission): readonly Role[] {
  return PERMISSIONS[permission];
}
