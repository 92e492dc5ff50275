import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rowsOf, shapeOf, type FileRow, type FileShape } from './file-rows.js';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'ticketiq-rows-'))));
afterEach(() => rm(directory, { recursive: true }));

async function read(
  content: string | Buffer,
  encoding?: string,
): Promise<{ shape: FileShape; rows: FileRow[]; error?: string }> {
  const path = join(directory, 'file');
  await writeFile(path, content);
  const shape = await shapeOf(path, encoding);
  const rows: FileRow[] = [];
  try {
    for await (const row of rowsOf(path, shape, encoding)) rows.push(row);
  } catch (error) {
    return { shape, rows, error: (error as Error).message };
  }
  return { shape, rows };
}

it('reads JSON Lines and reports invalid lines', async () => {
  const lines = ['\uFEFF{"id":1}', '', '{"id":', '[2]', '{"id":3}\r', Buffer.from([0x22, 0xff, 0x22])];
  const file = Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from('\n')]));
  expect(await read(file)).toEqual({
    shape: 'lines',
    rows: [
      { location: 'line 1', value: { id: 1 } },
      { location: 'line 3', value: { text: '{"id":' }, fault: 'Not a JSON object.' },
      { location: 'line 4', value: { text: '[2]' }, fault: 'Not a JSON object.' },
      { location: 'line 5', value: { id: 3 } },
      { location: 'line 6', value: { text: '"\uFFFD"' }, fault: 'Not valid UTF-8.' },
    ],
  });
});

it('reads one page of tickets per line and assigns people to each ticket', async () => {
  const page = { tickets: [{ id: 1, requester_id: 7 }, 'x'], users: [{ id: 7 }, { id: 8 }], next_page: null };
  const { shape, rows } = await read(`${JSON.stringify(page)}\n{"tickets":[{"id":2}]}`);
  expect(shape).toBe('lines');
  expect(rows).toEqual([
    { location: 'line 1, ticket 1', value: { id: 1, requester_id: 7, users: [{ id: 7 }] } },
    { location: 'line 1, ticket 2', value: { value: 'x' }, fault: 'Not a JSON object.' },
    { location: 'line 2, ticket 1', value: { id: 2 } },
  ]);
});

it.each([
  ['a list', 'list', JSON.stringify([{ id: 1, tags: ['a'] }, { id: 2 }], null, 2)],
  ['a list with a mark', 'list', '\ufeff[{"id":1,"tags":["a"]},{"id":2}]'],
  [
    'a page over many lines',
    'page',
    JSON.stringify({ count: 2, tickets: [{ id: 1, tags: ['a'] }, { id: 2 }] }, null, 2),
  ],
])('reads %s of tickets', async (_name, shape, content) => {
  expect(await read(content)).toEqual({
    shape,
    rows: [
      { location: 'ticket 1', value: { id: 1, tags: ['a'] } },
      { location: 'ticket 2', value: { id: 2 } },
    ],
  });
});

it.each([
  ['[{"id":1},{"id":', 'incomplete'],
  ['[{"id":1},{"id"::', 'Invalid JSON after'],
])('keeps the rows before the error in %s', async (content, error) => {
  const read_ = await read(content);
  expect(read_.rows).toEqual([{ location: 'ticket 1', value: { id: 1 } }]);
  expect(read_.error).toContain(error);
});

it('reads CSV and counts lines within multi-line cells', async () => {
  const { shape, rows } = await read(
    '\uFEFFId,Title,Closed at\r\n1,"two\r\nlines",x\r\n2,b\r\n3,say "hi",\r\n',
  );
  expect(shape).toBe('csv');
  expect(rows).toEqual([
    { location: 'line 2', value: { id: '1', title: 'two\r\nlines', closed_at: 'x' } },
    {
      location: 'line 4',
      value: { id: '2', title: 'b', closed_at: '' },
      fault: '2 cells, but the header has 3.',
    },
    { location: 'line 5', value: { id: '3', title: 'say "hi"', closed_at: '' } },
  ]);
});

