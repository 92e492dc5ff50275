import { distinctFeatures, type Mention } from '../features.ts';
import {
  type FeatureVector,
  type LinearModelFile,
  indexOfLargest,
  MIN_CONFIDENCE,
  vectorize,
} from '../linear-model.ts';
import { comparedTerms, isTerm, SimilarTickets } from '../similar-tickets.ts';
import type { LearnedTicket } from '../team-learning.ts';
import { TicketReader } from '../ticket-reader.ts';
import { type Candidate, type HeadReport, chooseHead } from './choose-head.ts';

/** A ticket with the team's decision. */
export interface DecidedTicket {
  /** Identifies the ticket in {@link LearnedTicket}. */
  id?: number;
  title: string;
  description: string;
  category: string;
  priority: string;
  /** Whether the accuracy on this ticket counts in the choice of the heads. Defaults to true. */
  isEvaluated?: boolean;
}

export interface AdaptOptions {
  /** Name of the adapted model. Defaults to the base's name with "+team". */
  name?: string;
}

export interface Adaptation {
  file: LinearModelFile;
  category: HeadReport;
  priority: HeadReport;
}

/** A word or pair unknown to the base must occur in this many of the team's tickets. */
const MIN_OCCURRENCES = 2;
/** The newest decisions vote, so that the model's size is bounded. */
const MAX_VOTERS = 2000;
/** Decisions on tickets in a language that the base does not know before the model answers in it. */
const MIN_FOREIGN_DECISIONS = 25;
/** Accuracy out of fold in such a language: the probability from which the model answers at all. */
const MIN_FOREIGN_ACCURACY = MIN_CONFIDENCE;

/**
 * Adapts the base model to a team's decisions, the newest first. Each head is replaced only if it is more accurate on
 * the decisions, see {@link chooseHead}. Deterministic: the same decisions in the same order give the same model.
 */
export function adaptModel(
  base: LinearModelFile,
  decisions: readonly DecidedTicket[],
  options: AdaptOptions = {},
): LinearModelFile {
  return learnFromDecisions(base, decisions, options).file;
}

/** Like {@link adaptModel}, with the comparison of the candidates for each head. */
export function learnFromDecisions(
  base: LinearModelFile,
  decisions: readonly DecidedTicket[],
  options: AdaptOptions = {},
): Adaptation {
  const tickets = readTickets(base, decisions);
  const index = new SimilarTickets(tickets.terms);
  const folds = foldsOf(decisions.length);
  const nearest = tickets.terms.map((terms, at) =>
    index.nearest(terms, (position) => folds[position] !== folds[at]),
  );
  const choose = (target: 'category' | 'priority') => {
    const labels = decisions.map((decision) => base[target].classes.indexOf(decision[target]));
    if (labels.includes(-1)) throw new Error('A decision is of a class that the model has not');
    const chosen = chooseHead(base[target], {
      ...tickets,
      nearest,
      folds,
      labels,
      isEvaluated: decisions.map(({ isEvaluated }) => isEvaluated ?? true),
    });
    return { ...chosen, labels };
  };
  const category = choose('category');
  const priority = choose('priority');

  const isRight = (at: number): boolean => indexOfLargest(category.outOfFold[at]!) === category.labels[at];
  const foreign = tickets.isForeign.flatMap((isForeign, at) => (isForeign ? [at] : []));
  const coversLanguage =
    foreign.length >= MIN_FOREIGN_DECISIONS &&
    foreign.filter(isRight).length >= MIN_FOREIGN_ACCURACY * foreign.length;
  const answer = (at: number): LearnedTicket['outOfFold'] => {
    const probabilities = category.outOfFold[at]!;
    if (Math.max(...probabilities) < MIN_CONFIDENCE || (tickets.isForeign[at] && !coversLanguage))
      return null;
    return {
      category: indexOfLargest(probabilities),
      priority: indexOfLargest(priority.outOfFold[at]!),
    };
  };
  const hasVote = category.head?.voteShare || priority.head?.voteShare;
  const isLocal = [category, priority].some(({ head }) => head && !head.appliesToAll);
  const file: LinearModelFile = {
    ...base,
    name: options.name ?? `${base.name}+team`,
    features: tickets.features,
    team: {
      tickets: decisions.map(({ id }, at) => ({
        id: id ?? null,
        terms: hasVote || isLocal ? tickets.terms[at]! : [],
        category: category.labels[at]!,
        priority: priority.labels[at]!,
        outOfFold: answer(at),
      })),
      category: category.head,
      priority: priority.head,
      languageTerms: coversLanguage ? commonTerms(foreign.map((at) => tickets.languageTerms[at]!)) : [],
    },
  };
  return { file, category: category.report, priority: priority.report };
}

