import { timeSlices } from '../../common/time-slices.js';

/** A decided ticket by its terms. The topic is null if the agent chose none, or rejected the suggested one. */
export interface TopicDecision {
  terms: readonly string[];
  topicId: number | null;
}

/** The most likely topic of a text. */
export interface TopicPrediction {
  topicId: number;
  /** Probability that an agent would choose it. */
  probability: number;
}

/** A decision with the prediction of a model that was not trained on it; null if it makes none. */
export interface EvaluatedDecision {
  topicId: number | null;
  predicted: TopicPrediction | null;
}

/** A topic is predicted from this many decisions on. */
export const MIN_TOPIC_DECISIONS = 5;

const EPSILON = 1e-9;
const NEIGHBORS = 10;
/** Less similar tickets only share everyday words. */
const MIN_SIMILARITY = 0.1;
/** Weight of the votes of similar tickets at which they count half. */
const HALF_WEIGHT = 0.15;
/** Milliseconds after which training yields to the event loop. */
const SLICE_MS = 10;

/**
 * Coefficients of the probability for a bias, the score, its distance from the second topic's and the logarithm of the
 * topic's decisions: rounded from the fits in the simulation (tools/learning-simulation/topics.ts).
 */
const PRIOR_COEFFICIENTS = [-4, 2, 5, 0.4] as const;
/** Strength of the prior: about as many decisions outweigh it. */
const PRIOR_STRENGTH = 0.3;
/** Weight of a decision as a ticket of no topic: as if its own topic did not exist, each other one is wrong. */
const UNKNOWN_TOPIC_WEIGHT = 0.5;

interface Score {
  topicId: number;
  score: number;
  margin: number;
  decisions: number;
}

/**
 * Learns topics from decisions: the nearest centroid (Rocchio) plus the vote of the nearest tickets, by cosine similarity
 * of terms weighted by rarity. A logistic regression over leave-one-out scores turns the best score into a probability.
 */
export class TopicModel {
  private readonly rarity = new Map<string, number>();
  private readonly postings = new Map<string, { position: number; weight: number }[]>();
  private readonly centroids = new Map<string, Map<number, number>>();
  private readonly squaredNorms = new Map<number, number>();
  private readonly counts = new Map<number, number>();
  private readonly vectors: Map<string, number>[] = [];
  private coefficients: readonly number[] = PRIOR_COEFFICIENTS;
  private evaluation: EvaluatedDecision[] = [];

  private constructor(private readonly decisions: readonly TopicDecision[]) {}

  /** The newest decisions first. */
  static async train(decisions: readonly TopicDecision[]): Promise<TopicModel> {
    const model = new TopicModel(decisions);
    model.countTerms();
    for await (const [position] of timeSlices(decisions, SLICE_MS)) model.add(position);
    const scored: { topicId: number | null; best: Score | null }[] = [];
    const rows: FitRow[] = [];
    for await (const [position, { topicId }] of timeSlices(decisions, SLICE_MS)) {
      const vector = model.vectors[position]!;
      const best = model.best(vector, position);
      scored.push({ topicId, best });
      if (best) rows.push({ inputs: inputsOf(best), isRight: best.topicId === topicId, weight: 1 });
      const other = topicId === null ? null : model.best(vector, position, topicId);
      if (other) rows.push({ inputs: inputsOf(other), isRight: false, weight: UNKNOWN_TOPIC_WEIGHT });
    }
    model.coefficients = fitCoefficients(rows);
    model.evaluation = scored.map(({ topicId, best }) => ({ topicId, predicted: model.toPrediction(best) }));
    return model;
  }

  /** Each decision with the prediction of a model trained on the others, in the order of the decisions. */
  get outOfFold(): readonly EvaluatedDecision[] {
    return this.evaluation;
  }

  /** Fitted coefficients of the probability. */
  get fitted(): readonly number[] {
    return this.coefficients;
  }

  /** Number of decisions on a topic. */
  decisionsOn(topicId: number): number {
    return this.counts.get(topicId) ?? 0;
  }

  /** Null if no topic has enough decisions, or the text resembles none of them. */
  predict(terms: readonly string[]): TopicPrediction | null {
    return this.toPrediction(this.best(this.vectorOf(terms)));
  }

  private toPrediction(best: Score | null): TopicPrediction | null {
    return best && { topicId: best.topicId, probability: sigmoid(dot(this.coefficients, inputsOf(best))) };
  }

