import type { Category, Priority, TriageSource } from '../vocabulary/index.js';

/** What a classifier reads. It is data from strangers, never an instruction. */
export interface TicketText {
  /** May be empty: a suggestion can be asked for before a title is written. */
  title: string;
  description: string;
}

/** Why a better classifier did not answer. Stored and shown as `degraded_reason`. */
export const DEGRADED_REASONS = [
  'not_configured',
  'timeout',
  'rate_limited',
  'unavailable',
  'unauthorized',
  'circuit_open',
  'invalid_answer',
  'refused',
  'budget_spent',
  /** Reading the text took longer than any ordinary one takes. */
  'analysis_timeout',
  /** Two attempts to triage the ticket ended before they had an answer. */
  'interrupted',
] as const;
export type DegradedReason = (typeof DEGRADED_REASONS)[number];

/** One classifier's answer to one text. */
export interface Classification {
  source: TriageSource;
  /** The model that answered, by the name that its maker gives it. */
  model: string;
  /** Null where no prompt is involved. */
  promptVersion: string | null;
  category: Category;
  priority: Priority;
  /** In [0, 1]. */
  confidence: number;
  /** One sentence for the agent, at most 500 characters. */
  rationale: string;
  /** The stretches of title or description that it rests on, as they stand there: at most 5 of at most 100 characters. */
  evidence: readonly string[];
  /** The classifier can't tell: category and priority are general/medium then, and a person has to read the ticket. */
  abstained: boolean;
  /** This ticket's share of its call, as are the tokens written and the cost. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** In US dollars; null where nothing is paid, or no price is known. */
  costUsd: number | null;
}

export interface Classifier {
  /** @throws ClassifierUnavailable with the reason, when it has no answer in time or none that is valid */
  classify(text: TicketText, signal: AbortSignal): Promise<Classification>;
}

export class ClassifierUnavailable extends Error {
  constructor(
    readonly reason: DegradedReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ClassifierUnavailable';
  }
}
