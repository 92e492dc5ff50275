import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { JSONParser } from '@streamparser/json';
import { CsvError, parse } from 'csv-parse';
import { LineTooLong, linesOf } from '../lines-of.js';
import { isObject } from './raw-fields.js';

/** One ticket's worth of a file, whatever is in it. */
export interface FileRow {
  /** Such as `line 17`. */
  place: string;
  value: Record<string, unknown>;
  /** Why it is none; `value` is then as much as could be read. */
  fault?: string;
}

/** lines: JSON, a value a line. list and page: one JSON value, `[ticket…]` or `{"tickets": [ticket…], …}`. */
export type Shape = 'csv' | 'lines' | 'list' | 'page';

export class UnreadableFile extends Error {}

/** A ticket with all that was written about it is long, and a file that is something else has longer lines. */
const LONGEST_LINE = 64 * 1024 * 1024;
const LONGEST_CSV_ROW = 4 * 1024 * 1024;

/** What kind of file it is, by its first line. */
export async function shapeOf(path: string): Promise<Shape> {
  for await (const line of linesOfFile(path)) {
    const text = withoutMark(line).trim();
    if (text === '') continue;
    if (text.startsWith('[')) return 'list';
    if (!text.startsWith('{')) return 'csv';
    return parsed(text) === undefined ? 'page' : 'lines';
  }
  throw new UnreadableFile(`${path} is empty.`);
}

/**
 * The rows of a file of any size, a few at a time.
 * @throws UnreadableFile where what follows can't be told apart any more
 */
export function rowsOf(path: string, shape: Shape): AsyncGenerator<FileRow> {
  if (shape === 'csv') return csvRows(path);
  if (shape === 'lines') return jsonLineRows(path);
  return documentRows(path, shape === 'list' ? '$.*' : '$.tickets.*');
}

async function* jsonLineRows(path: string): AsyncGenerator<FileRow> {
  let number = 0;
  for await (const line of linesOfFile(path)) {
    number += 1;
    const place = `line ${number}`;
    const text = number === 1 ? withoutMark(line) : line.toString();
    if (text.trim() === '') continue;
    const value = parsed(text);
    if (!isUtf8(line)) yield { place, value: { text }, fault: 'is not UTF-8' };
    else if (!isObject(value)) yield { place, value: { text }, fault: 'is not a JSON object' };
    else yield* rowsIn(value, place);
  }
}

/** A page of Zendesk's API on one line, a row that an earlier import has rejected, or simply a ticket. */
function* rowsIn(value: Record<string, unknown>, place: string): Generator<FileRow> {
  const { tickets, users, row, faults } = value;
  if (Array.isArray(tickets)) {
    for (const [i, ticket] of tickets.entries()) {
      yield listed(Array.isArray(users) ? withPeople(ticket, users) : ticket, `${place}, ticket ${i + 1}`);
    }
  } else {
    yield { place, value: isObject(row) && Array.isArray(faults) ? row : value };
  }
}

/** The people of a page stand beside its tickets; each ticket takes its own along. */
function withPeople(ticket: unknown, users: unknown[]): unknown {
  if (!isObject(ticket)) return ticket;
  const { requester_id, assignee_id, comments } = ticket;
  const authors = Array.isArray(comments) ? comments.filter(isObject).map(({ author_id }) => author_id) : [];
  const ids = new Set([requester_id, assignee_id, ...authors]);
  return { ...ticket, users: users.filter((user) => isObject(user) && ids.has(user['id'])) };
}

function listed(value: unknown, place: string): FileRow {
  return isObject(value) ? { place, value } : { place, value: { value }, fault: 'is not a JSON object' };
}

async function* documentRows(path: string, tickets: string): AsyncGenerator<FileRow> {
  const parser = new JSONParser({ paths: [tickets], keepStack: false });
  const found: unknown[] = [];
  let broken: Error | undefined;
  parser.onValue = ({ value }) => void found.push(value);
  parser.onError = (error) => (broken = error);
  let number = 0;
  for await (const chunk of createReadStream(path)) {
    parser.write(chunk as Buffer);
    for (const value of found.splice(0)) yield listed(value, `ticket ${(number += 1)}`);
    if (broken)
      throw new UnreadableFile(`After ticket ${number} the file is not JSON any more: ${broken.message}`);
  }
  if (!parser.isEnded) throw new UnreadableFile(`After ticket ${number} the file ends in the middle.`);
}

/** The first row names the columns; a row that has more or fewer cells is told apart and reported. */
async function* csvRows(path: string): AsyncGenerator<FileRow> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_CSV_ROW,
  });
  const file = createReadStream(path).on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let columns: string[] | undefined;
  let lines = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      const place = `line ${lines + 1}`;
      lines += record.join('').split('\n').length;
      if (record.length === 1 && record[0] === '') continue;
      if (!columns) {
        columns = record.map((name) => name.trim().toLowerCase().replaceAll(' ', '_'));
        continue;
      }
      const value = Object.fromEntries(columns.map((column, i) => [column, record[i] ?? '']));
      if (record.length === columns.length) yield { place, value };
      else {
        const fault = `has ${record.length} cells where the first row has ${columns.length}`;
        yield { place, value, fault };
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableFile(`From line ${lines + 1} on, rows can't be told apart: ${error.message}`);
  } finally {
    file.destroy();
  }
}

async function* linesOfFile(path: string): AsyncGenerator<Buffer> {
  try {
    yield* linesOf(createReadStream(path, { highWaterMark: 256 * 1024 }), LONGEST_LINE);
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error;
    throw new UnreadableFile(`${path} has a line of more than 64 MB.`);
  }
}

function withoutMark(line: Buffer): string {
  return line.toString().replace(/^\uFEFF/, '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