  private countTerms(): void {
    const counts = new Map<string, number>();
    for (const { terms } of this.decisions)
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const [term, count] of counts) this.rarity.set(term, Math.log((1 + this.decisions.length) / count));
  }

  /** Unit vector. Unknown terms count in its length as the rarest, so that a text about another subject resembles nothing. */
  private vectorOf(terms: readonly string[]): Map<string, number> {
    const rarest = Math.log(1 + this.decisions.length);
    const weights = terms.map((term) => this.rarity.get(term) ?? rarest);
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0));
    const vector = new Map<string, number>();
    for (const [at, term] of terms.entries())
      if (this.rarity.has(term) && length > 0) vector.set(term, weights[at]! / length);
    return vector;
  }

  private add(position: number): void {
    const { terms, topicId } = this.decisions[position]!;
    const vector = this.vectorOf(terms);
    this.vectors.push(vector);
    for (const [term, weight] of vector) getOrAdd(this.postings, term, () => []).push({ position, weight });
    if (topicId === null) return;
    let norm = this.squaredNorms.get(topicId) ?? 0;
    for (const [term, weight] of vector) {
      const centroid = getOrAdd(this.centroids, term, () => new Map<number, number>());
      const before = centroid.get(topicId) ?? 0;
      centroid.set(topicId, before + weight);
      norm += (before + weight) ** 2 - before ** 2;
    }
    this.squaredNorms.set(topicId, norm);
    this.counts.set(topicId, (this.counts.get(topicId) ?? 0) + 1);
  }

  /**
   * The best topic except for one, as if the decision at `without` had not been made. Null if the best has too few
   * decisions.
   */
  private best(vector: ReadonlyMap<string, number>, without?: number, exceptTopic?: number): Score | null {
    const scores = this.scores(vector, without, exceptTopic);
    const own = without === undefined ? null : this.decisions[without]!.topicId;
    const [first, second] = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (!first || first[1] <= 0) return null;
    const [topicId, score] = first;
    const decisions = this.decisionsOn(topicId) - (own === topicId ? 1 : 0);
    if (decisions < MIN_TOPIC_DECISIONS) return null;
    return { topicId, score, margin: score - (second?.[1] ?? 0), decisions };
  }

  private scores(
    vector: ReadonlyMap<string, number>,
    without?: number,
    exceptTopic?: number,
  ): Map<number, number> {
    const own = without === undefined ? null : this.decisions[without]!.topicId;
    const products = new Map<number, number>();
    const similarities = new Map<number, number>();
    for (const [term, weight] of vector) {
      for (const [topicId, sum] of this.centroids.get(term) ?? [])
        products.set(topicId, (products.get(topicId) ?? 0) + weight * sum);
      for (const posting of this.postings.get(term) ?? [])
        similarities.set(
          posting.position,
          (similarities.get(posting.position) ?? 0) + weight * posting.weight,
        );
    }
    const scores = new Map<number, number>();
    for (const [topicId, product] of products) {
      if (topicId === exceptTopic) continue;
      const isOwn = topicId === own;
      const others = product - (isOwn ? 1 : 0);
      const norm = this.squaredNorms.get(topicId)! - (isOwn ? 2 * product - 1 : 0);
      // Rounding errors would give a decision's own topic away.
      if (norm > EPSILON && others > EPSILON) scores.set(topicId, others / Math.sqrt(norm));
    }
    const nearest = [...similarities]
      .filter(
        ([position, similarity]) =>
          position !== without &&
          similarity >= MIN_SIMILARITY &&
          this.decisions[position]!.topicId !== exceptTopic,
      )
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, NEIGHBORS);
    const total = nearest.reduce((sum, [, similarity]) => sum + similarity ** 2, 0);
    for (const [position, similarity] of nearest) {
      const { topicId } = this.decisions[position]!;
      // Similar tickets without a topic leave less of the vote to the others.
      if (topicId === null) continue;
      scores.set(topicId, (scores.get(topicId) ?? 0) + similarity ** 2 / (total + HALF_WEIGHT));
    }
    return scores;
  }
}

interface FitRow {
  inputs: readonly number[];
  isRight: boolean;
  weight: number;
}

function inputsOf({ score, margin, decisions }: Score): readonly number[] {
  return [1, score, margin, Math.log(decisions)];
}

/**
 * Logistic regression with a Gaussian prior around {@link PRIOR_COEFFICIENTS}, by Newton's method: Bishop, "Pattern
 * Recognition and Machine Learning", section 4.3.3.
 */
function fitCoefficients(rows: readonly FitRow[]): number[] {
  const size = PRIOR_COEFFICIENTS.length;
  let point: number[] = [...PRIOR_COEFFICIENTS];
  for (let iteration = 0; iteration < 25; iteration++) {
    const gradient = point.map((value, i) => PRIOR_STRENGTH * (value - PRIOR_COEFFICIENTS[i]!));
    const hessian = point.map((_, i) => point.map((__, j) => (i === j ? PRIOR_STRENGTH : 0)));
    for (const { inputs, isRight, weight } of rows) {
      const p = sigmoid(dot(point, inputs));
      for (let i = 0; i < size; i++) {
        gradient[i]! += weight * (p - Number(isRight)) * inputs[i]!;
        for (let j = 0; j < size; j++) hessian[i]![j]! += weight * p * (1 - p) * inputs[i]! * inputs[j]!;
      }
    }
    const step = solve(hessian, gradient);
    point = point.map((value, i) => value - step[i]!);
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return point;
}

/** Solves a small positive definite system by Gaussian elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < rows.length; i++) {
    for (let below = i + 1; below < rows.length; below++) {
      const factor = rows[below]![i]! / rows[i]![i]!;
      for (let j = i; j <= rows.length; j++) rows[below]![j]! -= factor * rows[i]![j]!;
    }
  }
  const solution = new Array<number>(rows.length).fill(0);
  for (let i = rows.length - 1; i >= 0; i--) {
    const known = solution.reduce((sum, value, j) => (j > i ? sum + rows[i]![j]! * value : sum), 0);
    solution[i] = (rows[i]!.at(-1)! - known) / rows[i]![i]!;
  }
  return solution;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
