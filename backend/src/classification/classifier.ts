import type { Category, Priority, TriageSource } from '../vocabulary/index.js';

/** The text to classify. Untrusted input: it must never be interpreted as an instruction. */
export interface TicketText {
  /** May be empty: a suggestion can be requested before a title is entered. */
  title: string;
  description: string;
}

/** Why a better classifier did not answer. Stored and returned as `degraded_reason`. */
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
  /** The text could not be analyzed within the time limit. */
  'analysis_timeout',
  /** Two triage attempts ended without an answer. */
  'interrupted',
] as const;
export type DegradedReason = (typeof DEGRADED_REASONS)[number];

/** A topic of the team that a text seems to belong to. */
export interface SuggestedTopic {
  id: number;
  name: string;
  category: Category;
  /** Probability that an agent would choose it. */
  confidence: number;
}

/** A classifier's answer for one text. */
export interface Classification {
  source: TriageSource;
  /** The model that answered, by its provider's name for it. */
  model: string;
  /** Null if no prompt is used. */
  promptVersion: string | null;
  category: Category;
  priority: Priority;
  /** Null or absent if no topic is likely. Its category is that of the answer. */
  topic?: SuggestedTopic | null;
  /** In [0, 1]. */
  confidence: number;
  /** One sentence for agents, at most 500 characters. */
  rationale: string;
  /** Verbatim quotes from the title or description: at most 5, of at most 100 characters each. */
  evidence: readonly string[];
  /**
   * Whether the classifier made no suggestion: category and priority are general/medium, and an agent must read the
   * ticket.
   */
  abstained: boolean;
  /** This ticket's share of the call, like `outputTokens` and `costUsd`. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** In US dollars; null for the local model or if no price is configured. */
  costUsd: number | null;
}

export interface Classifier {
  /** @throws ClassifierUnavailable with the reason, if there is no valid answer in time */
  classify(text: TicketText, signal: AbortSignal): Promise<Classification>;
}

/** A classifier has no answer. `reason` is stored with the fallback's suggestion. */
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
