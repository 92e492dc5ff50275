import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type LinearModelFile, LocalModel } from '@ticketiq/bundled-model';
import { InvalidArguments, runCommand } from '#src/cli/command.js';
import { OperatorError } from '#src/common/operator-error.js';
import { readSettings } from '#src/config/settings.js';
import { ClassifierUnavailable, type TicketText } from '#src/classification/classifier.js';
import { withoutInjection } from '#src/classification/prompt-injection/detect-injection.js';
import { classifyWithoutInjection, LocalClassifier } from '#src/classification/local/local-classifier.js';
import { createProviderClassifier } from '#src/classification/remote/remote-classifier.factory.js';
import { REMOTE_PROVIDERS } from '#src/classification/remote/remote-providers.js';
import { compareEvaluations, evaluate, type EvaluatedAnswer, type EvaluatedRow } from './evaluation.ts';
import { textComparison, textReport, textSets } from './report-text.ts';
import { readRows, sampleRows, type LabelledTicket } from './rows.ts';
import { isRemoteSource } from '#src/vocabulary/index.js';

const USAGE = `FILE.jsonl … [--source SOURCE] [--compare SOURCE] [--limit N] [--seed N] [--json FILE]

Evaluates a classifier with tickets whose category and priority are known: one JSON object a line, with "title",
"description" (or "text"), "category" and optionally "priority". The export of the team's decisions is such a file.
With several files, such as one for each language, it also reports each by itself.

SOURCE is one of
  local              the bundled model (default)
  local:FILE         another model file, as npm run model:train writes it
  gemini, openai     the remote model of the settings in the environment or .env
  gemini:MODEL, openai:MODEL

--compare   also asks a second source about the same rows
--limit     number of rows, the same ones for the same --seed
--json      also writes all figures to a file`;

/** Concurrent calls to a remote model. */
const CONCURRENCY = 4;
const DEADLINE_MS = 60_000;

interface EvaluationSource {
  name: string;
  concurrency: number;
  classify(text: TicketText): Promise<EvaluatedAnswer>;
}

/** @throws InvalidArguments | OperatorError */
async function resolveSource(specifier: string): Promise<EvaluationSource> {
  const [kind, model] = specifier.split(/:(.*)/s, 2) as [string, string?];
  if (kind === 'local') return localEvaluationSource(model);
  if (!isRemoteSource(kind)) throw new InvalidArguments(`There is no source "${specifier}".`);
  const settings = readSettings();
  if (model) Object.assign(settings, { [REMOTE_PROVIDERS[kind].modelSetting]: model });
  const { name, classifier } = await createProviderClassifier(kind, settings);
  if (!classifier.isConfigured)
    throw new OperatorError(`The settings name no ${kind} model, so that none can be asked.`);
  return {
    name,
    concurrency: CONCURRENCY,
    classify: (text) => classifier.classify(text, AbortSignal.timeout(DEADLINE_MS)),
  };
}

function localEvaluationSource(file: string | undefined): EvaluationSource {
  if (!file) {
    const { model } = new LocalClassifier();
    return localSource(`local (${model.file.name})`, model);
  }
  let model: LocalModel;
  try {
    model = new LocalModel(JSON.parse(readFileSync(file, 'utf8')) as LinearModelFile);
  } catch {
    throw new OperatorError(`${file} is no model that could be read.`);
  }
  return localSource(`local (${model.file.name} of ${basename(file)})`, model);
}

function localSource(name: string, model: LocalModel): EvaluationSource {
  return {
    name,
    concurrency: 1,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    classify: async (text) => ({
      ...classifyWithoutInjection(model, text),
      probabilities: model.classify(withoutInjection(text)).probabilities,
    }),
  };
}

async function evaluateRows(
  source: EvaluationSource,
  rows: readonly LabelledTicket[],
): Promise<EvaluatedRow[]> {
  const results: EvaluatedRow[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < rows.length) {
      const at = next++;
      results[at] = await evaluateRow(source, rows[at]!);
    }
  };
  await Promise.all(Array.from({ length: source.concurrency }, work));
  return results;
}

async function evaluateRow(source: EvaluationSource, row: LabelledTicket): Promise<EvaluatedRow> {
  const started = performance.now();
  try {
    const answer = await source.classify({ title: row.title, description: row.description });
    return { row, answer, failure: null, latencyMs: performance.now() - started };
  } catch (error) {
    if (!(error instanceof ClassifierUnavailable)) throw error;
    return { row, answer: null, failure: error.reason, latencyMs: performance.now() - started };
  }
}

await runCommand({
  name: 'triage:eval',
  usage: USAGE,
  positionals: [1, 20],
  options: {
    source: { type: 'string', default: 'local' },
    compare: { type: 'string' },
    limit: { type: 'string', default: `${Number.MAX_SAFE_INTEGER}` },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
  run: async ({ options, positionals, report }) => {
    const limit = wholeNumber('--limit', options.limit);
    const seed = wholeNumber('--seed', options.seed);
    const names = [options.source, ...(options.compare === undefined ? [] : [options.compare])];
    const sources = await Promise.all(names.map(resolveSource));

    const all = positionals.flatMap(rowsOf);
    const rows = sampleRows(all, limit, seed);

    const results: EvaluatedRow[][] = [];
    for (const source of sources) results.push(await evaluateRows(source, rows));
    const evaluations = sources.map((source, at) => evaluate(source.name, results[at]!));
    const comparisons = results[1] ? compareEvaluations(results[0]!, results[1]) : [];
    const sets = positionals.map((file) => ({
      name: basename(file, '.jsonl'),
      evaluation: evaluate(
        sources[0]!.name,
        results[0]!.filter((_, at) => rows[at]!.file === file),
      ),
    }));
    for (const evaluation of evaluations) report(textReport(evaluation));
    if (sets.length > 1) report(textSets(sets));
    if (comparisons.length > 0) report(textComparison([sources[0]!.name, sources[1]!.name], comparisons));
    if (!options.json) return;
    const figures = {
      files: positionals.map((file) => basename(file)),
      rows: all.length,
      judged: rows.length,
      seed,
      date: new Date().toISOString().slice(0, 10),
      evaluations,
      sets,
      comparisons,
    };
    writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
    report(`The figures are in ${options.json}.`);
  },
});

function wholeNumber(option: string, value: string): number {
  if (!/^\d{1,16}$/.test(value) || Number(value) < 1)
    throw new InvalidArguments(`${option} must be a whole number from 1.`);
  return Number(value);
}

function rowsOf(file: string): (LabelledTicket & { file: string })[] {
  const { rows, faults } = readRows(contentOf(file));
  for (const { line, fault } of faults) console.error(`Line ${line} ${fault}; it is left out.`);
  if (rows.length === 0) throw new OperatorError(`${file} holds no row that could be judged.`);
  return rows.map((row) => ({ ...row, file }));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new OperatorError(`${file} can’t be read.`);
  }
}
