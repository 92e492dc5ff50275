import { type Calibration, type Language, LANGUAGES, softmax } from '@ticketiq/bundled-model';

/** A row with the scores of a model that was not trained on it. */
export interface UnseenRow {
  language: Language;
  category: { logits: readonly number[]; label: number };
  priority: { logits: readonly number[]; label: number };
}

export type Target = 'category' | 'priority';

/** Candidates of a factor or an exponent, 0.4 to 2 in steps of 0.05. */
const CANDIDATES = Array.from({ length: 33 }, (_, step) => Number((0.4 + 0.05 * step).toFixed(2)));

/** Fits the correction of each language by likelihood, heads first. */
export function fitCalibration(
  rows: readonly UnseenRow[],
  temperatures: Readonly<Record<Target, number>>,
): Record<Language, Calibration> {
  return Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      fitLanguage(
        rows.filter((row) => row.language === language),
        temperatures,
      ),
    ]),
  ) as Record<Language, Calibration>;
}

function fitLanguage(
  rows: readonly UnseenRow[],
  temperatures: Readonly<Record<Target, number>>,
): Calibration {
  const factor = (target: Target): number =>
    leastLoss((candidate) =>
      rows.reduce((loss, { [target]: { logits, label } }) => {
        return loss - Math.log(softmax(logits, temperatures[target] * candidate)[label]!);
      }, 0),
    );
  const calibration = { category: factor('category'), priority: factor('priority'), joint: 1 };
  const answers = rows.map((row) => jointAnswer(row, temperatures, calibration));
  const joint = leastLoss((exponent) =>
    answers.reduce((loss, { confidence, right }) => {
      const powered = Math.min(confidence ** exponent, 0.999);
      return loss - Math.log(right ? powered : 1 - powered);
    }, 0),
  );
  return { ...calibration, joint };
}

function leastLoss(loss: (candidate: number) => number): number {
  const losses = CANDIDATES.map(loss);
  return CANDIDATES[losses.indexOf(Math.min(...losses))]!;
}

export interface JointAnswer {
  category: number;
  priority: number;
  categoryConfidence: number;
  priorityConfidence: number;
  confidence: number;
  right: boolean;
}

/** The answer of a calibrated model for a row. */
export function jointAnswer(
  row: UnseenRow,
  temperatures: Readonly<Record<Target, number>>,
  calibration: Calibration,
): JointAnswer {
  const best = (target: Target) => {
    const probabilities = softmax(row[target].logits, temperatures[target] * calibration[target]);
    const confidence = Math.max(...probabilities);
    return { index: probabilities.indexOf(confidence), confidence };
  };
  const category = best('category');
  const priority = best('priority');
  return {
    category: category.index,
    priority: priority.index,
    categoryConfidence: category.confidence,
    priorityConfidence: priority.confidence,
    confidence: (category.confidence * priority.confidence) ** calibration.joint,
    right: category.index === row.category.label && priority.index === row.priority.label,
  };
}