export type { Candidate, HeadReport };

interface ReadTickets {
  features: string[];
  /** Features that the base knows. */
  bundled: FeatureVector[];
  /** All features, with the team's words. */
  vectors: FeatureVector[];
  /** Terms that the tickets are compared by. */
  terms: number[][];
  isForeign: boolean[];
  /** Terms of tickets in a language that the base does not know; empty for others. */
  languageTerms: number[][];
}

/** Texts are read twice, because the features of thousands of long texts would not fit into memory. */
function readTickets(base: LinearModelFile, decisions: readonly DecidedTicket[]): ReadTickets {
  const reader = TicketReader.of(base);
  const known = new Set(base.features);
  const counts = new Map<string, number>();
  for (const { title, description } of decisions) {
    for (const feature of reader.featuresOf(title, description)) {
      if (isTerm(feature) && !feature.startsWith('k') && !known.has(feature))
        counts.set(feature, (counts.get(feature) ?? 0) + 1);
    }
  }
  const added = [...counts].flatMap(([feature, count]) => (count >= MIN_OCCURRENCES ? [feature] : [])).sort();
  const features = [...base.features, ...added];
  const indexOf = new Map(features.map((feature, index) => [feature, index]));
  const read: ReadTickets = {
    features,
    bundled: [],
    vectors: [],
    terms: [],
    isForeign: [],
    languageTerms: [],
  };
  for (const [at, { title, description }] of decisions.entries()) {
    const { language, mentions: found } = reader.read(title, description);
    const indexes = [...distinctFeatures(found)].flatMap((feature) => indexOf.get(feature) ?? []);
    const isOther = language === null;
    read.bundled.push(
      vectorize(new Set(indexes.filter((i) => i < base.features.length)), features, base.scale),
    );
    read.vectors.push(vectorize(new Set(indexes), features, base.scale));
    read.terms.push(at < MAX_VOTERS ? comparedTerms(found, indexOf) : []);
    read.isForeign.push(isOther);
    read.languageTerms.push(isOther ? languageTermsOf(found, indexOf) : []);
  }
  return read;
}

function languageTermsOf(found: readonly Mention[], indexOf: ReadonlyMap<string, number>): number[] {
  return [
    ...new Set(
      found.flatMap(({ features }) =>
        features.flatMap((feature) =>
          isTerm(feature) && !/^[bkB]/.test(feature) ? (indexOf.get(feature) ?? []) : [],
        ),
      ),
    ),
  ];
}

function commonTerms(tickets: readonly (readonly number[])[]): number[] {
  const counts = new Map<number, number>();
  for (const terms of tickets) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return [...counts].flatMap(([term, count]) => (count >= MIN_OCCURRENCES ? [term] : []));
}

const FOLDS = 5;
/** With more decisions, fewer folds are as reliable, and training stays fast. */
const MANY_DECISIONS = 1500;
const FOLDS_OF_MANY = 3;

function foldsOf(decisions: number): number[] {
  const folds = decisions > MANY_DECISIONS ? FOLDS_OF_MANY : FOLDS;
  return Array.from({ length: decisions }, (_, at) => at % folds);
}
