import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type LinearModelFile, LocalModel } from '@ticketiq/bundled-model';
import { commandLine } from '#src/config/command-line.js';
import { InvalidSettings, readSettings } from '#src/config/settings.js';
import { ClassifierUnavailable, type TicketText } from '#src/classification/classifier.js';
import { classifyWithoutInjection, LocalClassifier } from '#src/classification/local/local-classifier.js';
import { createProviderClassifier } from '#src/classification/remote/remote-classifier.factory.js';
import { REMOTE_PROVIDERS } from '#src/classification/remote/remote-providers.js';
import { compareEvaluations, evaluate, type EvaluatedAnswer, type EvaluatedRow } from './evaluation.ts';
import { textComparison, textReport } from './report-text.ts';
import { readRows, sampleRows, type LabelledTicket } from './rows.ts';
import { isRemoteSource } from '#src/vocabulary/index.js';

const HELP = `${commandLine('triage:eval')} FILE.jsonl [--source SOURCE] [--compare SOURCE] [--limit N] [--seed N] [--json FILE]

Judges a classifier by tickets whose category and priority are known: one JSON object a line, with "title",
"description" (or "text"), "category" and, where it is known, "priority". The export of the team's decisions is such a file.

SOURCE is one of
  local              the model in the box (the default)
  local:FILE         another model file, as npm run model:train writes it
  gemini, openai     the remote model, by the settings in the environment or .env
  gemini:MODEL, openai:MODEL

--compare   asks a second source about the same rows
--limit     takes so many rows, the same ones for the same --seed
--json      also writes all figures to a file`;

/** Concurrent calls to a remote model. */
const CONCURRENCY = 4;
const DEADLINE_MS = 60_000;

/** An error in the arguments or the input, whose message is printed without a stack trace. */
class EvaluationUsageError extends Error {}

interface EvaluationSource {
  name: string;
  concurrency: number;
  classify(text: TicketText): Promise<EvaluatedAnswer>;
}

/** @throws EvaluationUsageError, InvalidSettings */
async function resolveSource(specifier: string): Promise<EvaluationSource> {
  const [kind, model] = specifier.split(/:(.*)/s, 2) as [string, string?];
  if (kind === 'local') return localEvaluationSource(model);
  if (!isRemoteSource(kind)) throw new EvaluationUsageError(`There is no source "${specifier}".\n\n${HELP}`);
  const settings = readSettings();
  if (model) Object.assign(settings, { [REMOTE_PROVIDERS[kind].modelSetting]: model });
  const { name, classifier } = await createProviderClassifier(kind, settings);
  if (!classifier.isConfigured)
    throw new EvaluationUsageError(`The settings name no ${kind} model, so that none can be asked.`);
  return {
    name,
    concurrency: CONCURRENCY,
    classify: (text) => classifier.classify(text, AbortSignal.timeout(DEADLINE_MS)),
  };
}

function localEvaluationSource(file: string | undefined): EvaluationSource {
  if (!file) {
    const local = new LocalClassifier();
    return {
      name: `local (${local.model.file.name})`,
      concurrency: 1,
      classify: (text) => local.classify(text),
    };
  }
  let model: LocalModel;
  try {
    model = new LocalModel(JSON.parse(readFileSync(file, 'utf8')) as LinearModelFile);
  } catch {
    throw new EvaluationUsageError(`${file} is no model that could be read.`);
  }
  return {
    name: `local (${model.file.name} of ${basename(file)})`,
    concurrency: 1,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    classify: async (text) => classifyWithoutInjection(model, text),
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

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      source: { type: 'string', default: 'local' },
      compare: { type: 'string' },
      limit: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (values.help) return console.log(HELP);
  if (!file || positionals.length > 1) throw new EvaluationUsageError(HELP);
  const limit = wholeNumber('--limit', values.limit ?? `${Number.MAX_SAFE_INTEGER}`);
  const seed = wholeNumber('--seed', values.seed);
  const names = [values.source, ...(values.compare === undefined ? [] : [values.compare])];
  const sources = await Promise.all(names.map(resolveSource));

  const { rows: all, faults } = readRows(contentOf(file));
  for (const { line, fault } of faults) console.error(`Line ${line} ${fault}; it is left out.`);
  if (all.length === 0) throw new EvaluationUsageError(`${file} holds no row that could be judged.`);
  const rows = sampleRows(all, limit, seed);

  const results: EvaluatedRow[][] = [];
  for (const source of sources) results.push(await evaluateRows(source, rows));
  const evaluations = sources.map((source, at) => evaluate(source.name, results[at]!));
  const comparisons = results[1] ? compareEvaluations(results[0]!, results[1]) : [];
  for (const evaluation of evaluations) console.log(textReport(evaluation));
  if (comparisons.length > 0) console.log(textComparison([sources[0]!.name, sources[1]!.name], comparisons));
  if (values.json) {
    const report = {
      file: basename(file),
      rows: all.length,
      judged: rows.length,
      seed,
      date: new Date().toISOString().slice(0, 10),
      evaluations,
      comparisons,
    };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`The figures are in ${values.json}.`);
  }
}

function wholeNumber(option: string, value: string): number {
  if (!/^\d{1,16}$/.test(value) || Number(value) < 1)
    throw new EvaluationUsageError(`${option} has to be a whole number from 1.`);
  return Number(value);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new EvaluationUsageError(`${file} can not be read.`);
  }
}

function isAboutArguments(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

try {
  await run();
} catch (error) {
  if (!(error instanceof EvaluationUsageError || error instanceof InvalidSettings || isAboutArguments(error)))
    throw error;
  console.error(error.message);
  process.exitCode = 1;
}
