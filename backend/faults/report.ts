import { readFileSync, writeFileSync } from 'node:fs';
import { dayAndMachine } from '../bench/machine.ts';
import type { Outcome } from './attempt.ts';

const DOCUMENT = new URL('../../docs/faults.md', import.meta.url);
const MARKS = ['<!-- measured -->', '<!-- /measured -->'] as const;

export function table(outcomes: Outcome[]): string {
  const head =
    'fault | injections | answered with 201 | decisions by agents | missing | duplicated | never triaged | decision overwritten | wrong counters | errors (500) | all triaged within';
  const rows = outcomes.map(({ trial, rounds, filed, chosen, findings, failures, slowestSeconds }) => {
    const errors = [...failures.values()].reduce((sum, times) => sum + times, 0);
    return [
      trial.what,
      rounds * (trial.faultsARound ?? 1),
      filed,
      chosen,
      ...[
        findings.missing,
        findings.doubled,
        findings.untriaged,
        findings.overwritten,
        findings.miscounted,
      ].map(({ length }) => length),
      errors,
      `${slowestSeconds.toFixed(1)} s`,
    ]
      .map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell))
      .join(' | ');
  });
  const rule = head
    .split('|')
    .map((_, i) => (i === 0 ? '---' : '--:'))
    .join(' | ');
  return [head, rule, ...rows].map((row) => `| ${row} |`).join('\n');
}

export function writeReport(outcomes: Outcome[], { seed, minutes }: { seed: number; minutes: number }): void {
  const how = `Measured by \`npm run faults -- --seed ${seed} --write\`, in ${Math.round(minutes)} minutes. ${dayAndMachine()}`;
  replaceMeasured(DOCUMENT, `${how}\n\n${table(outcomes)}`);
}

/** Replaces the measured part of a document, which is between the two marks. */
export function replaceMeasured(document: URL, measured: string): void {
  const [before, rest] = readFileSync(document, 'utf8').split(MARKS[0]) as [string, string];
  const after = rest.split(MARKS[1])[1]!;
  writeFileSync(document, `${before}${MARKS[0]}\n\n${measured}\n\n${MARKS[1]}${after}`);
}
