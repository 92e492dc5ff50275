import type { FeatureVector } from '../linear-model.ts';

export interface TrainingExample {
  vector: FeatureVector;
  /** Index of the class. */
  label: number;
  /** Weight relative to the other examples. */
  weight: number;
}

export interface FittedWeights {
  bias: number[];
  /** `classes` numbers per feature. */
  weights: number[];
}

const ITERATIONS = 120;
const MEMORY = 8;
const GRADIENT_TOLERANCE = 1e-4;

export interface FitOptions {
  features: number;
  classes: number;
  /** Factor of the L2 penalty on the weights, or on their distance from the prior. */
  penalty: number;
  /**
   * Weights that the penalty refers to and that the optimization starts from. Defaults to zero with an unpenalized
   * bias. With a prior, this is maximum a posteriori adaptation (Chelba and Acero, 2006).
   */
  prior?: FittedWeights;
  /** Only with a prior: penalty on the bias, which affects all texts and should only change with many examples. */
  biasPenalty?: number;
  iterations?: number;
}

/**
 * Fits a multinomial logistic regression with an L2 penalty by L-BFGS: Nocedal and Wright, "Numerical Optimization",
 * algorithm 7.5, with backtracking. Uses full batches in a fixed order from a fixed start, so the result is
 * deterministic.
 */
export function fit(examples: readonly TrainingExample[], options: FitOptions): FittedWeights {
  const { features, classes, penalty, prior } = options;
  const weightCount = features * classes;
  const centre = new Float64Array(weightCount + classes);
  if (prior) {
    centre.set(prior.weights);
    centre.set(prior.bias, weightCount);
  }
  const biasPenalty = prior ? (options.biasPenalty ?? penalty) : 0;
  const rows = packExamples(examples);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    let loss = 0;
    for (let i = 0; i < point.length; i++) {
      const strength = i < weightCount ? penalty : biasPenalty;
      const distance = point[i]! - centre[i]!;
      loss += 0.5 * strength * distance * distance;
      gradient[i] = strength * distance;
    }
    const logits = new Float64Array(classes);
    for (const [at, { label, weight }] of examples.entries()) {
      const until = rows.starts[at + 1]!;
      for (let k = 0; k < classes; k++) logits[k] = point[weightCount + k]!;
      for (let n = rows.starts[at]!; n < until; n++) {
        const row = rows.indexes[n]! * classes;
        const value = rows.values[n]!;
        for (let k = 0; k < classes; k++) logits[k]! += value * point[row + k]!;
      }
      let largest = -Infinity;
      for (let k = 0; k < classes; k++) if (logits[k]! > largest) largest = logits[k]!;
      let total = 0;
      for (let k = 0; k < classes; k++) total += Math.exp(logits[k]! - largest);
      loss -= weight * (logits[label]! - largest - Math.log(total));
      for (let k = 0; k < classes; k++) {
        logits[k] = weight * (Math.exp(logits[k]! - largest) / total - (k === label ? 1 : 0));
        gradient[weightCount + k]! += logits[k]!;
      }
      for (let n = rows.starts[at]!; n < until; n++) {
        const row = rows.indexes[n]! * classes;
        const value = rows.values[n]!;
        for (let k = 0; k < classes; k++) gradient[row + k]! += value * logits[k]!;
      }
    }
    return loss;
  };
  const point = minimise(objective, centre, options.iterations ?? ITERATIONS);
  return { weights: [...point.subarray(0, weightCount)], bias: [...point.subarray(weightCount)] };
}

/** Packs all vectors into three typed arrays, because iterating over them takes most of the time. */
function packExamples(examples: readonly TrainingExample[]): {
  starts: Int32Array;
  indexes: Int32Array;
  values: Float64Array;
} {
  const starts = new Int32Array(examples.length + 1);
  for (const [at, { vector }] of examples.entries()) starts[at + 1] = starts[at]! + vector.indexes.length;
  const indexes = new Int32Array(starts.at(-1)!);
  const values = new Float64Array(starts.at(-1)!);
  for (const [at, { vector }] of examples.entries()) {
    indexes.set(vector.indexes, starts[at]);
    values.set(vector.values, starts[at]);
  }
  return { starts, indexes, values };
}

type Objective = (point: Float64Array, gradient: Float64Array) => number;

function minimise(objective: Objective, from: Float64Array, iterations: number): Float64Array {
  const size = from.length;
  let point = from.slice();
  let gradient = new Float64Array(size);
  let loss = objective(point, gradient);
  const start = Math.sqrt(dot(gradient, gradient));
  const steps: { moved: Float64Array; bent: Float64Array; inverse: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (Math.sqrt(dot(gradient, gradient)) < GRADIENT_TOLERANCE * start) break;
    const direction = gradient.slice();
    for (let i = 0; i < size; i++) direction[i]! *= -1;
    const used: number[] = [];
    for (let s = steps.length - 1; s >= 0; s--) {
      const { moved, bent, inverse } = steps[s]!;
      used[s] = inverse * dot(moved, direction);
      add(direction, bent, -used[s]!);
    }
    const last = steps.at(-1);
    const initial = last ? 1 / (last.inverse * dot(last.bent, last.bent)) : 1 / Math.max(1, start);
    for (let i = 0; i < size; i++) direction[i]! *= initial;
    for (let s = 0; s < steps.length; s++) {
      const { moved, bent, inverse } = steps[s]!;
      add(direction, moved, used[s]! - inverse * dot(bent, direction));
    }
    const slope = dot(gradient, direction);
    let length = 1;
    let next: Float64Array<ArrayBuffer>;
    let nextGradient: Float64Array<ArrayBuffer>;
    let nextLoss: number;
    do {
      next = point.slice();
      add(next, direction, length);
      nextGradient = new Float64Array(size);
      nextLoss = objective(next, nextGradient);
      length /= 2;
    } while (nextLoss > loss + 1e-4 * length * slope && length > 1e-8);
    const moved = difference(next, point);
    const bent = difference(nextGradient, gradient);
    const curvature = dot(moved, bent);
    if (curvature > 1e-12) steps.push({ moved, bent, inverse: 1 / curvature });
    if (steps.length > MEMORY) steps.shift();
    point = next;
    gradient = nextGradient;
    loss = nextLoss;
  }
  return point;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * other[i]!;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = a.slice();
  for (let i = 0; i < result.length; i++) result[i]! -= b[i]!;
  return result;
}
