import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { JSONParser } from '@streamparser/json';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { LineTooLong, splitLines } from '../common/split-lines.js';
import { UnreadableFile, utf8Chunks } from './file-text.js';
import { isObject } from './raw-fields.js';

/** One ticket's worth of a file, whatever is in it. */
export interface FileRow {
  /** Such as `line 17`. */
  location: string;
  value: Record<string, unknown>;
  /** Why it is none; `value` is then as much as could be read. */
  fault?: string;
}

/** lines: JSON, a value a line. list and page: one JSON value, `[ticket…]` or `{"tickets": [ticket…], …}`. */
export type FileShape = 'csv' | 'lines' | 'list' | 'page';

/** A ticket with all that was written about it is long, and a file that is something else has longer lines. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;
const MAX_CSV_ROW_LENGTH = 4 * 1024 * 1024;

/** Between cells: RFC 4180, spreadsheets of countries with decimal commas, and others. */
const SEPARATORS = [',', ';', '\t', '|'] as const;
/** Excel's own way to name the separator, in a line above the first row. */
const SEPARATOR_LINE = /^"?sep=([^\r\n])"?$/i;

/** What kind of file it is, by its first line. */
export async function shapeOf(path: string, encoding?: string): Promise<FileShape> {
  for await (const line of linesOfFile(path, encoding)) {
    const text = line.toString().trim();
    if (text === '') continue;
    if (text.startsWith('[')) return 'list';
    if (!text.startsWith('{')) return 'csv';
    return parseJsonRow(text) === undefined ? 'page' : 'lines';
  }
  throw new UnreadableFile(`${path} is empty.`);
}

/**
 * The rows of a file of any size, a few at a time.
 * @throws UnreadableFile where what follows can't be told apart any more
 */
export function rowsOf(path: string, shape: FileShape, encoding?: string): AsyncGenerator<FileRow> {
  if (shape === 'csv') return csvRows(path, encoding);
  if (shape === 'lines') return jsonLineRows(path, encoding);
  return documentRows(path, shape === 'list' ? '$.*' : '$.tickets.*', encoding);
}

async function* jsonLineRows(path: string, encoding?: string): AsyncGenerator<FileRow> {
  let number = 0;
  for await (const line of linesOfFile(path, encoding)) {
    number += 1;
    const location = `line ${number}`;
    const text = line.toString();
    if (text.trim() === '') continue;
    const value = parseJsonRow(text);
    if (!isUtf8(line)) yield { location, value: { text }, fault: 'Not valid UTF-8.' };
    else if (!isObject(value)) yield { location, value: { text }, fault: 'Not a JSON object.' };
    else yield* parseRows(value, location);
  }
}

/** A page of Zendesk's API on one line, a row that an earlier import has rejected, or simply a ticket. */
function* parseRows(value: Record<string, unknown>, location: string): Generator<FileRow> {
  const { tickets, users, row, faults } = value;
  if (Array.isArray(tickets)) {
    for (const [i, ticket] of tickets.entries()) {
      yield toFileRows(
        Array.isArray(users) ? resolvePeople(ticket, users) : ticket,
        `${location}, ticket ${i + 1}`,
      );
    }
  } else {
    yield { location, value: isObject(row) && Array.isArray(faults) ? row : value };
  }
}

/** The people of a page stand beside its tickets; each ticket takes its own along. */
function resolvePeople(ticket: unknown, users: unknown[]): unknown {
  if (!isObject(ticket)) return ticket;
  const { requester_id, assignee_id, comments } = ticket;
  const authors = Array.isArray(comments) ? comments.filter(isObject).map(({ author_id }) => author_id) : [];
  const ids = new Set([requester_id, assignee_id, ...authors]);
  return { ...ticket, users: users.filter((user) => isObject(user) && ids.has(user['id'])) };
}

function toFileRows(value: unknown, location: string): FileRow {
  return isObject(value) ? { location, value } : { location, value: { value }, fault: 'Not a JSON object.' };
}

async function* documentRows(path: string, tickets: string, encoding?: string): AsyncGenerator<FileRow> {
  const parser = new JSONParser({ paths: [tickets], keepStack: false });
  const found: unknown[] = [];
  let broken: Error | undefined;
  parser.onValue = ({ value }) => void found.push(value);
  parser.onError = (error) => (broken = error);
  let number = 0;
  for await (const chunk of utf8Chunks(path, encoding)) {
    parser.write(chunk);
    for (const value of found.splice(0)) yield toFileRows(value, `ticket ${(number += 1)}`);
    if (broken) throw new UnreadableFile(`Invalid JSON after ticket ${number}: ${broken.message}`);
  }
  if (!parser.isEnded) throw new UnreadableFile(`The file is incomplete: it ends after ticket ${number}.`);
}

/**
 * The first row names the columns; a row that has more or fewer cells is told apart and reported. Empty cells at its end
 * and rows of empty cells, which spreadsheets leave, say nothing.
 */
async function* csvRows(path: string, encoding?: string): AsyncGenerator<FileRow> {
  const { separator, isNamed } = await separatorOf(path, encoding);
  const parser = parse({
    delimiter: separator,
    // Each of them, also where a file has several.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_CSV_ROW_LENGTH,
  });
  const file = Readable.from(utf8Chunks(path, encoding)).on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let columns: string[] | undefined;
  let number = 0;
  let lines = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number += 1;
      const location = `line ${lines + 1}`;
      lines += record.join('').split(/\r\n|[\r\n]/).length;
      if ((number === 1 && isNamed) || record.every(isEmpty)) continue;
      if (!columns) {
        columns = record.map(columnName);
        continue;
      }
      const value = Object.fromEntries(columns.map((column, i) => [column, record[i] ?? '']));
      if (record.length >= columns.length && record.slice(columns.length).every(isEmpty)) {
        yield { location, value };
      } else {
        const fault = `${record.length} cells, but the header has ${columns.length}.`;
        yield { location, value, fault };
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableFile(`Invalid CSV from line ${lines + 1}: ${error.message}`);
  } finally {
    file.destroy();
  }
}

/** `Requester E-Mail` is requester_email. */
function columnName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace('e_mail', 'email');
}

function isEmpty(cell: string): boolean {
  return cell.trim() === '';
}

/** The separator that a `sep=` line names, else the one that splits the first row into the most columns. */
async function separatorOf(
  path: string,
  encoding?: string,
): Promise<{ separator: string; isNamed: boolean }> {
  for await (const bytes of linesOfFile(path, encoding)) {
    const line = bytes
      .toString()
      .split('\r')
      .find((part) => !isEmpty(part));
    if (line === undefined) continue;
    const named = SEPARATOR_LINE.exec(line)?.[1];
    if (named !== undefined) return { separator: named, isNamed: true };
    const columns = SEPARATORS.map((separator) => countColumns(line, separator));
    return { separator: SEPARATORS[columns.indexOf(Math.max(...columns))]!, isNamed: false };
  }
  return { separator: ',', isNamed: false };
}

function countColumns(line: string, delimiter: string): number {
  try {
    const [names = []] = parseAtOnce(line, { delimiter, relax_quotes: true, to: 1 });
    return names.length;
  } catch {
    // A name of several lines: the rest of it is not here.
    return line.split(delimiter).length;
  }
}

async function* linesOfFile(path: string, encoding?: string): AsyncGenerator<Buffer> {
  try {
    yield* splitLines(utf8Chunks(path, encoding), MAX_LINE_LENGTH);
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error;
    throw new UnreadableFile(`${path} has a line of more than 64 MB.`);
  }
}

function parseJsonRow(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
