/**
 * Trains the bundled model and writes it to its package:
 *
 *     node backend/tools/model-training/train.ts [--check]
 *
 * Prints its quality on rows not used for training. With --check it writes nothing, and fails if the model in the
 * repository is a different one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  BLOCK_SCALE,
  fitTemperature,
  LANGUAGES,
  type LinearModelFile,
  MODEL_PATH,
} from '@ticketiq/bundled-model';
import { calibrationError } from '../evaluation/measures.ts';
import { fitCalibration, jointAnswer, type JointAnswer, type UnseenRow } from './calibration.ts';
import { FOLDS, readCorpus, readVocabulary } from './corpus.ts';
import { logits, train, trainLanguages } from './training.ts';

const NAME = 'local-2026-12';

const check = process.argv.includes('--check');
const vocabulary = readVocabulary();
const rows = readCorpus(vocabulary);
console.log(`${rows.length} tickets in ${LANGUAGES.length} languages`);

const unseen: UnseenRow[] = [];
for (let fold = 0; fold < FOLDS; fold++) {
  const heads = train(rows.filter((row) => row.fold !== fold));
  const left = rows.filter((row) => row.fold === fold);
  const category = logits(heads, left, 'category');
  const priority = logits(heads, left, 'priority');
  for (const [at, row] of left.entries()) {
    unseen.push({
      language: row.language,
      category: { logits: category[at]!, label: row.category },
      priority: { logits: priority[at]!, label: row.priority },
    });
  }
}
const temperatures = {
  category: fitTemperature(unseen.map(({ category }) => category)),
  priority: fitTemperature(unseen.map(({ priority }) => priority)),
};
const calibration = fitCalibration(unseen, temperatures);
printQuality();

const { features, category, priority } = train(rows);
const model: LinearModelFile = {
  name: NAME,
  ...vocabulary,
  languages: trainLanguages(rows),
  calibration,
  scale: BLOCK_SCALE,
  features,
  category: { ...category, temperature: temperatures.category },
  priority: { ...priority, temperature: temperatures.priority },
};
const file = `${JSON.stringify(model)}\n`;
console.log(
  `${features.length} features, ${model.languages.features.length} of languages, ${Buffer.byteLength(file)} bytes`,
);
if (!check) writeFileSync(MODEL_PATH, file);
else if (readFileSync(MODEL_PATH, 'utf8') !== file) {
  console.error('The model in the repository is not the one that these files make.');
  process.exitCode = 1;
}

/** Prints shares of right answers and calibration errors by language, and the accuracy from each confidence on. */
function printQuality(): void {
  console.log(`Left out (${FOLDS} folds): category, priority, both right; their calibration errors`);
  const all: { row: UnseenRow; answer: JointAnswer }[] = [];
  for (const language of LANGUAGES) {
    const answers = unseen
      .filter((row) => row.language === language)
      .map((row) => ({ row, answer: jointAnswer(row, temperatures, calibration[language]) }));
    all.push(...answers);
    printLine(language, answers);
  }
  printLine('all', all);
  for (const [name, kept] of [
    ['all', all],
    ['critical', all.filter(({ answer }) => answer.priority === 3)],
  ] as const) {
    for (const from of [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7]) {
      const near = kept.filter(({ answer }) => Math.abs(answer.confidence - from) < 0.05);
      const above = kept.filter(({ answer }) => answer.confidence >= from);
      console.log(
        `  ${name} from ${from}: ${(above.length / kept.length).toFixed(3)} of answers, ` +
          `${share(above).toFixed(3)} right; near it ${share(near).toFixed(3)}`,
      );
    }
  }
}

function share(answers: readonly { answer: JointAnswer }[]): number {
  return answers.filter(({ answer }) => answer.right).length / answers.length;
}

function printLine(name: string, answers: readonly { row: UnseenRow; answer: JointAnswer }[]): void {
  const { length } = answers;
  const judged = (target: 'category' | 'priority') =>
    answers.map(({ row, answer }) => ({
      confidence: answer[`${target}Confidence`],
      right: answer[target] === row[target].label,
    }));
  const measures = [judged('category'), judged('priority'), answers.map(({ answer }) => answer)];
  const shares = measures.map((each) => (each.filter(({ right }) => right).length / length).toFixed(3));
  const errors = measures.map((each) => calibrationError(each)?.toFixed(3));
  console.log(`  ${name} (${length}): ${shares.join(' ')}; ${errors.join(' ')}`);
}
