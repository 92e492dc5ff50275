import { readFileSync } from 'node:fs';
import { bundledModel, isComparedTerm, TicketReader } from '@ticketiq/bundled-model';
import { seededRandom } from '../evaluation/rows.ts';
import { TOPIC_APPLY_AT, TOPIC_SHOW_AT } from '#src/vocabulary/index.js';
import { TopicModel } from '#src/classification/topics/topic-model.js';
import { forecastCoverage } from '#src/classification/topics/topic-quality.js';

/**
 * Simulates a team with the twelve topics of `topics.jsonl`, whose short tickets were written for it. Trains on the first
 * decisions in random order, and prints how other tickets are answered, as the mean over SEEDS orders. Tickets of other
 * subjects are the bundled model's training texts about general questions. With the path of a JSON Lines file of
 * `{ "title", "description", "topic" }`, uses its tickets instead; a topic of null is a ticket of no topic. With `trades`,
 * the topics are the trades that the training texts were written for, which share most of their words.
 */
const SEEDS = 10;
const TRAINED = [25, 50, 100, 150, 400];
const MIN_TESTED = 50;

interface LabelledText {
  title: string;
  description: string;
  topic: string | null;
}

const TOPIC_OF_TRADE: Record<string, string> = {
  ...{ saas: 'software', 'saas vendor': 'software', 'mail to software house': 'software' },
  ...{ 'it office': 'office IT', 'office it two': 'office IT', 'it tickets lowercase': 'office IT' },
  ...{ telecom: 'telecom', bank: 'bank', 'bank customers': 'bank', cards: 'bank', energy: 'energy' },
  ...{ 'web shop': 'shop', shop: 'shop', school: 'school', 'schools and universities': 'school' },
  ...{ clinic: 'clinic', health: 'clinic', gym: 'club', club: 'club', 'fitness and clubs': 'club' },
  ...{ housing: 'housing', travel: 'travel', 'hotel guests and travellers': 'travel', parcel: 'parcel' },
};

function readTexts(path: string | URL): Record<string, string>[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

function trainingTexts(name: string): Record<string, string>[] {
  return readTexts(new URL(`../model-training/texts/${name}.jsonl`, import.meta.url));
}

const [given] = process.argv.slice(2);
const texts: LabelledText[] =
  given === 'trades'
    ? ['en', 'en.everyday'].flatMap(trainingTexts).map(({ title, description, trade }) => ({
        title: title!,
        description: description!,
        topic: TOPIC_OF_TRADE[trade!] ?? null,
      }))
    : [
        ...(readTexts(given ?? new URL('./topics.jsonl', import.meta.url)) as unknown as LabelledText[]),
        ...(given
          ? []
          : trainingTexts('en.short')
              .filter(({ category }) => category === 'general')
              .map(({ title, description }) => ({ title: title!, description: description!, topic: null }))),
      ];
const names = [...new Set(texts.flatMap(({ topic }) => topic ?? []))];
const reader = TicketReader.of(bundledModel());
const tickets = texts.map(({ title, description, topic }) => ({
  terms: [...reader.featuresOf(title, description)].filter((feature) => isComparedTerm(feature)),
  topicId: topic === null ? null : names.indexOf(topic) + 1,
}));
const others = tickets.filter(({ topicId }) => topicId === null);
const onTopic = tickets.filter(({ topicId }) => topicId !== null);
console.log(`${onTopic.length} tickets of ${names.length} topics, ${others.length} of none`);

const percent = (share: number): string => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–');
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

console.log(
  `| decisions | right without abstention | shown: coverage | precision | applied: coverage | precision | calibration error | of no topic: shown | applied | forecast error | training |`,
);
console.log(`|${' --- |'.repeat(11)}`);
const fits: number[][] = [];
for (const trained of TRAINED) {
  if (onTopic.length < trained + MIN_TESTED) continue;
  const runs: Record<string, number>[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seededRandom(seed);
    const order = onTopic
      .map((ticket) => ({ ticket, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ ticket }) => ticket);
    const started = performance.now();
    const training = order.slice(0, trained);
    const model = await TopicModel.train(training);
    const ms = performance.now() - started;
    fits.push([...model.fitted]);
    const test = order.slice(trained, trained + 400);
    const answers = test.map(({ terms, topicId }) => ({ topicId, predicted: model.predict(terms) }));
    const at = (threshold: number) => {
      const given = answers.filter(({ predicted }) => predicted && predicted.probability >= threshold);
      const right = given.filter(({ topicId, predicted }) => predicted!.topicId === topicId);
      return { coverage: given.length / answers.length, precision: right.length / given.length };
    };
    const none = others.map(({ terms }) => model.predict(terms)?.probability ?? 0);
    const answered = answers.filter(({ predicted }) => predicted);
    const bins = new Map<number, typeof answered>();
    for (const answer of answered) {
      const bin = Math.floor(answer.predicted!.probability * 10);
      bins.set(bin, [...(bins.get(bin) ?? []), answer]);
    }
    const calibration = [...bins.values()].reduce((sum, bin) => {
      const right = bin.filter(({ topicId, predicted }) => predicted!.topicId === topicId).length;
      return sum + Math.abs(right - bin.reduce((total, { predicted }) => total + predicted!.probability, 0));
    }, 0);
    // The forecast for twice the decisions, from half of them.
    const half = await TopicModel.train(training.slice(0, Math.floor(trained / 2)));
    const now = at(TOPIC_APPLY_AT);
    const forecast = await forecastCoverage(training.slice(0, Math.floor(trained / 2)), half);
    runs.push({
      right:
        answers.filter(({ topicId, predicted }) => predicted?.topicId === topicId).length / answers.length,
      shown: at(TOPIC_SHOW_AT).coverage,
      shownPrecision: at(TOPIC_SHOW_AT).precision,
      applied: now.coverage,
      appliedPrecision: now.precision,
      calibration: calibration / answered.length,
      noneShown: none.filter((p) => p >= TOPIC_SHOW_AT).length / none.length,
      noneApplied: none.filter((p) => p >= TOPIC_APPLY_AT).length / none.length,
      forecast: Math.abs(forecast - now.coverage),
      ms,
    });
  }
  const of = (name: string): number => mean(runs.map((run) => run[name]!).filter((n) => !Number.isNaN(n)));
  console.log(
    `| ${trained} | ${[
      ...['right', 'shown', 'shownPrecision', 'applied', 'appliedPrecision', 'calibration'],
      ...['noneShown', 'noneApplied', 'forecast'],
    ]
      .map((name) => percent(of(name)))
      .join(' | ')} | ${of('ms').toFixed(0)} ms |`,
  );
}
const coefficients = fits[0]!.map((_, i) => mean(fits.map((fit) => fit[i]!)).toFixed(2));
console.log(`Mean coefficients of the probability: ${coefficients.join(', ')}`);
