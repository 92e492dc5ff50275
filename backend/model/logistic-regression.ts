import type { FeatureVector } from '../src/classification/local/linear-model.ts';

export interface Example {
  vector: FeatureVector;
  /** The index of its class. */
  label: number;
  /** How much it counts beside the others. */
  weight: number;
}

export interface Fitted {
  bias: number[];
  /** `classes` numbers for each feature. */
  weights: number[];
}

const ITERATIONS = 120;
const MEMORY = 8;
const FLAT = 1e-4;

/**
 * Multinomial logistic regression with an L2 penalty on all but the bias, minimised by L-BFGS (Nocedal and
 * Wright, "Numerical Optimization", algorithm 7.5, with backtracking). Full batches in a fixed order from zero:
 * there is no chance in it, so the same rows give the same numbers.
 */
export function fit(
  examples: readonly Example[],
  features: number,
  classes: number,
  penalty: number,
): Fitted {
  const size = (features + 1) * classes;
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    let loss = 0;
    for (let i = 0; i < features * classes; i++) {
      loss += 0.5 * penalty * point[i]! * point[i]!;
      gradient[i] = penalty * point[i]!;
    }
    gradient.fill(0, features * classes);
    const logits = new Float64Array(classes);
    for (const { vector, label, weight } of examples) {
      for (let k = 0; k < classes; k++) logits[k] = point[features * classes + k]!;
      for (let n = 0; n < vector.indexes.length; n++) {
        const row = vector.indexes[n]! * classes;
        const value = vector.values[n]!;
        for (let k = 0; k < classes; k++) logits[k]! += value * point[row + k]!;
      }
      const largest = Math.max(...logits);
      let total = 0;
      for (let k = 0; k < classes; k++) total += Math.exp(logits[k]! - largest);
      loss -= weight * (logits[label]! - largest - Math.log(total));
      for (let k = 0; k < classes; k++) {
        logits[k] = weight * (Math.exp(logits[k]! - largest) / total - (k === label ? 1 : 0));
        gradient[features * classes + k]! += logits[k]!;
      }
      for (let n = 0; n < vector.indexes.length; n++) {
        const row = vector.indexes[n]! * classes;
        const value = vector.values[n]!;
        for (let k = 0; k < classes; k++) gradient[row + k]! += value * logits[k]!;
      }
    }
    return loss;
  };
  const point = minimise(objective, size);
  return {
    weights: [...point.subarray(0, features * classes)],
    bias: [...point.subarray(features * classes)],
  };
}

type Objective = (point: Float64Array, gradient: Float64Array) => number;

function minimise(objective: Objective, size: number): Float64Array {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let loss = objective(point, gradient);
  const start = Math.sqrt(dot(gradient, gradient));
  const steps: { moved: Float64Array; bent: Float64Array; inverse: number }[] = [];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    if (Math.sqrt(dot(gradient, gradient)) < FLAT * start) break;
    const direction = Float64Array.from(gradient, (value) => -value);
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
      next = Float64Array.from(point);
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
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! - b[i]!;
  return result;
}
