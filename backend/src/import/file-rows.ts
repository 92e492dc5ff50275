import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { JSONParser } from '@streamparser/json';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { LineTooLong, splitLines } from '../common/split-lines.js';
import { UnreadableFile, utf8Chunks } from './file-text.js';
import { isObject } from './raw-fields.js';

/** The row of one ticket, before validation. */
export interface FileRow {
  /** Position in the file, such as `line 17`. */
  location: string;
  value: Record<string, unknown>;
  /** Why the row is invalid; `value` then holds the readable part. */
  fault?: string;
}

/** `lines`: JSON Lines. `list` and `page`: one JSON value, `[ticket…]` or `{"tickets": [ticket…], …}`. */
export type FileShape = 'csv' | 'lines' | 'list' | 'page';

/**
 * Maximum length in bytes. Longer than a ticket with its whole conversation; exceeded only by files of another format.
 */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;
const MAX_CSV_ROW_LENGTH = 4 * 1024 * 1024;

/** Separators of RFC 4180, of spreadsheets in countries with decimal commas, and others. */
const SEPARATORS = [',', ';', '\t', '|'] as const;
/** Excel's line above the first row that names the separator. */
const SEPARATOR_LINE = /^"?sep=([^\r\n])"?$/i;

/** Determines the shape of a file from its first line. */
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
 * Reads the rows of a file of any size in batches.
 * @throws UnreadableFile if the rest of the file cannot be split into rows
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

/** A value may be a page of Zendesk's API, a row that an earlier import rejected, or a ticket. */
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

/** Adds the people listed beside the tickets of a page to each ticket. */
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
  const values: unknown[] = [];
  let broken: Error | undefined;
  parser.onValue = ({ value }) => void values.push(value);
  parser.onError = (error) => (broken = error);
  let number = 0;
  for await (const chunk of utf8Chunks(path, encoding)) {
    parser.write(chunk);
    for (const value of values.splice(0)) yield toFileRows(value, `ticket ${(number += 1)}`);
    if (broken) throw new UnreadableFile(`Invalid JSON after ticket ${number}: ${broken.message}`);
  }
  if (!parser.isEnded) throw new UnreadableFile(`The file is incomplete: it ends after ticket ${number}.`);
}

/**
 * Reads CSV. The first row names the columns; rows with another number of cells are reported. Trailing empty cells and
 * empty rows, which spreadsheets produce, are ignored.
 */
async function* csvRows(path: string, encoding?: string): AsyncGenerator<FileRow> {
  const { separator, isNamed } = await separatorOf(path, encoding);
  const parser = parse({
    delimiter: separator,
    // A file may mix line endings.
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
        requireDistinct(columns);
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

/** Normalizes a column name, such as `Requester E-Mail` to requester_email. */
function columnName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace('e_mail', 'email');
}

/** @throws UnreadableFile if two columns have the same name, since one of their values would be lost */
function requireDistinct(columns: string[]): void {
  const repeated = columns.find((column, i) => column !== '' && columns.indexOf(column) !== i);
  if (repeated === undefined) return;
  throw new UnreadableFile(`Two columns are named "${repeated}". Rename or remove one of them.`);
}

function isEmpty(cell: string): boolean {
  return cell.trim() === '';
}

/** The separator named by a `sep=` line, else the one that splits the first row into the most columns. */
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
    // The first row continues on the next line within a quoted name.
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
