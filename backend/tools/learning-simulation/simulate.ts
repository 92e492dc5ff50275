import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundledModel, type LinearModelFile } from '@ticketiq/bundled-model';
import { seededRandom } from '../evaluation/rows.ts';
import { learningCurve } from './curve.ts';
import { balanceDecisions } from '#src/classification/learning/balanced-decisions.js';
import {
  classifyDecisions,
  trainModel,
  MAX_CHANGED_SHARE,
  MAX_LOWERED_SHARE,
  MIN_DECISIONS,
  needsApproval,
} from '#src/classification/learning/train-model.js';
import type { Impact } from '#src/classification/learning/replay.js';
import type { TeamDecision } from '#src/classification/learning/team-decisions.repository.js';

/**
 * Simulates the benefit of training for a team that deviates from the base training data: invoices from partners are
 * account/high, everything else is as labelled. Tickets arrive one after another, the team decides on each, and the
 * model is trained when the service would. Prints the acceptance with and without training, as the mean over SEEDS
 * orders of the tickets; with --write, writes it to docs/learning.md. With the path of a labelled JSON Lines file, prints
 * its learning curve instead; `--relabel technical=account,account=general` changes its categories to those of a team
 * with other conventions.
 */
const { values: options, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false }, relabel: { type: 'string', default: '' } },
  allowPositionals: true,
});
if (positionals[0] !== undefined) {
  console.log(learningCurve(positionals[0], options.relabel));
  process.exit();
}

const SEEDS = 10;
const WINDOW = 40;

const OUTAGES = [
  'The VPN is down',
  'The server is down for everybody',
  'Nobody in the office can connect',
  'The website is unreachable',
  'Production is down',
];

/** Number of tickets and of requesters. */
const FLOOD_SIZES = [
  [60, 60],
  [400, 1],
  [400, 5],
  [400, 40],
] as const;

type SimulatedTicket = Omit<TeamDecision, 'id'> & { partner: boolean };

const AGENTS = 3;

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
const invoices = read<[string, string][]>('./partner-invoices.json').map(
  ([title, description], at): SimulatedTicket => ({
    title,
    description,
    category: 'account',
    priority: 'high',
    author: `accountant ${at % 10}`,
    decider: at % AGENTS,
    partner: true,
  }),
);
const others = read<(SimulatedTicket & { requester: { email: string } })[]>(
  '../../src/demo/demo-tickets.json',
).map(({ title, description, category, priority, requester }, at): SimulatedTicket => ({
  title,
  description,
  category,
  priority,
  author: requester.email,
  decider: at % AGENTS,
  partner: false,
}));

interface SimulationOutcome {
  learning: boolean;
  baseline: boolean;
  partner: boolean;
}

const base = bundledModel();
const runs = Array.from({ length: SEEDS }, (_, seed) =>
  simulate(shuffled([...invoices, ...others], seed + 1)),
);
const rows = Array.from({ length: Math.floor(runs[0]!.outcomes.length / WINDOW) }, (_, at) => {
  const part = runs.flatMap(({ outcomes }) => outcomes.slice(at * WINDOW, (at + 1) * WINDOW));
  const partners = part.filter(({ partner }) => partner);
  return {
    decided: (at + 1) * WINDOW,
    baseline: share(part, 'baseline'),
    learning: share(part, 'learning'),
    partnersBaseline: share(partners, 'baseline'),
    partnersLearning: share(partners, 'learning'),
  };
});
const activated = runs.reduce((sum, { activated }) => sum + activated.length, 0) / SEEDS;
const waiting = runs.reduce((sum, { waiting }) => sum + waiting, 0);
const impacts = runs.flatMap(({ activated }) => activated);
const most = (key: 'changed' | 'lowered'): string =>
  percent(Math.max(...impacts.map((impact) => impact[key] / impact.tickets)));
