import {
  type FeatureVector,
  type LinearHead,
  indexOfLargest,
  MIN_CONFIDENCE,
  roundToThousandths,
  scores,
  softmax,
} from '../linear-model.ts';
import type { SimilarTicket } from '../similar-tickets.ts';
import {
  combine,
  isUnlikeDecisions,
  type LearnedHead,
  learnedLinearHead,
  learnedShare,
  MIN_PROBABILITY,
  withVotes,
} from '../team-learning.ts';
import { fit } from './logistic-regression.ts';
import { fitTemperature } from './temperature.ts';

/** bundled: as shipped. firm: adapted cautiously. voting: adapted faster, with a vote of similar decisions. */
export type Candidate = 'bundled' | 'firm' | 'voting';

/** Comparison of the candidates for a head, on decisions that each of them was not trained on. */
export interface HeadReport {
  chosen: Candidate;
  /** Decisions that the candidates were compared on. */
  decisions: number;
  /** Correct answers. */
  right: Record<Candidate, number>;
  /** Share of the vote of similar decisions in the `voting` candidate, at most. */
  voteShare: number;
}

export interface HeadTask {
  /** With the features of the bundled model. */
  bundled: readonly FeatureVector[];
  /** With the team's words as well. */
  vectors: readonly FeatureVector[];
  features: readonly string[];
  labels: readonly number[];
  folds: readonly number[];
  /** Similar tickets of other folds. */
  nearest: readonly (readonly SimilarTicket[])[];
  isEvaluated: readonly boolean[];
}

export interface ChosenHead {
  /** Null for the bundled head. */
  head: LearnedHead | null;
  report: HeadReport;
  /** Probabilities by the chosen candidate, trained without the fold of the ticket. */
  outOfFold: number[][];
}

/** L2 penalties for deviating from the base. With larger values, more decisions are needed for a change. */
interface Penalties {
  weights: number;
  /** Thirty decisions for one class must not classify all tickets as it. */
  bias: number;
}
const FIRM: Penalties = { weights: 0.4, bias: 20 };
const SOFT: Penalties = { weights: 0.12, bias: 8 };
const ITERATIONS = 25;

/** With fewer rows, a fitted temperature would reflect chance. */
const MIN_FOR_TEMPERATURE = 20;
const MIN_TEMPERATURE = 0.5;
/** With few rows, the fitted temperature is drawn towards 1. */
const ROWS_OF_HALF_TRUST = 25;

/** Gains must exceed this many standard deviations of what chance would give. */
const MIN_DEVIATIONS = 1;

/** A head that is right less often would abstain from most answers. Decisions at random do not reach it. */
const MIN_ACCURACY = MIN_CONFIDENCE;

/** With a smaller share, the decisions say nothing about tickets that resemble none of them. */
const MIN_UNLIKE_SHARE = 0.3;
/** Share of these tickets that must be gained: a smaller gain is not worth changing answers on other subjects. */
const MIN_UNLIKE_GAIN = 0.05;

/**
 * Chooses the most accurate of the candidates for a head by cross-validation over all decisions. A learned candidate
 * must be better than the bundled head by more than chance.
 *
 * A learned head applies to tickets that resemble the decisions. It applies to others only if the decisions show that
 * it is better there as well. A team with few subjects therefore changes nothing for other subjects.
 */
export function chooseHead(base: LinearHead, task: HeadTask): ChosenHead {
  const counted = [...task.labels.keys()].filter((at) => task.isEvaluated[at]);
  const isRight = (probabilities: readonly number[], at: number): boolean =>
    indexOfLargest(probabilities) === task.labels[at];
  const bundled = task.bundled.map((vector) => softmax(scores(base, vector), base.temperature));
  const isBetter = (
    answers: readonly (readonly number[])[],
    among: readonly number[],
    minGain: number,
  ): boolean => {
    const pairs = among.map((at) => Number(isRight(answers[at]!, at)) - Number(isRight(bundled[at]!, at)));
    const changed = pairs.filter((change) => change !== 0).length;
    const gain = pairs.reduce((total, change) => total + change, 0);
    // Standard deviation of the gain if both are equally accurate: McNemar (1947).
    return gain > MIN_DEVIATIONS * Math.sqrt(changed) && gain >= minGain * among.length;
  };
  const unlike = counted.filter((at) => isUnlikeDecisions(task.nearest[at]!));
  const evaluate = (penalties: Penalties, votes: boolean) => {
    const learned = crossValidate(base, task, penalties, votes);
    const appliesToAll =
      unlike.length >= MIN_UNLIKE_SHARE * counted.length &&
      isBetter(learned.probabilities, unlike, MIN_UNLIKE_GAIN);
    const answers = learned.probabilities.map((probabilities, at) =>
      combine(bundled[at]!, probabilities, learnedShare({ appliesToAll }, task.nearest[at]!)),
    );
    const right = counted.filter((at) => isRight(answers[at]!, at)).length;
    return { penalties, ...learned, appliesToAll, answers, right };
  };
  const firm = evaluate(FIRM, false);
  const voting = evaluate(SOFT, true);
  const best = voting.right > firm.right ? voting : firm;
  const isAdopted = isBetter(best.answers, counted, 0) && best.right >= MIN_ACCURACY * counted.length;
  const report: HeadReport = {
    chosen: isAdopted ? (best === firm ? 'firm' : 'voting') : 'bundled',
    decisions: counted.length,
    right: {
      bundled: counted.filter((at) => isRight(bundled[at]!, at)).length,
      firm: firm.right,
      voting: voting.right,
    },
    voteShare: voting.voteShare,
  };
  if (report.chosen === 'bundled') return { head: null, report, outOfFold: bundled };
  const { temperature, voteShare, mixtureTemperature, appliesToAll } = best;
  const all = [...task.labels.keys()];
  const head = {
    ...adaptWeights(base, task, all, best.penalties),
    ...{ temperature, voteShare, mixtureTemperature, appliesToAll },
  };
  return { head, report, outOfFold: best.answers };
}

