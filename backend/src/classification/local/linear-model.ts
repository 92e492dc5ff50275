import type { Lexicon, Mention } from './features.js';

/** One decision, e.g. category: multinomial logistic regression (softmax over one linear score a class). */
export interface LinearHead {
  classes: readonly string[];
  /** In thousandths, by class. */
  bias: readonly number[];
  /** In thousandths: `classes.length` numbers for each feature, in the order of the features. */
  weights: readonly number[];
  /** Divides the scores: temperature scaling after Guo et al., "On Calibration of Modern Neural Networks" (2017). */
  temperature: number;
}

export interface LinearModelFile {
  name: string;
  lexicon: Lexicon;
  /** The length that each block of features is scaled to, by the block's letter. */
  scale: Readonly<Record<string, number>>;
  features: readonly string[];
  category: LinearHead;
  priority: LinearHead;
}

/** A text as the model sees it: the features that it knows, with their values. */
export interface FeatureVector {
  indexes: readonly number[];
  values: readonly number[];
}

/** Scales each block of the known features to its own length, whatever the length of the text. */
export function vectorize(
  features: Iterable<string>,
  indexOf: (feature: string) => number | undefined,
  scale: Readonly<Record<string, number>>,
): FeatureVector {
  const indexes: number[] = [];
  const blocks: string[] = [];
  const sizes = new Map<string, number>();
  for (const feature of features) {
    const index = indexOf(feature);
    if (index === undefined) continue;
    const block = feature.charAt(0);
    indexes.push(index);
    blocks.push(block);
    sizes.set(block, (sizes.get(block) ?? 0) + 1);
  }
  const unit = new Map([...sizes].map(([block, size]) => [block, (scale[block] ?? 0) / Math.sqrt(size)]));
  return { indexes, values: blocks.map((block) => unit.get(block)!) };
}

/** Scores before temperature and softmax. */
export function scores(head: LinearHead, vector: FeatureVector): number[] {
  const width = head.classes.length;
  const sums = head.bias.map((bias) => bias / 1000);
  for (const [at, index] of vector.indexes.entries()) {
    const value = vector.values[at]! / 1000;
    for (let k = 0; k < width; k++) sums[k]! += value * head.weights[index * width + k]!;
  }
  return sums;
}

/** Shifted by the largest score, so that no exponential overflows. */
export function softmax(logits: readonly number[], temperature: number): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

export function indexOfLargest(values: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}

/**
 * The stretches of the text that spoke most for class `k`, strongest first: of each, the sum over its features
 * of value times weight, less the mean over the classes (what speaks for all classes speaks for none).
 */
export function strongestMentions(
  head: LinearHead,
  k: number,
  found: readonly Mention[],
  vector: FeatureVector,
  indexOf: (feature: string) => number | undefined,
  limit: number,
): string[] {
  const width = head.classes.length;
  const valueOf = new Map(vector.indexes.map((index, at) => [index, vector.values[at]!]));
  const strength = new Map<string, number>();
  const seen = new Set<string>();
  for (const { text, features } of found) {
    if (text === '') continue;
    const folded = text.toLowerCase();
    let sum = 0;
    for (const feature of features) {
      const index = indexOf(feature);
      const value = index === undefined ? undefined : valueOf.get(index);
      if (index === undefined || value === undefined) continue;
      // A second occurrence adds nothing to the score, so it must not add to the explanation.
      const key = `${feature} ${folded}`;
      if (seen.has(key)) continue;
      seen.add(key);
      let mean = 0;
      for (let other = 0; other < width; other++) mean += head.weights[index * width + other]! / width;
      sum += value * (head.weights[index * width + k]! - mean);
    }
    if (sum !== 0) strength.set(folded, (strength.get(folded) ?? 0) + sum);
  }
  const surface = new Map<string, string>();
  for (const { text } of found) {
    const folded = text.toLowerCase();
    if (!surface.has(folded)) surface.set(folded, text);
  }
  const chosen: string[] = [];
  const ranked = [...strength]
    .filter(([, sum]) => sum > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  for (const [folded] of ranked) {
    if (chosen.length === limit) break;
    // "vpn" beside "vpn login" would say the same thing twice.
    const repeats = chosen.some((other) => {
      const words = other.toLowerCase();
      return ` ${words} `.includes(` ${folded} `) || ` ${folded} `.includes(` ${words} `);
    });
    if (!repeats) chosen.push(surface.get(folded)!);
  }
  return chosen;
}
