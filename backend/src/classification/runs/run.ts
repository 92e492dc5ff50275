import type { FormerSuggestion } from '../../tickets/ticket-suggestion.js';
import { REMOTE_SOURCES, type Category, type Priority, type TriageSource } from '../../vocabulary/index.js';
import type { TriageAnswer } from '../triage-chain.js';

export const RUN_STATES = ['previewing', 'previewed', 'running', 'done', 'undoing', 'undone'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Who may be asked again about many tickets. */
export const RUN_SOURCES = ['local', ...REMOTE_SOURCES] as const satisfies readonly TriageSource[];
export type RunSource = (typeof RUN_SOURCES)[number];

/** Where a person may send a run from each state; work goes on to the next by itself. */
export const RUN_MOVES = {
  apply: { from: 'previewed', to: 'running' },
  undo: { from: 'done', to: 'undoing' },
} as const satisfies Record<string, { from: RunState; to: RunState }>;

export const NEXT_STATE = { previewing: 'previewed', running: 'done', undoing: 'undone' } as const;
export type WorkingState = keyof typeof NEXT_STATE;

/** Which tickets are asked about again: of those whose suggestion nobody has decided about. */
export interface RunFilter {
  category?: Category[];
  priority?: Priority[];
  source?: TriageSource[];
  createdAfter?: string;
  createdBefore?: string;
}

export interface Run {
  id: number;
  createdAt: Date;
  createdBy: { id: number; name: string };
  source: RunSource;
  filter: RunFilter;
  state: RunState;
  paused: boolean;
  total: number;
  seen: number;
  failed: number;
  costUsd: number;
  finishedAt: Date | null;
}

export type TicketState = 'proposed' | 'applied' | 'skipped' | 'undone';

/** What a run would change, or has changed, of a ticket. */
export interface RunTicket {
  ticketId: number;
  title: string;
  before: FormerSuggestion;
  after: TriageAnswer & { classifiedAt: string; hostile: boolean };
  state: TicketState;
}
