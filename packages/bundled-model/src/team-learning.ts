import type { LinearHead } from './linear-model.ts';
import { countVotes, mixVotes, type SimilarTicket } from './similar-tickets.ts';

/** What a team's decisions add to the bundled model. */
export interface TeamLearning {
  /** The decisions, in the order of training. */
  tickets: readonly LearnedTicket[];
  /** Null if the bundled head is as accurate. */
  category: LearnedHead | null;
  priority: LearnedHead | null;
  /** Indexes of the features that occur in tickets of a language that only the team's decisions cover. */
  languageTerms: readonly number[];
}

export interface LearnedTicket {
  /** As passed to the training; null if it had none. */
  id: number | null;
  /** Indexes of its features that other texts are compared by. Empty if the ticket has no vote. */
  terms: readonly number[];
  /** Indexes of the decided classes. */
  category: number;
  priority: number;
  /** Classes by a model that was trained without this ticket; null if it abstains. */
  outOfFold: { category: number; priority: number } | null;
}

/** Changes of the bundled head, and how its answers are combined with it. */
export interface LearnedHead {
  /** In thousandths, by class. Replaces the bundled bias. */
  bias: readonly number[];
  /** Features with other weights than in the bundled head. */
  features: readonly number[];
  /** In thousandths: one number per class and feature, in the order of `features`. Replaces the bundled weights. */
  weights: readonly number[];
  temperature: number;
  /** Largest share of the vote of similar decisions. */
  voteShare: number;
  /** Divides the logarithms of the probabilities after the vote. */
  mixtureTemperature: number;
  /** Whether it also applies to tickets that resemble no decision. */
  appliesToAll: boolean;
}

/**
 * Below the first similarity to the nearest decision the bundled head answers, above the second the learned one. Of a
 * team with one subject (`tools/learning-simulation/partner-invoices.json`), 95 % of its tickets are about 0.32 or more
 * similar, and 95 % of everyday tickets (`tools/model-training/held-out.jsonl`) less than 0.16.
 */
const NEAR = { from: 0.28, to: 0.32 };

/** Share of the learned head in the answer for a text with these similar decisions. */
export function learnedShare(
  head: Pick<LearnedHead, 'appliesToAll'>,
  nearest: readonly SimilarTicket[],
): number {
  if (head.appliesToAll) return 1;
  const similarity = nearest[0]?.similarity ?? 0;
  return Math.min(1, Math.max(0, (similarity - NEAR.from) / (NEAR.to - NEAR.from)));
}

/** Whether a text resembles too few decisions for the learned head to apply fully. */
export function isUnlikeDecisions(nearest: readonly SimilarTicket[]): boolean {
  return learnedShare({ appliesToAll: false }, nearest) < 1;
}

/** Adds the vote of similar decisions to the probabilities of the learned head. */
export function withVotes(
  probabilities: readonly number[],
  nearest: readonly SimilarTicket[],
  labels: readonly number[],
  { voteShare, mixtureTemperature }: Pick<LearnedHead, 'voteShare' | 'mixtureTemperature'>,
): number[] {
  if (voteShare === 0) return [...probabilities];
  const mixed = mixVotes(probabilities, countVotes(nearest, labels, probabilities.length), voteShare);
  return withTemperature(mixed, mixtureTemperature);
}

/** Weighted mean of the bundled and the learned probabilities. */
export function combine(bundled: readonly number[], learned: readonly number[], share: number): number[] {
  return bundled.map((value, k) => (1 - share) * value + share * learned[k]!);
}

/** The bundled head with the learned weights. `features` is the number of features including the team's words. */
export function learnedLinearHead(bundled: LinearHead, learned: LearnedHead, features: number): LinearHead {
  const classes = bundled.classes.length;
  const weights = [
    ...bundled.weights,
    ...new Array<number>(features * classes - bundled.weights.length).fill(0),
  ];
  for (const [at, feature] of learned.features.entries()) {
    for (let k = 0; k < classes; k++) weights[feature * classes + k] = learned.weights[at * classes + k]!;
  }
  return { classes: bundled.classes, bias: learned.bias, weights, temperature: learned.temperature };
}

function withTemperature(probabilities: readonly number[], temperature: number): number[] {
  const powers = probabilities.map((value) => Math.max(value, MIN_PROBABILITY) ** (1 / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Prevents infinite losses. */
export const MIN_PROBABILITY = 1e-6;
