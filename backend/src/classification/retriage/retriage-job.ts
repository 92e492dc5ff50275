import type { PreviousSuggestion } from '../triage.repository.js';
import { REMOTE_SOURCES, type Category, type Priority, type TriageSource } from '../../vocabulary/index.js';
import type { TriageAnswer } from '../triage-chain.js';

export const RETRIAGE_STATES = ['previewing', 'previewed', 'running', 'done', 'undoing', 'undone'] as const;
export type RetriageState = (typeof RETRIAGE_STATES)[number];

/** Who may be asked again about many tickets. */
export const RETRIAGE_SOURCES = ['local', ...REMOTE_SOURCES] as const satisfies readonly TriageSource[];
export type RetriageSource = (typeof RETRIAGE_SOURCES)[number];

/** Where a person may send a run from each state; work goes on to the next by itself. */
export const TRANSITIONS = {
  apply: { from: 'previewed', to: 'running' },
  undo: { from: 'done', to: 'undoing' },
} as const satisfies Record<string, { from: RetriageState; to: RetriageState }>;

export const NEXT_STATE = { previewing: 'previewed', running: 'done', undoing: 'undone' } as const;
export type WorkingState = keyof typeof NEXT_STATE;

/** Which tickets are asked about again: of those whose suggestion nobody has decided about. */
export interface RetriageFilter {
  category?: Category[];
  priority?: Priority[];
  source?: TriageSource[];
  createdAfter?: string;
  createdBefore?: string;
}

export interface RetriageJob {
  id: number;
  createdAt: Date;
  createdBy: { id: number; name: string };
  source: RetriageSource;
  filter: RetriageFilter;
  state: RetriageState;
  paused: boolean;
  total: number;
  seen: number;
  failed: number;
  costUsd: number;
  finishedAt: Date | null;
}

export type RetriageTicketState = 'proposed' | 'applied' | 'skipped' | 'undone';

/** What a run would change, or has changed, of a ticket. */
export interface RetriageTicket {
  ticketId: number;
  title: string;
  before: PreviousSuggestion;
  after: TriageAnswer & { classifiedAt: string; hostile: boolean };
  state: RetriageTicketState;
}
