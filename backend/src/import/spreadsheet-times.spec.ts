import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { dateOrderOf, withIsoTimes, type DateOrder } from './spreadsheet-times.js';

describe('times of spreadsheets', () => {
  it.each<[text: string, iso: string, order?: DateOrder]>([
    ['24.11.2026', '2026-11-24'],
    ['24.11.2026 14:05', '2026-11-24T14:05:00Z'],
    ['24.11.2026, 14:05:30', '2026-11-24T14:05:30Z'],
    ['24.11.2026 14:05 Uhr', '2026-11-24T14:05:00Z'],
    ['24.11.2026 14:05 +01:00', '2026-11-24T14:05:00+01:00'],
    [' 3.4.2026 9:05 ', '2026-04-03T09:05:00Z'],
    ['24.11.26', '2026-11-24'],
    ['03.04.2026', '2026-04-03', 'month-first'],
    ['2026/11/24 14:05', '2026-11-24T14:05:00Z'],
    ['2026.11.24', '2026-11-24'],
    ['24/11/2026', '2026-11-24', 'day-first'],
    ['03/04/2026 14:05', '2026-04-03T14:05:00Z', 'day-first'],
    ['03/04/2026 2:05 PM', '2026-03-04T14:05:00Z', 'month-first'],
    ['3/4/2026 12:05 am', '2026-03-04T00:05:00Z', 'month-first'],
    ['03-04-2026', '2026-04-03', 'day-first'],
    // Impossible; refused by validation.
    ['31.02.2026', '2026-02-31'],
    ['11.24.2026', '2026-24-11'],
  ])('%s is read as %s', (created_at, iso, order) => {
    expect(withIsoTimes({ title: 'T', created_at }, order)).toEqual({ title: 'T', created_at: iso });
  });

  it.each([
    '2026-11-24T05:00:00Z',
    '24/Nov/26 5:00 AM',
    '24/11/26',
    '13/04/2026 13:05 PM',
    '24.11',
    'soon',
    '',
  ])('leaves %j to validation', (created_at) => {
    expect(withIsoTimes({ created_at }, 'day-first')).toEqual({ created_at });
  });
});

describe('the order of dates with slashes in a table', () => {
  const orderOf = (...cells: string[]): Promise<DateOrder | undefined> =>
    dateOrderOf(
      Readable.from(cells.map((updated_at, i) => ({ location: `line ${i + 2}`, value: { updated_at } }))),
    );

  it('is told by any day after the 12th', async () => {
    expect(await orderOf('03/04/2026', '', '24/11/2026')).toBe('day-first');
    expect(await orderOf('03/04/2026', '11/24/2026 2:05 PM')).toBe('month-first');
    expect(await orderOf('24-11-2026')).toBe('day-first');
  });

  it('does not matter without such dates, or if day and month are the same', async () => {
    expect(await orderOf('03.04.2026', '2026-11-24', '24/Nov/26 5:00 AM')).toBeUndefined();
    expect(await orderOf('04/04/2026')).toBeUndefined();
  });

  it('refuses dates that can be read both ways, with the column, the line and the accepted formats', async () => {
    await expect(orderOf('2026-01-01', '03/04/2026 14:05')).rejects.toThrow(
      'Day and month can’t be told apart: 03/04/2026 14:05 in column "updated_at" (line 3), and no date of the file has a day after the 12th. Write times in ISO 8601 (2026-11-24 14:05) or with dots (24.11.2026 14:05).',
    );
  });

  it('refuses dates in different orders', async () => {
    await expect(orderOf('24/11/2026', '11/24/2026')).rejects.toThrow(
      'Day and month are in different orders: 24/11/2026 in column "updated_at" (line 2), 11/24/2026 in column "updated_at" (line 3).',
    );
  });
});
