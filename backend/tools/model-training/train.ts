/**
 * Trains the bundled model and writes it to its package:
 *
 *     node backend/tools/model-training/train.ts [--check] [further.jsonl …]
 *
 * Prints its quality on rows not used for training. With --check it writes nothing, and fails if the model in the
 * repository is a different one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fitTemperature, type Lexicon, type LinearModelFile, MODEL_PATH } from '@ticketiq/bundled-model';
import { calibrationError } from '../evaluation/measures.ts';
import { type ScoredPrediction, accuracy, predictedLabel, farOff, macroF1 } from './measures.ts';
import { type Row, readRows } from './corpus.ts';
import { judge, logits, train } from './training.ts';

const NAME = 'local-2026-11';
const FOLDS = 5;

const options = process.argv.slice(2);
const check = options.includes('--check');
const furtherFiles = options.filter((option) => option !== '--check');

const lexicon = JSON.parse(readFileSync(new URL('./lexicon.json', import.meta.url), 'utf8')) as Lexicon;
const own = readRows(new URL('./texts.jsonl', import.meta.url), lexicon);
const heldOut = readRows(new URL('./held-out.jsonl', import.meta.url), lexicon);
const further = furtherFiles.flatMap((file) => readRows(file, lexicon));
const sources = [...new Set(further.map((row) => row.source))];

console.log(
  `${own.length} texts of our own, ${further.length} of ${sources.join(', ') || 'no further source'}`,
);

const folds = trades(own).map((left) => {
  const unseen = own.filter((row) => left.includes(row.group));
  const seen = own.filter((row) => !left.includes(row.group));
  return { unseen, model: train(NAME, [...seen, ...further], lexicon) };
});
const model = train(NAME, [...own, ...further], lexicon);
for (const target of ['category', 'priority'] as const) {
  const temperature = fitTemperature(
    folds.flatMap(({ unseen, model: fold }) =>
      logits(fold, unseen, target).map((row, at) => ({ logits: row, label: unseen[at]![target]! })),
    ),
  );
  for (const fitted of [model, ...folds.map((fold) => fold.model)]) fitted[target].temperature = temperature;
  console.log(`temperature of ${target}: ${temperature}`);
}

print(
  `trades left out (${FOLDS} folds)`,
  folds.flatMap(({ unseen, model: fold }) => judge(fold, unseen, 'category')),
  folds.flatMap(({ unseen, model: fold }) => judge(fold, unseen, 'priority')),
);
printCoverage(folds.flatMap(({ unseen, model: fold }) => judge(fold, unseen, 'category')));
printFor('held-out.jsonl', model, heldOut);
printCoverage(judge(model, heldOut, 'category'));
if (further.length > 0) {
  printFor('held-out.jsonl, without further', train(NAME, own, lexicon), heldOut);
  for (const source of sources) {
    const seen = [...own, ...further].filter((row) => row.source !== source);
    const unseen = further.filter((row) => row.source === source);
    printFor(`${source} left out`, train(NAME, seen, lexicon), unseen);
  }
}

const file = `${JSON.stringify(model)}\n`;
console.log(`${model.features.length} features, ${Buffer.byteLength(file)} bytes`);
if (!check) writeFileSync(MODEL_PATH, file);
else if (readFileSync(MODEL_PATH, 'utf8') !== file) {
  console.error('The model in the repository is not the one that these files make.');
  process.exitCode = 1;
}

/** Assigns each group to one fold, the largest first, to the fold with the fewest rows. */
function trades(rows: readonly Row[]): string[][] {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(row.group, (sizes.get(row.group) ?? 0) + 1);
  const bins = Array.from({ length: FOLDS }, () => ({ size: 0, names: [] as string[] }));
  for (const [name, size] of [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const emptiest = bins.reduce((least, bin) => (bin.size < least.size ? bin : least));
    emptiest.names.push(name);
    emptiest.size += size;
  }
  return bins.map((bin) => bin.names);
}

function printFor(name: string, fitted: LinearModelFile, rows: readonly Row[]): void {
  print(name, judge(fitted, rows, 'category'), judge(fitted, rows, 'priority'));
}

function print(
  name: string,
  categories: readonly ScoredPrediction[],
  priorities: readonly ScoredPrediction[],
): void {
  const right = (row: ScoredPrediction) => predictedLabel(row) === row.label;
  const sure = (row: ScoredPrediction) => Math.max(...row.probabilities);
  const error = (rows: readonly ScoredPrediction[]) =>
    calibrationError(rows.map((row) => ({ confidence: sure(row), right: right(row) })));
  console.log(`${name} (${categories.length})`);
  console.log(
    `  category  macro-F1 ${macroF1(categories).toFixed(3)}  accuracy ${accuracy(categories).toFixed(3)}` +
      `  calibration error ${error(categories).toFixed(3)}`,
  );
  if (priorities.length === 0) return;
  const joint = categories.map((row, at) => ({
    confidence: sure(row) * sure(priorities[at]!),
    right: right(row) && right(priorities[at]!),
  }));
  console.log(
    `  priority  macro-F1 ${macroF1(priorities).toFixed(3)}  accuracy ${accuracy(priorities).toFixed(3)}` +
      `  calibration error ${error(priorities).toFixed(3)}  off by more than one ${farOff(priorities).toFixed(3)}`,
  );
  console.log(
    `  both      accuracy ${(joint.filter((answer) => answer.right).length / joint.length).toFixed(3)}` +
      `  calibration error ${calibrationError(joint).toFixed(3)}`,
  );
}

/** Prints the share of answered tickets and their accuracy by the minimum probability of the best category. */
function printCoverage(rows: readonly ScoredPrediction[]): void {
  for (const least of [0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7]) {
    const answered = rows.filter((row) => Math.max(...row.probabilities) >= least);
    const left = rows.filter((row) => Math.max(...row.probabilities) < least);
    console.log(
      `  answering from ${least.toFixed(2)}: ${(answered.length / rows.length).toFixed(3)} of the tickets, ` +
        `${accuracy(answered).toFixed(3)} right; of those left ${left.length > 0 ? accuracy(left).toFixed(3) : '-'}`,
    );
  }
}
