import { featuresOf, lexiconIndex } from '../features.ts';
import {
  type FeatureVector,
  type LinearHead,
  type LinearModelFile,
  scores,
  roundToThousandths,
  vectorize,
} from '../linear-model.ts';
import { type TrainingExample, type FittedWeights, fit } from './logistic-regression.ts';
import { type ScoredLabel, fitTemperature } from './temperature.ts';

/** A ticket with the team's decision. */
export interface DecidedTicket {
  title: string;
  description: string;
  category: string;
  priority: string;
}

export interface AdaptOptions {
  /** Name of the adapted model. Defaults to the base's name with "+team". */
  name?: string;
  /** L2 penalty for deviating from the base. With a larger value, more decisions are needed for a change. Defaults to 0.4. */
  penalty?: number;
}

const PENALTY = 0.4;
/** Penalty for the bias: thirty decisions for one class must not classify all tickets as it. */
const BIAS_PENALTY = 20;
/** A word or pair unknown to the base must occur in this many of the team's tickets. */
const MIN_OCCURRENCES = 2;
const FOLDS = 5;
/** With fewer rows, a fitted temperature would reflect chance. */
const MIN_FOR_TEMPERATURE = 50;
/** Folds are evaluated until this many rows have a prediction. */
const MAX_FOR_TEMPERATURE = 600;
const ITERATIONS = 25;

/**
 * Adapts the base model to a team's decisions by maximum a posteriori adaptation: Chelba and Acero, "Adaptation of
 * maximum entropy capitalizer: little data can help a lot" (2006). Weights that the decisions do not affect stay as
 * in the base. Deterministic: the same decisions in the same order give the same model.
 */
export function adaptModel(
  base: LinearModelFile,
  decisions: readonly DecidedTicket[],
  options: AdaptOptions = {},
): LinearModelFile {
  const concepts = lexiconIndex(base.lexicon);
  const texts = decisions.map(({ title, description }) => featuresOf(title, description, concepts));
  const features = [...base.features, ...newFeatures(base, texts)];
  const indexOf = new Map(features.map((feature, index) => [feature, index]));
  const vectors = texts.map((text) =>
    vectorize(new Set([...text].flatMap((feature) => indexOf.get(feature) ?? [])), features, base.scale),
  );
  const head = (target: 'category' | 'priority') =>
    adaptHead(
      base[target],
      vectors,
      decisions.map((decision) => base[target].classes.indexOf(decision[target])),
      features.length,
      options.penalty ?? PENALTY,
    );
  return {
    ...base,
    name: options.name ?? `${base.name}+team`,
    features,
    category: head('category'),
    priority: head('priority'),
  };
}

/** Words and pairs only: letter n-grams of words that only this team uses would not generalize. */
function newFeatures(base: LinearModelFile, texts: readonly ReadonlySet<string>[]): string[] {
  const known = new Set(base.features);
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const feature of text) {
      if ((feature.startsWith('w') || feature.startsWith('b')) && !known.has(feature))
        counts.set(feature, (counts.get(feature) ?? 0) + 1);
    }
  }
  return [...counts].flatMap(([feature, count]) => (count >= MIN_OCCURRENCES ? [feature] : [])).sort();
}

function adaptHead(
  base: LinearHead,
  vectors: readonly FeatureVector[],
  labels: readonly number[],
  features: number,
  penalty: number,
): LinearHead {
  const classes = base.classes.length;
  const prior: FittedWeights = {
    bias: base.bias.map((value) => value / 1000),
    weights: new Array<number>(features * classes).fill(0),
  };
  for (const [at, value] of base.weights.entries()) prior.weights[at] = value / 1000;
  const examples: TrainingExample[] = vectors.map((vector, at) => ({
    vector,
    label: labels[at]!,
    weight: 1,
  }));
  if (labels.some((label) => label < 0)) throw new Error('A decision is of a class that the model has not');
  const fitted = (rows: readonly TrainingExample[]): LinearHead => {
    const { bias, weights } = fit(rows, {
      features,
      classes,
      penalty,
      prior,
      biasPenalty: BIAS_PENALTY,
      iterations: ITERATIONS,
    });
    return { ...base, bias: bias.map(roundToThousandths), weights: weights.map(roundToThousandths) };
  };
  const unseen: ScoredLabel[] = [];
  if (examples.length >= MIN_FOR_TEMPERATURE) {
    for (let fold = 0; fold < FOLDS && unseen.length < MAX_FOR_TEMPERATURE; fold++) {
      const left = fitted(examples.filter((_, at) => at % FOLDS !== fold));
      const others = examples.filter((_, at) => at % FOLDS === fold);
      unseen.push(...others.map(({ vector, label }) => ({ logits: scores(left, vector), label })));
    }
  }
  return {
    ...fitted(examples),
    temperature: unseen.length > 0 ? fitTemperature(unseen) : base.temperature,
  };
}
