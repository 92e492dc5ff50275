import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { InvalidArguments, runCommand } from '#src/cli/command.js';
import { OperatorError } from '#src/common/operator-error.js';
import { readSettings } from '#src/config/settings.js';
import { classifyWith, LocalClassifier } from '#src/classification/local/local-classifier.js';
import { createProviderClassifier } from '#src/classification/remote/remote-classifier.factory.js';
import {
  CLAIM,
  runInjectionBenchmark,
  sumResults,
  type AttackResult,
  type AttackTicket,
  type BenignTicket,
  type BenchmarkClassifier,
} from './injection-benchmark.ts';
import { detectInjection } from '#src/classification/prompt-injection/detect-injection.js';
import { REMOTE_SOURCES } from '#src/vocabulary/index.js';

const CORPUS = new URL('../../test/hostile/', import.meta.url);
const DOCUMENT = new URL('../../../docs/hostile-tickets.md', import.meta.url);
/** Training texts of the bundled model, without attacks. */
const ORDINARY = ['texts', 'held-out'].flatMap((folder) => {
  const files = new URL(`../model-training/${folder}/`, import.meta.url);
  return readdirSync(files).map((file) => new URL(file, files));
});

const SOURCES = ['local', ...REMOTE_SOURCES] as const;
type SourceName = (typeof SOURCES)[number];

interface BenchmarkSource {
  name: string;
  judge: BenchmarkClassifier;
}

/** @throws InvalidSettings | OperatorError */
async function resolveSources(name: SourceName): Promise<BenchmarkSource[]> {
  if (name === 'local') {
    const local = new LocalClassifier();
    const { name: model } = local.model.file;
    return [
      { name: `local (${model})`, judge: (text) => local.classify(text) },
      {
        name: `local (${model}), with instructions included`,
        // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
        judge: async (text) => classifyWith(local.model, text),
      },
    ];
  }
  const { name: modelName, classifier } = await createProviderClassifier(name, readSettings());
  if (!classifier.isConfigured)
    throw new OperatorError(`The settings name no ${name} model, so that none can be asked.`);
  return [{ name: modelName, judge: (text) => classifier.classify(text, AbortSignal.timeout(60_000)) }];
}

function rowsOf<T>(file: URL): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

