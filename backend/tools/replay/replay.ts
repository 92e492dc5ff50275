import { readFileSync } from 'node:fs';
import type { LinearModelFile } from '@ticketiq/bundled-model';
import { InvalidArguments, runCommand } from '#src/cli/command.js';
import { OperatorError } from '#src/common/operator-error.js';
import type { Settings } from '#src/config/settings.js';
import { createRemoteClassifier } from '#src/classification/remote/remote-classifier.factory.js';
import { remoteRateLimit } from '#src/classification/remote/remote-rate-limit.js';
import type { ClassificationOutcome } from '#src/classification/remote/remote-classifier.js';
import { ModelUsageRepository } from '#src/classification/usage/model-usage.repository.js';
import {
  compareAnswers,
  type Replay,
  type ReplayedTicket,
  type TriageValues,
} from '#src/classification/learning/replay.js';
import { answerUnseen } from '#src/classification/learning/train-model.js';
import {
  readSuggested,
  type SuggestedDecision,
} from '#src/classification/learning/team-decisions.repository.js';

const BATCH_SIZE = 20;
const DEADLINE_MS = 60_000;
const MAX_LISTED_TICKETS = 10;

/**
 * Compares a provider, model or prompt with the suggestions of past tickets that agents have
 * decided. Uses the configured remote model, or a local model with `--model FILE`. Exits with code 1 if the candidate
 * is worse, unless `--insist` is set, so that a deployment can depend on it. Past decisions are not sent as examples,
 * since they contain the expected answers.
 */
await runCommand({
  name: 'triage:replay',
  usage: '[--model FILE] [--limit N] [--insist]',
  options: {
    model: { type: 'string' },
    limit: { type: 'string', default: '200' },
    insist: { type: 'boolean', default: false },
  },
  run: async ({ options, report, settings, database }) => {
    const limit = Number(options.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > 5000)
      throw new InvalidArguments('--limit must be a whole number from 1 to 5000.');
    const { dataSource } = await database();
    const decisions = await readSuggested(dataSource.manager, limit);
    if (decisions.length === 0) throw new OperatorError('No agent has decided on a suggestion yet.');
    const { answers, costUsd } = options.model
      ? askLocal(options.model, decisions)
      : await askRemote(settings(), new ModelUsageRepository(dataSource), decisions);
    const answered = decisions.filter((_, at) => answers[at]);
    const replay = compareAnswers(
      answered,
      answered.map(({ suggested }) => suggested),
      answers.filter((answer) => answer !== null),
    );
    printReplay(replay, decisions.length - answered.length, costUsd, report);
    return replay.verdict === 'worse' && !options.insist ? 'refused' : undefined;
  },
});

function askLocal(path: string, decisions: SuggestedDecision[]): RemoteAnswers {
  const file = JSON.parse(readFileSync(path, 'utf8')) as LinearModelFile;
  return { answers: answerUnseen(file, decisions), costUsd: null };
}

interface RemoteAnswers {
  /** Null where the model failed to answer. */
  answers: (TriageValues | null)[];
  costUsd: number | null;
}

async function askRemote(
  settings: Settings,
  usage: ModelUsageRepository,
  decisions: SuggestedDecision[],
): Promise<RemoteAnswers> {
  const classifier = await createRemoteClassifier(settings, remoteRateLimit(settings), usage);
  if (!classifier.isConfigured) {
    throw new OperatorError(`No ${classifier.source} model is configured; --model FILE asks a local one.`);
  }
  const outcomes: ClassificationOutcome[] = [];
  for (let at = 0; at < decisions.length; at += BATCH_SIZE) {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    outcomes.push(...(await classifier.classifyAll(decisions.slice(at, at + BATCH_SIZE), signal)));
    console.log(`${outcomes.length} of ${decisions.length} asked`);
  }
  const costs = outcomes.map((outcome) => (outcome instanceof Error ? null : outcome.costUsd));
  return {
    answers: outcomes.map((outcome) => (outcome instanceof Error ? null : outcome)),
    costUsd: costs.every((cost) => cost === null)
      ? null
      : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
  };
}

function printReplay(
  replay: Replay,
  unanswered: number,
  costUsd: number | null,
  report: (line: string) => void,
): void {
  const { decisions, before, after, gained, lost, verdict } = replay;
  report(
    `\n${decisions} settled tickets${unanswered > 0 ? `; about ${unanswered} more no answer came` : ''}`,
  );
  for (const [name, key] of [
    ['both right', 'right'],
    ['category', 'category'],
    ['priority', 'priority'],
  ] as const) {
    report(`  ${name.padEnd(10)}  ${before[key]} → ${after[key]}`);
  }
  report(`  wrong to right: ${gained.length}, right to wrong: ${lost.length}: ${verdict}`);
  if (costUsd !== null) {
    report(`  cost: $${costUsd.toFixed(4)}, $${((1000 * costUsd) / decisions).toFixed(2)} per 1,000 tickets`);
  }
  printTickets('Right to wrong', lost, report);
  printTickets('Wrong to right', gained, report);
}

function printTickets(title: string, tickets: ReplayedTicket[], report: (line: string) => void): void {
  if (tickets.length === 0) return;
  report(`\n${title}:`);
  for (const { id, title: name, decided, before, after } of tickets.slice(0, MAX_LISTED_TICKETS)) {
    report(`  #${id} ${name}`);
    report(
      `     decided ${formatValues(decided)}; was ${formatValues(before)}, would be ${formatValues(after)}`,
    );
  }
  if (tickets.length > MAX_LISTED_TICKETS) report(`  and ${tickets.length - MAX_LISTED_TICKETS} more`);
}

function formatValues({ category, priority }: TriageValues): string {
  return `${category}/${priority}`;
}
