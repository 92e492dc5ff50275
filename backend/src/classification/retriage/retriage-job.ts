import type { PreviousSuggestion } from '../triage.repository.js';
import { REMOTE_SOURCES, type Category, type Priority, type TriageSource } from '../../vocabulary/index.js';
import type { TriageAnswer } from '../triage-chain.js';

export const RETRIAGE_STATES = ['previewing', 'previewed', 'running', 'done', 'undoing', 'undone'] as const;
export type RetriageState = (typeof RETRIAGE_STATES)[number];

/** Sources that can classify existing tickets again. */
export const RETRIAGE_SOURCES = ['local', ...REMOTE_SOURCES] as const satisfies readonly TriageSource[];
export type RetriageSource = (typeof RETRIAGE_SOURCES)[number];

/** Transitions by an administrator. The worker makes those in NEXT_STATE. */
export const TRANSITIONS = {
  apply: { from: 'previewed', to: 'running' },
  undo: { from: 'done', to: 'undoing' },
} as const satisfies Record<string, { from: RetriageState; to: RetriageState }>;

export const NEXT_STATE = { previewing: 'previewed', running: 'done', undoing: 'undone' } as const;
export type WorkingState = keyof typeof NEXT_STATE;

/** Selects tickets that have a suggestion and no decision. Omitted properties match all. */
export interface RetriageFilter {
  category?: Category[];
  priority?: Priority[];
  source?: TriageSource[];
  createdAfter?: string;
  createdBefore?: string;
}

/** A bulk retriage. `total`, `seen` and `failed` are numbers of tickets, `costUsd` is in US dollars. */
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

/** A ticket whose suggestion a retriage job would change or has changed. */
export interface RetriageTicket {
  ticketId: number;
  title: string;
  before: PreviousSuggestion;
  after: TriageAnswer & { classifiedAt: string; hostile: boolean };
  state: RetriageTicketState;
}
