export const STATUSES = ['open', 'in_progress', 'waiting', 'resolved', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

/** Status of a new or reopened ticket. */
export const INITIAL_STATUS = 'open' satisfies Status;

/** Allowed transitions of each status, the most usual first. `waiting` means waiting for the requester. */
export const STATUS_MOVES: Readonly<Record<Status, readonly Status[]>> = {
  open: ['in_progress', 'waiting', 'resolved'],
  in_progress: ['resolved', 'waiting', 'open'],
  waiting: ['in_progress', 'resolved', 'open'],
  resolved: ['closed', 'open'],
  closed: ['open'],
};

export const UNRESOLVED_STATUSES = ['open', 'in_progress', 'waiting'] as const satisfies readonly Status[];
/** The statuses in which `resolved_at` is set. */
export const RESOLVED_STATUSES = ['resolved', 'closed'] as const satisfies readonly Status[];

/** The statuses that a requester's message ends: the ticket becomes {@link INITIAL_STATUS} again. */
const ANSWERED_BY_REQUESTER: readonly Status[] = ['waiting', ...RESOLVED_STATUSES];

export type UnresolvedStatus = (typeof UNRESOLVED_STATUSES)[number];

export const STATUS_GROUPS = { unresolved: UNRESOLVED_STATUSES, resolved: RESOLVED_STATUSES } as const;

export function mayMove(from: Status, to: Status): boolean {
  return from === to || STATUS_MOVES[from].includes(to);
}

/** Whether a message of the requester moves the ticket to {@link INITIAL_STATUS}. */
export function isEndedByRequester(status: Status): boolean {
  return ANSWERED_BY_REQUESTER.includes(status);
}

export function isResolved(status: Status): boolean {
  return (RESOLVED_STATUSES as readonly Status[]).includes(status);
}