interface CrossValidation extends Pick<LearnedHead, 'temperature' | 'voteShare' | 'mixtureTemperature'> {
  probabilities: number[][];
}

/** Classifies each ticket by weights that were trained without its fold, and fits temperature and vote to the answers. */
function crossValidate(
  base: LinearHead,
  task: HeadTask,
  penalties: Penalties,
  votes: boolean,
): CrossValidation {
  const logits: number[][] = [];
  for (const fold of new Set(task.folds)) {
    const inFold = (at: number): boolean => task.folds[at] === fold;
    const positions = [...task.labels.keys()];
    const weights = adaptWeights(
      base,
      task,
      positions.filter((at) => !inFold(at)),
      penalties,
    );
    const head = learnedLinearHead(base, { ...weights, ...NO_VOTE, temperature: 1 }, task.features.length);
    for (const at of positions.filter(inFold)) logits[at] = scores(head, task.vectors[at]!);
  }
  const temperature = temperatureFor(logits, task.labels) ?? base.temperature;
  const linear = logits.map((row) => softmax(row, temperature));
  if (!votes) return { temperature, ...NO_VOTE, probabilities: linear };
  const mixed = (voteShare: number, mixtureTemperature = 1): number[][] =>
    linear.map((row, at) =>
      withVotes(row, task.nearest[at]!, task.labels, { voteShare, mixtureTemperature }),
    );
  const voteShare = leastBy(VOTE_SHARES, (share) => logLoss(mixed(share), task.labels));
  const logarithms = mixed(voteShare).map((row) =>
    row.map((value) => Math.log(Math.max(value, MIN_PROBABILITY))),
  );
  const mixtureTemperature = (voteShare > 0 && temperatureFor(logarithms, task.labels)) || 1;
  return { temperature, voteShare, mixtureTemperature, probabilities: mixed(voteShare, mixtureTemperature) };
}

const NO_VOTE = { voteShare: 0, mixtureTemperature: 1, appliesToAll: true } as const;
const VOTE_SHARES = Array.from({ length: 10 }, (_, tenths) => tenths / 10);

function temperatureFor(logits: readonly number[][], labels: readonly number[]): number | null {
  if (logits.length < MIN_FOR_TEMPERATURE) return null;
  const rows = logits.map((row, at) => ({ logits: row, label: labels[at]! }));
  const trust = logits.length / (logits.length + ROWS_OF_HALF_TRUST);
  return Math.max(MIN_TEMPERATURE, fitTemperature(rows) ** trust);
}

function logLoss(probabilities: readonly (readonly number[])[], labels: readonly number[]): number {
  return probabilities.reduce(
    (sum, row, at) => sum - Math.log(Math.max(row[labels[at]!]!, MIN_PROBABILITY)),
    0,
  );
}

function leastBy(values: readonly number[], loss: (value: number) => number): number {
  const losses = values.map(loss);
  return values[losses.indexOf(Math.min(...losses))]!;
}

/**
 * Maximum a posteriori adaptation: Chelba and Acero, "Adaptation of maximum entropy capitalizer: little data can help a
 * lot" (2006). Only features of the given tickets can change, so only these are optimized.
 */
function adaptWeights(
  base: LinearHead,
  { vectors, labels }: HeadTask,
  positions: readonly number[],
  penalties: Penalties,
): Pick<LearnedHead, 'bias' | 'features' | 'weights'> {
  const classes = base.classes.length;
  const occurring = new Set<number>();
  for (const at of positions) for (const feature of vectors[at]!.indexes) occurring.add(feature);
  const features = [...occurring].sort((a, b) => a - b);
  const placeOf = new Map(features.map((feature, place) => [feature, place]));
  const prior = {
    bias: base.bias.map((value) => value / 1000),
    weights: features.flatMap((feature) =>
      base.classes.map((_, k) => (base.weights[feature * classes + k] ?? 0) / 1000),
    ),
  };
  const { bias, weights } = fit(
    positions.map((at) => ({
      vector: {
        indexes: vectors[at]!.indexes.map((feature) => placeOf.get(feature)!),
        values: vectors[at]!.values,
      },
      label: labels[at]!,
      weight: 1,
    })),
    {
      ...{ features: features.length, classes, prior, iterations: ITERATIONS },
      ...{ penalty: penalties.weights, biasPenalty: penalties.bias },
    },
  );
  return { bias: bias.map(roundToThousandths), features, weights: weights.map(roundToThousandths) };
}