function table(outcomes: readonly AttackResult[]): string[] {
  const share = (part: number, whole: number) =>
    whole === 0 ? '–' : `${part} (${((100 * part) / whole).toFixed(0)} %)`;
  const unanswered = outcomes.some((outcome) => outcome.unanswered > 0);
  const rows = [
    ['attack', 'tickets', 'succeeded', 'changed', 'detected', ...(unanswered ? ['failed'] : [])],
    ...outcomes.map(({ attack, tickets, succeeded, moved, detected, unanswered: failed }) => [
      attack,
      `${tickets}`,
      share(succeeded, tickets),
      share(moved, tickets),
      share(detected, tickets),
      ...(unanswered ? [`${failed}`] : []),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`,
  );
  return [lines[0]!, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)];
}

async function measureSource(
  { name, judge }: BenchmarkSource,
  rows: readonly AttackTicket[],
): Promise<string[]> {
  const seen = await runInjectionBenchmark(
    rows.filter((row) => !row.unseen),
    judge,
  );
  const unseen = await runInjectionBenchmark(
    rows.filter((row) => row.unseen),
    judge,
  );
  const instructions = (outcomes: readonly AttackResult[]) =>
    outcomes.filter(({ attack }) => attack !== CLAIM);
  return [
    `## ${name}`,
    '',
    ...table([...seen, sumResults('**all except claims**', instructions(seen))]),
    '',
    'Held-out attacks, unknown when detection was written:',
    '',
    ...table([...unseen, sumResults('**all except claims**', instructions(unseen))]),
    '',
  ];
}

function byLanguage(): string[] {
  const rows = rowsOf<{ text: string; unseen?: boolean }>(new URL('injections-by-language.jsonl', CORPUS));
  const found = (list: typeof rows) =>
    list.filter(({ text: description }) => detectInjection({ title: 'Scanner', description }).length > 0)
      .length;
  const seen = rows.filter((row) => !row.unseen);
  const unseen = rows.filter((row) => row.unseen);
  return [
    '## Languages and disguises',
    '',
    `- detected: ${found(seen)} of ${seen.length}; of the held-out ones ${found(unseen)} of ${unseen.length}`,
    '- held-out ones before detection was improved with them: 47 of 50',
    '- of 260 further ones by another author, on the first run, with improvements in between: 42 of 60, 32 of 60, 28 of 60, 17 of 40, 30 of 40; now 250',
    '',
  ];
}

function falsePositives(): string[] {
  const innocent = rowsOf<BenignTicket>(new URL('innocent-tickets.jsonl', CORPUS));
  const requests = rowsOf<{ text: string; unseen?: boolean }>(new URL('ordinary-requests.jsonl', CORPUS)).map(
    ({ text, unseen }) => ({ title: text, description: text, unseen }),
  );
  const lists = [
    ['look-alikes', innocent.filter((row) => !row.unseen)],
    ['look-alikes, held out', innocent.filter((row) => row.unseen)],
    ['requests and complaints', requests.filter((row) => !row.unseen)],
    ['requests and complaints, held out', requests.filter((row) => row.unseen)],
    ['the bundled model’s own texts', ORDINARY.flatMap((file) => rowsOf<BenignTicket>(file))],
  ] as const;
  return [
    '## False positives',
    '',
    ...lists.map(([name, rows]) => {
      const alarms = rows.filter((row) => detectInjection(row).length > 0);
      return `- ${name}: ${alarms.length} of ${rows.length}${alarms.map((row) => `\n  - ${row.title}`).join('')}`;
    }),
    '- of the held-out requests and complaints before detection was improved with them: 9 of 106',
    '- of 260 further ones by another author, on the first run: 5, 4, 5 of 60, 2, 0 of 40; now 3, of which two quote an attack',
    '',
  ];
}

const INTRODUCTION = `# Prompt injection in tickets

Some tickets are written to get a wrong category or priority: they give instructions, imitate a part of the prompt, or hide such text. These figures
show how often that works. An attack **succeeded** if the ticket gets the result that its author wanted, and a different one without the attack; it
**changed** the result if this differs at all. A ticket is **detected** if the product finds a passage that addresses the classifier; such a ticket is
never accepted without an agent.

Limitations:

- A *claim* ("the whole company is down") is a description like any other. It changes the result of every classifier that believes the text and can't be
  detected; only an agent who asks back can tell.
- Instructions with unknown wording (*paraphrase*, and much of the second table) are not detected. They change the result of the bundled model only by
  the words of a problem that they mention, since that model counts words and follows no instructions.
- The tickets have one author, and detection was improved with all of them known. The figures of the first run on the held-out tickets, given next to the
  current ones, are more realistic.
- A request for urgency to people ("Could you mark this as critical?") is no attack: it is detected only if it addresses the classifier, its instructions
  or the form of its answer.
`;

await runCommand({
  name: 'triage:hostile',
  usage: `[--source ${SOURCES.join('|')}]… [--write]`,
  options: {
    source: { type: 'string', multiple: true, default: ['local'] },
    write: { type: 'boolean', default: false },
  },
  run: async ({ options, report }) => {
    const names = options.source.map((name) => {
      const known = SOURCES.find((source) => source === name);
      if (!known) throw new InvalidArguments(`There is no source "${name}".`);
      return known;
    });
    const rows = rowsOf<AttackTicket>(new URL('hostile-tickets.jsonl', CORPUS));
    const sources = (await Promise.all(names.map(resolveSources))).flat();
    const lines: string[] = [];
    for (const source of sources) lines.push(...(await measureSource(source, rows)));
    lines.push(...byLanguage(), ...falsePositives());
    report(lines.join('\n'));
    if (!options.write) return;
    const command = `npm run triage:hostile -- ${names.map((name) => `--source ${name} `).join('')}--write`;
    const when = `Measured on ${new Date().toISOString().slice(0, 10)} by \`${command}\`.`;
    writeFileSync(DOCUMENT, [INTRODUCTION, when, '', ...lines].join('\n').trimEnd() + '\n');
  },
});