const trained = runs.reduce((sum, { trained }) => sum + trained, 0) / SEEDS;
const table = [
  '| decisions | all, bundled model | all, learning | partner invoices, bundled model | partner invoices, learning |',
  '| --- | --- | --- | --- | --- |',
  ...rows.map(
    (row) =>
      `| ${row.decided - WINDOW + 1}–${row.decided} | ${[row.baseline, row.learning, row.partnersBaseline, row.partnersLearning].map(percent).join(' | ')} |`,
  ),
].join('\n');
const summary = `${trained.toFixed(1)} models were trained per order of the tickets, ${activated.toFixed(1)} of them activated. Over all orders, ${waiting}
waited for an administrator; activated models changed at most ${most('changed')} of the previous answers, and lowered at most
${most('lowered')} from high or critical.`;
const floods = [
  '| tickets | authors | used for training | answers changed | lowered from high or critical | outcome |',
  '| --- | --- | --- | --- | --- | --- |',
  ...FLOOD_SIZES.map(([tickets, authors]) => flood(tickets, authors)),
].join('\n');
console.log(`${table}\n\n${summary}\n\n${floods}`);
if (options.write) {
  writeFileSync(
    new URL('../../../docs/learning.md', import.meta.url),
    `# Effect of learning

Measured by \`npm run triage:simulate -- --write\`, with the model ${base.name}.

A team decides on ${invoices.length + others.length} tickets, one after the other: ${others.length} of the demo data, and ${invoices.length} about
invoices from partners, which this team, unlike the base training data, classifies as account/high. Accepted means that both category and
priority of the suggestion were right. The model is retrained when the service would (after ${MIN_DECISIONS} decisions, then after a tenth more, at least
20), and a new model is activated only if it is better on decisions that it was not trained on. Means over ${SEEDS} orders.

${table}

${summary}

A model waits for an administrator if it changes more than ${percent(MAX_CHANGED_SHARE)} of the answers, or lowers more than ${percent(MAX_LOWERED_SHARE)} of them
from high or critical. Ordinary learning stays below these limits. A flood of tickets with texts about outages, which an agent accepts as
general/low without reading them, exceeds them:

${floods}

All texts have one author and follow a clear rule; a team with inconsistent decisions gains less.
`,
  );
}

function simulate(stream: SimulatedTicket[]): {
  outcomes: SimulationOutcome[];
  activated: Impact[];
  waiting: number;
  trained: number;
} {
  let current: LinearModelFile = base;
  let lastTrained = 0;
  const activated: Impact[] = [];
  let waiting = 0;
  let trained = 0;
  const decisions: TeamDecision[] = [];
  const outcomes: SimulationOutcome[] = [];
  for (const [at, { partner, ...text }] of stream.entries()) {
    const decision = { ...text, id: at + 1 };
    const isRightBy = (file: LinearModelFile): boolean => {
      const [answer] = classifyDecisions(file, [decision]);
      return answer!.category === decision.category && answer!.priority === decision.priority;
    };
    outcomes.push({ baseline: isRightBy(base), learning: isRightBy(current), partner });
    // The newest first, like in the service.
    decisions.unshift(decision);
    const due = lastTrained === 0 ? MIN_DECISIONS : lastTrained + Math.max(20, lastTrained / 10);
    if (decisions.length < due) continue;
    lastTrained = decisions.length;
    trained++;
    const result = trainModel({
      base,
      current,
      approved: base,
      decisions,
      name: `after ${decisions.length}`,
    });
    if (result.gate.refusal) continue;
    if (needsApproval(result.impact)) {
      waiting++;
      continue;
    }
    activated.push(result.impact);
    current = result.file;
  }
  return { outcomes, activated, waiting, trained };
}

/** Adds the flood after the demo tickets. A separate agent accepts all of it. */
function flood(tickets: number, authors: number): string {
  const past = shuffled([...others], 1).map((text, at) => ({ ...text, id: at + 1 }));
  const random = seededRandom(tickets + authors);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const words = others.flatMap(({ description }) => description.split(' '));
  const claims = Array.from({ length: tickets }, (_, at) => ({
    id: past.length + at + 1,
    title: pick(OUTAGES),
    description: `${pick(OUTAGES)}. ${Array.from({ length: 20 }, () => pick(words)).join(' ')}`,
    category: 'general' as const,
    priority: 'low' as const,
    author: `flood ${at % authors}`,
    decider: AGENTS,
  }));
  const decisions = [...claims, ...past].sort((a, b) => b.id - a.id);
  const result = trainModel({ base, current: base, approved: base, decisions, name: 'after the flood' });
  const used = balanceDecisions(decisions).training.filter(({ id }) => id > past.length).length;
  const { impact, gate } = result;
  const of = (n: number): string => percent(n / impact.tickets);
  const outcome = gate.refusal ? 'refused' : needsApproval(impact) ? 'waits' : 'answers';
  return `| ${tickets} | ${authors} | ${used} | ${of(impact.changed)} | ${of(impact.lowered)} | ${outcome} |`;
}

function share(outcomes: SimulationOutcome[], by: 'learning' | 'baseline'): number {
  return outcomes.filter((outcome) => outcome[by]).length / outcomes.length;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

/** Fisher–Yates shuffle, deterministic for a given seed. */
function shuffled<T>(items: T[], seed: number): T[] {
  const random = seededRandom(seed);
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}