const TABLE = 'Id;Title;Created-At\r\n1;"Käse; ""Wurst""";x\r\n2;b\r\n';
const ROWS = [
  { id: '1', title: 'Käse; "Wurst"', created_at: 'x' },
  { id: '2', title: 'b', created_at: '' },
];

it.each<[string, string | Buffer, string?]>([
  ['semicolons', TABLE],
  ['tabs', 'id\ttitle\tcreated at\r\n1\t"Käse; ""Wurst"""\tx\r\n2\tb\t\r\n'],
  ['bars', 'id|title|created_at\n1|"Käse; ""Wurst"""|x\n2|b|\n'],
  ['semicolons and a name that has commas', 'id;title;created at;a,b,c\n1;"Käse; ""Wurst""";x;\n2;b;;'],
  ['a line that says sep=', `sep=;\r\n${TABLE}`],
  ['a quoted one with a mark, in capitals', `\ufeff"SEP=;"\r\n${TABLE}`],
  ['a line that names an unusual separator', 'sep=:\nid:title:created at\n1:"Käse; ""Wurst""":x\n2:b:\n'],
  ['line ends of all kinds', TABLE.replace('\r\n', '\n').replace('x\r\n', 'x\r')],
  ['line ends of old', TABLE.replaceAll('\r\n', '\r')],
  [
    'blank rows, and empty cells at the end',
    `\r\n;;\r\n${TABLE.replace(';x', ';x;; ').replace('2;b', '2;b;')};;;\r\n`,
  ],
  ['spaces around its names', TABLE.replace('Id;Title', ' ID ; tItLe ')],
  ['UTF-8 with a mark', `\ufeff${TABLE}`],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${TABLE}`, 'utf16le')],
  ['UTF-16 of the other order', Buffer.from(`\ufeff${TABLE}`, 'utf16le').swap16()],
  ['UTF-16 without a mark', Buffer.from(TABLE, 'utf16le')],
  ['Windows-1252', Buffer.from(TABLE, 'latin1'), 'windows-1252'],
  ['a mark that knows better than who says Windows-1252', `\ufeff${TABLE}`, 'windows-1252'],
])('reads a table with %s', async (_name, content, encoding) => {
  const { shape, rows, error } = await read(content, encoding);
  const values = rows.map(({ value: { id, title, created_at } }) => ({ id, title, created_at }));
  expect([shape, values, error]).toEqual(['csv', ROWS, undefined]);
});

it('reads JSON Lines in UTF-16, as PowerShell writes it', async () => {
  const lines = '\ufeff{"title":"Käse"}\r\n{"title":"😀"}\r\n';
  const { shape, rows } = await read(Buffer.from(lines, 'utf16le'));
  expect([shape, rows.map(({ value }) => value)]).toEqual(['lines', [{ title: 'Käse' }, { title: '😀' }]]);
});

it('reports an unsupported file', async () => {
  const half = Buffer.concat([Buffer.from('\ufefftitle', 'utf16le'), Buffer.from([0x00, 0xd8, 0x41, 0x00])]);
  await expect(read(half)).rejects.toThrow('is not valid UTF-16LE');
});

it('reports an unclosed quote', async () => {
  const { rows, error } = await read('id,title\n1,a\n2,"never closed\n3,c\n');
  expect(rows).toHaveLength(1);
  expect(error).toMatch(/^Invalid CSV from line 3/);
});

it('reads a previously rejected row without its reasons', async () => {
  const { rows } = await read(
    '{"place":"line 9","faults":["title must not be blank"],"row":{"title":"Now it has one"}}\n',
  );
  expect(rows).toEqual([{ location: 'line 1', value: { title: 'Now it has one' } }]);
});

it('refuses a CSV file with two columns of one name', async () => {
  const { rows, error } = await read('Title;Tags;title\nPrinter;a;Scanner\n');
  expect(rows).toEqual([]);
  expect(error).toBe('Two columns are named "title". Rename or remove one of them.');
});

it('accepts several columns without a name', async () => {
  const { error } = await read('title;;\nPrinter;;\n');
  expect(error).toBeUndefined();
});
