import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rowsOf, shapeOf, type FileRow, type Shape } from './file-rows.js';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'ticketiq-rows-'))));
afterEach(() => rm(directory, { recursive: true }));

async function read(content: string | Buffer): Promise<{ shape: Shape; rows: FileRow[]; error?: string }> {
  const path = join(directory, 'file');
  await writeFile(path, content);
  const shape = await shapeOf(path);
  const rows: FileRow[] = [];
  try {
    for await (const row of rowsOf(path, shape)) rows.push(row);
  } catch (error) {
    return { shape, rows, error: (error as Error).message };
  }
  return { shape, rows };
}

it('reads JSON Lines, and tells the lines that are none', async () => {
  const lines = ['\uFEFF{"id":1}', '', '{"id":', '[2]', '{"id":3}\r', Buffer.from([0x22, 0xff, 0x22])];
  const file = Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from('\n')]));
  expect(await read(file)).toEqual({
    shape: 'lines',
    rows: [
      { place: 'line 1', value: { id: 1 } },
      { place: 'line 3', value: { text: '{"id":' }, fault: 'is not a JSON object' },
      { place: 'line 4', value: { text: '[2]' }, fault: 'is not a JSON object' },
      { place: 'line 5', value: { id: 3 } },
      { place: 'line 6', value: { text: '"\uFFFD"' }, fault: 'is not UTF-8' },
    ],
  });
});

it('reads pages of tickets, a page a line, each ticket with its own people', async () => {
  const page = { tickets: [{ id: 1, requester_id: 7 }, 'x'], users: [{ id: 7 }, { id: 8 }], next_page: null };
  const { shape, rows } = await read(`${JSON.stringify(page)}\n{"tickets":[{"id":2}]}`);
  expect(shape).toBe('lines');
  expect(rows).toEqual([
    { place: 'line 1, ticket 1', value: { id: 1, requester_id: 7, users: [{ id: 7 }] } },
    { place: 'line 1, ticket 2', value: { value: 'x' }, fault: 'is not a JSON object' },
    { place: 'line 2, ticket 1', value: { id: 2 } },
  ]);
});

it.each([
  ['a list', 'list', JSON.stringify([{ id: 1, tags: ['a'] }, { id: 2 }], null, 2)],
  [
    'a page over many lines',
    'page',
    JSON.stringify({ count: 2, tickets: [{ id: 1, tags: ['a'] }, { id: 2 }] }, null, 2),
  ],
])('reads %s of tickets', async (_name, shape, content) => {
  expect(await read(content)).toEqual({
    shape,
    rows: [
      { place: 'ticket 1', value: { id: 1, tags: ['a'] } },
      { place: 'ticket 2', value: { id: 2 } },
    ],
  });
});

it.each([
  ['[{"id":1},{"id":', 'ends in the middle'],
  ['[{"id":1},{"id"::', 'is not JSON any more'],
])('keeps what came before the break in %s', async (content, error) => {
  const read_ = await read(content);
  expect(read_.rows).toEqual([{ place: 'ticket 1', value: { id: 1 } }]);
  expect(read_.error).toContain(error);
});

it('reads CSV, its lines counted where a cell has several', async () => {
  const { shape, rows } = await read(
    '\uFEFFId,Title,Closed at\r\n1,"two\r\nlines",x\r\n2,b\r\n3,say "hi",\r\n',
  );
  expect(shape).toBe('csv');
  expect(rows).toEqual([
    { place: 'line 2', value: { id: '1', title: 'two\r\nlines', closed_at: 'x' } },
    {
      place: 'line 4',
      value: { id: '2', title: 'b', closed_at: '' },
      fault: 'has 2 cells where the first row has 3',
    },
    { place: 'line 5', value: { id: '3', title: 'say "hi"', closed_at: '' } },
  ]);
});

it('says where a quote was not closed', async () => {
  const { rows, error } = await read('id,title\n1,a\n2,"never closed\n3,c\n');
  expect(rows).toHaveLength(1);
  expect(error).toMatch(/^From line 3 on, rows can't be told apart/);
});

it('takes a row that was rejected earlier, without the reasons', async () => {
  const { rows } = await read(
    '{"place":"line 9","faults":["title must not be blank"],"row":{"title":"Now it has one"}}\n',
  );
  expect(rows).toEqual([{ place: 'line 1', value: { title: 'Now it has one' } }]);
});
