import { readFileSync } from 'node:fs';
import { bundledModel, type LinearModelFile, LocalModel } from '@ticketiq/bundled-model';
import { CATEGORIES, PRIORITIES, type Category, type Priority } from '#src/vocabulary/index.js';
import { trainModel } from '#src/classification/learning/train-model.js';
import type { TeamDecision } from '#src/classification/learning/team-decisions.repository.js';
import { seededRandom } from '../evaluation/rows.ts';

const SIZES = [25, 50, 100, 200, 400, 800];
const SEEDS = 3;
const MIN_TEST_ROWS = 20;
const MAX_TEST_ROWS = 500;

/** A row of the file: `{"text" or "title" and "description", "category", "priority"?}`. */
interface Row {
  text?: string;
  title?: string;
  description?: string;
  category: string;
  priority?: string;
}

type LabelledTicket = Omit<TeamDecision, 'id'> & { hasPriority: boolean };

/**
 * Learning curve on any labelled file: trains on randomly drawn decisions as the service does, and judges the result on
 * other rows. Rows without a priority get the bundled model's.
 */
export function learningCurve(path: string, relabel = ''): string {
  const base = bundledModel();
  const tickets = readRows(path, new LocalModel(base), parseRelabelling(relabel));
  const hasPriorities = tickets.every(({ hasPriority }) => hasPriority);
  const lines = [
    `| decisions | category, bundled | category, learning | ${hasPriorities ? 'priority, bundled | priority, learning | ' : ''}activated |`,
    `| --- | --- | --- | ${hasPriorities ? '--- | --- | ' : ''}--- |`,
  ];
  for (const size of SIZES) {
    if (tickets.length < size + MIN_TEST_ROWS) break;
    const runs = Array.from({ length: SEEDS }, (_, seed) => run(base, tickets, size, seed + 1));
    const mean = (value: (run: CurveRun) => number): string =>
      (runs.reduce((sum, run) => sum + value(run), 0) / SEEDS).toFixed(3);
    const figures = [mean((run) => run.before.category), mean((run) => run.after.category)];
    if (hasPriorities)
      figures.push(
        mean((run) => run.before.priority),
        mean((run) => run.after.priority),
      );
    const activated = runs.filter(({ activated }) => activated).length;
    lines.push(`| ${size} | ${figures.join(' | ')} | ${activated} of ${SEEDS} |`);
  }
  return lines.join('\n');
}

interface CurveRun {
  before: { category: number; priority: number };
  after: { category: number; priority: number };
  activated: boolean;
}

function run(
  base: LinearModelFile,
  tickets: readonly LabelledTicket[],
  size: number,
  seed: number,
): CurveRun {
  const random = seededRandom(seed);
  const order = tickets.map((ticket) => ({ ticket, rank: random() })).sort((a, b) => a.rank - b.rank);
  const decisions = order.slice(0, size).map(({ ticket }, at) => ({ ...ticket, id: size - at }));
  const test = order.slice(size, size + MAX_TEST_ROWS).map(({ ticket }) => ticket);
  const { file, gate } = trainModel({ base, current: base, approved: base, decisions, name: 'curve' });
  const accuracy = (model: LocalModel): CurveRun['before'] => {
    const answers = test.map((ticket) => model.classify(ticket).decision);
    const share = (target: 'category' | 'priority'): number =>
      test.filter((ticket, at) => answers[at]?.[target] === ticket[target]).length / test.length;
    return { category: share('category'), priority: share('priority') };
  };
  const before = accuracy(new LocalModel(base));
  const activated = gate.refusal === null;
  return { before, after: activated ? accuracy(new LocalModel(file)) : before, activated };
}

function parseRelabelling(relabel: string): ReadonlyMap<string, string> {
  const pairs = relabel === '' ? [] : relabel.split(',').map((pair) => pair.split('='));
  for (const pair of pairs) {
    if (pair.length !== 2 || !pair.every((name) => (CATEGORIES as readonly string[]).includes(name)))
      throw new Error(`--relabel must have pairs such as technical=account, of ${CATEGORIES.join(', ')}.`);
  }
  return new Map(pairs as [string, string][]);
}

function readRows(
  path: string,
  bundled: LocalModel,
  relabelling: ReadonlyMap<string, string>,
): LabelledTicket[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, at) => {
    if (!line.trim()) return [];
    const { text, title = '', description = text ?? '', category, priority } = JSON.parse(line) as Row;
    if (!(CATEGORIES as readonly string[]).includes(category))
      throw new Error(`Line ${at + 1}: category must be one of ${CATEGORIES.join(', ')}.`);
    if (priority !== undefined && !(PRIORITIES as readonly string[]).includes(priority))
      throw new Error(`Line ${at + 1}: priority must be one of ${PRIORITIES.join(', ')}.`);
    const known = priority ?? bundled.classify({ title, description }).decision?.priority ?? 'medium';
    const ticket: LabelledTicket = {
      title,
      description,
      category: (relabelling.get(category) ?? category) as Category,
      priority: known as Priority,
      author: null,
      decider: 1,
      hasPriority: priority !== undefined,
    };
    return [ticket];
  });
}
