import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCsvCells } from '../import/native-formats.js';
import { isVisible } from '../common/visible-text.js';
import { jsonLine } from '../common/json-line.js';
import { escapeFormulas, unescapeFormulas } from './formula-escape.js';
import { csv } from './ticket-export.js';
import { NO_DUE_TIME, type TicketRow } from './ticket-rows.repository.js';

/**
 * Parses RFC 4180 like a lenient spreadsheet: a quote opens a cell only at its start and is an ordinary character
 * elsewhere.
 */
function read(text: string, separator: string): string[][] {
  const records: string[][] = [[]];
  let cell = '';
  let at = 0;
  const startsCell = (): boolean => {
    if (text[at] !== '"') return false;
    at += 1;
    for (; at < text.length; at += 1) {
      if (text[at] !== '"') cell += text[at];
      else if (text[at + 1] === '"') cell += text[(at += 1)];
      else break;
    }
    at += 1;
    return true;
  };
  startsCell();
  while (at < text.length) {
    const character = text[at]!;
    at += 1;
    if (character === separator || character === '\n' || character === '\r') {
      records.at(-1)!.push(cell);
      cell = '';
      if (character === '\r' && text[at] === '\n') at += 1;
      if (character !== separator) records.push([]);
      startsCell();
    } else cell += character;
  }
  records.at(-1)!.push(cell);
  if (records.at(-1)!.join('') === '') records.pop();
  return records;
}

function row(title: string, description: string, person = 'Ada'): TicketRow {
  return {
    ...{
      id: 7,
      title,
      description,
      status: 'open',
      priority: 'low',
      category: 'billing',
      tags: ['vpn', description],
    },
    ...{ personId: null, requesterId: 1, requesterName: person, requesterEmail: title, assigneeId: 3 },
    ...{ triageState: 'manual', triageSource: null, triageModel: null, suggestedCategory: null },
    ...{ suggestedPriority: null, confidence: null, rationale: null, evidence: [], abstained: false },
    ...{
      hostile: false,
      held: false,
      selfSettled: false,
      degradedReason: null,
      classifiedAt: null,
      version: 1,
    },
    ...{ createdAt: '2026-11-24T05:00:00.000Z', updatedAt: '2026-11-24T05:00:00.000Z' },
    ...{
      firstResponseAt: null,
      resolvedAt: null,
      internalUpdates: 0,
      publicUpdatedAt: '2026-01-01T00:00:00.000Z',
    },
    ...{
      unread: false,
      teamId: 1,
      organizationId: null,
      topicId: null,
      suggestedTopicId: null,
      channel: 'web',
      language: null,
      snoozedUntil: null,
      dueAt: NO_DUE_TIME,
      mergedIntoId: null,
      references: {
        team: { id: 1, name: 'Support' },
        organization: null,
        topic: null,
        suggestedTopic: null,
        followers: [],
        links: [],
        lastMessage: null,
      },
      customerRepliedAt: '1970-01-01T00:00:00.000Z',
      decidedById: null,
      decider: null,
    },
    assignee: { id: 3, name: person, email: 'grace@example.org' },
  };
}

const COLUMNS = 24;
/** A formula after characters that spreadsheets drop; a tab or a carriage return is dangerous by itself. */
const DANGEROUS = /^([\t\r]|[\s\p{Cc}\p{Cf}\u034f\u115f\u2800\u3164"]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/u;

const STARTS = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '\r\n',
  ';',
  ',',
  '"',
  "'",
  '""',
  '";"',
  ' ',
  '\u00a0',
].concat([
  ...[
    '＝',
    '＋',
    '－',
    '＠',
    '﹦',
    '−',
    '\ufeff',
    '\u200b',
    '\u2060',
    '\u00ad',
    '\u034f',
    '\u3164',
    '\u2800',
  ],
  ...['\u2028', '\u0085', '\v', '\f', '\0', 'x', '1+1', '=1+1', ';=1+1;', '\n=1+1\n', "'=1", '\n\n', '😀'],
]);
const TEXT = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.constantFrom(...STARTS), { maxLength: 12 }).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

describe('CSV export', () => {
  it('writes one record with all columns for any texts, and can be imported again', () => {
    fc.assert(
      fc.property(TEXT, TEXT, TEXT, (title, description, person) => {
        const records = read(
          csv.header + (csv.lines([row(title, description, person), row('', '')]) as string),
          ',',
        );
        expect(records.map((cells) => cells.length)).toEqual([COLUMNS, COLUMNS, COLUMNS]);
        expect(records[0]![0]).toBe('\ufeffid');
        const cells = Object.fromEntries(records[0]!.map((name, i) => [name, records[1]![i]]));
        const back = fromCsvCells(cells);
        const requester = back.requester as { name?: string; email?: string } | undefined;
        expect(
          [back.title, back.description, requester?.name, requester?.email].map((text) => text ?? ''),
        ).toEqual([title, description, person, title].map((text) => (isVisible(text) ? text : '')));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([',', ';'])('has no formula cells if cells are separated by %s', (separator) => {
    fc.assert(
      fc.property(TEXT, TEXT, TEXT, (title, description, person) => {
        const text = csv.header + (csv.lines([row(title, description, person)]) as string);
        for (const cell of read(text, separator).flat()) expect(cell).not.toMatch(DANGEROUS);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['Hello\n=1+1', "Hello\n'=1+1"],
    ['Hello\r=1+1', "Hello\r'=1+1"],
    ['a;=1+1', "a;'=1+1"],
    ['  =1+1', "'  =1+1"],
    ['\u200b=1+1', "'\u200b=1+1"],
    ['\ufeff@SUM(A1)', "'\ufeff@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ["'=1+1", "''=1+1"],
    ['a = b; c - d', 'a = b; c - d'],
    ['it costs 5; or -3', 'it costs 5; or -3'],
    ["'quoted'", "'quoted'"],
  ])('escapes %j as %j', (text, shown) => {
    expect(escapeFormulas(text)).toBe(shown);
    expect(unescapeFormulas(shown)).toBe(text);
  });

  it.each([
    [['vpn', 'printer'], 'vpn printer'],
    [['floor 2', 'vpn'], 'floor 2, vpn'],
    [['floor 2'], 'floor 2,'],
    [[], ''],
  ])('writes the tags %j as %j', (tags, cell) => {
    const text = csv.lines([{ ...row('x', 'y'), tags }]) as string;
    expect(read(text, ',')[0]).toContain(cell);
    expect(fromCsvCells({ tags: cell }).tags ?? []).toEqual(tags);
  });

  it('takes linear time', () => {
    for (const part of [' ', "'", '"', ';', '\n', '\r', '\t', ';\u200b', "\n'", '\r\n ']) {
      const text = part.repeat(20_000);
      const since = performance.now();
      expect(unescapeFormulas(escapeFormulas(text))).toBe(text);
      expect(performance.now() - since).toBeLessThan(500);
    }
  });
});

it('JSON Lines: writes one line for every reader', () => {
  const value = { text: 'a\u2028b\u2029c\u0085d\ne\vf\u001cg' };
  const line = jsonLine(value);
  expect(line).toMatch(/^[^\p{Cc}\u2028\u2029]+\n$/u);
  expect(JSON.parse(line)).toEqual(value);
});
