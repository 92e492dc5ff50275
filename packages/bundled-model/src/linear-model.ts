import type { Glossary } from './glossary.ts';
import type { Lexicon } from './features.ts';
import type { TeamLearning } from './team-learning.ts';
import type { Language, LanguageWeights } from './languages.ts';

/** Classifier of one target, such as category: multinomial logistic regression, that is, softmax over linear scores. */
export interface LinearHead {
  classes: readonly string[];
  /** In thousandths, by class. */
  bias: readonly number[];
  /** In thousandths: `classes.length` numbers per feature, in the order of the features. */
  weights: readonly number[];
  /** Divides the scores. Temperature scaling: Guo et al., "On Calibration of Modern Neural Networks" (2017). */
  temperature: number;
}

/** Correction of the confidence for one language, fitted on tickets that were not used for training. */
export interface Calibration {
  /** Factors of the heads' temperatures. */
  category: number;
  priority: number;
  /** Exponent of the product of both probabilities: the heads tend to be right on the same tickets. */
  joint: number;
}

/** Content of a model file. */
export interface LinearModelFile {
  name: string;
  lexicon: Lexicon;
  glossaries: Readonly<Partial<Record<Language, Glossary>>>;
  languages: LanguageWeights;
  calibration: Readonly<Record<Language, Calibration>>;
  /** Length to which each block of features is scaled, by the block's letter. */
  scale: Readonly<Record<string, number>>;
  features: readonly string[];
  category: LinearHead;
  priority: LinearHead;
  /** What a team's decisions add. Their features follow those of the heads. Absent in the bundled model. */
  team?: TeamLearning;
}

/** Minimum probability of the best category for an answer. Its choice is explained in `backend/tools/model-training/README.md`. */
export const MIN_CONFIDENCE = 0.45;

/** Added to the number of features in a block, see {@link vectorize}. */
const DAMPING = 4;

/** Known features of a text with their values. */
export interface FeatureVector {
  indexes: readonly number[];
  values: readonly number[];
}

/**
 * Scales each block of known features to its length, so that long texts do not get larger scores. The damping reduces
 * the scores of short texts: a single known word is weak evidence.
 */
export function vectorize(
  indexes: ReadonlySet<number>,
  features: readonly string[],
  scale: Readonly<Record<string, number>>,
): FeatureVector {
  const known = [...indexes];
  const blocks = known.map((index) => features[index]!.charAt(0));
  const sizes = new Map<string, number>();
  for (const block of blocks) sizes.set(block, (sizes.get(block) ?? 0) + 1);
  const unit = new Map(
    [...sizes].map(([block, size]) => [block, (scale[block] ?? 0) / Math.sqrt(size + DAMPING)]),
  );
  return { indexes: known, values: blocks.map((block) => unit.get(block)!) };
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

/** Subtracts the largest score first, to prevent overflow. */
export function softmax(logits: readonly number[], temperature: number): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Rounds weights to make the file small and independent of floating-point differences. */
export function roundToThousandths(value: number): number {
  // Adding zero turns -0 into 0.
  return Math.round(value * 1000) + 0;
}

export function indexOfLargest(values: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}

/** A passage of the text with those of its features that the model knows. */
export interface KnownMention {
  text: string;
  start: number;
  end: number;
  indexes: readonly number[];
}

/**
 * Finds the passages with the largest contribution to class `k`, the largest first. A contribution is the sum of
 * value times weight over the passage's features, less the mean over the classes.
 */
export function strongestMentions(
  head: LinearHead,
  k: number,
  known: readonly KnownMention[],
  vector: FeatureVector,
  limit: number,
): KnownMention[] {
  const width = head.classes.length;
  const push = new Map<number, number>();
  for (const [at, index] of vector.indexes.entries()) {
    let mean = 0;
    for (let other = 0; other < width; other++) mean += head.weights[index * width + other]! / width;
    push.set(index, vector.values[at]! * (head.weights[index * width + k]! - mean));
  }
  const strength = new Map<string, { mention: KnownMention; sum: number; counted: Set<number> }>();
  for (const mention of known) {
    const { indexes } = mention;
    const folded = mention.text.toLowerCase();
    const entry = strength.get(folded) ?? { mention, sum: 0, counted: new Set<number>() };
    strength.set(folded, entry);
    for (const index of indexes) {
      // A repeated feature adds nothing to the score, so it is counted once.
      if (entry.counted.has(index)) continue;
      entry.counted.add(index);
      entry.sum += push.get(index)!;
    }
  }
  const ranked = [...strength]
    .filter(([, { sum }]) => sum > 0)
    .sort((a, b) => b[1].sum - a[1].sum || (a[0] < b[0] ? -1 : 1));
  const chosen: [folded: string, mention: KnownMention][] = [];
  for (const [folded, { mention }] of ranked) {
    if (chosen.length === limit) break;
    // "vpn" is redundant beside "vpn login".
    const repeats = chosen.some(
      ([other]) => ` ${other} `.includes(` ${folded} `) || ` ${folded} `.includes(` ${other} `),
    );
    if (!repeats) chosen.push([folded, mention]);
  }
  return chosen.map(([, mention]) => mention);
}
