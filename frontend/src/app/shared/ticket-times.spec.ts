import { createTicket } from '../testing';
import {
  dueChoices,
  formatDistance,
  fromLocalField,
  isSnoozed,
  snoozeChoices,
  toLocalField,
} from './ticket-times';

/** Local time, as an agent sees it. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);
const hours = (choices: { at: Date }[]) =>
  choices.map((choice) => [choice.at.getDate(), choice.at.getHours()]);

describe('snoozeChoices', () => {
  it('offers times from later today to two weeks, in order', () => {
    // A Tuesday.
    const choices = snoozeChoices(at(24, 9, 40));
    expect(hours(choices)).toEqual([
      [24, 13],
      [25, 8],
      [27, 8],
      [30, 8],
      [1, 8],
      [8, 8],
    ]);
  });
  it('omits later today in the evening, and a Monday that is tomorrow', () => {
    // A Sunday.
    expect(hours(snoozeChoices(at(22, 22)))).toEqual([
      [23, 8],
      [25, 8],
      [29, 8],
      [6, 8],
    ]);
  });
});

describe('dueChoices', () => {
  it('offers the end of today until then', () => {
    expect(hours(dueChoices(at(24, 9)))[0]).toEqual([24, 17]);
    expect(hours(dueChoices(at(24, 17)))[0]).toEqual([25, 17]);
  });
});

it('a snooze is over at its time', () => {
  const ticket = createTicket({ snoozed_until: '2026-11-25T08:00:00.000Z' });
  const end = Date.parse('2026-11-25T08:00:00.000Z');
  expect([isSnoozed(ticket, end - 1), isSnoozed(ticket, end)]).toEqual([true, false]);
  expect(isSnoozed(createTicket({ snoozed_until: null }), 0)).toBe(false);
});

it('formatDistance formats the time ahead and the time since', () => {
  const now = Date.parse('2026-11-24T08:00:00Z');
  const of = (iso: string) => formatDistance(iso, now);
  expect(of('2026-11-24T08:04:10Z')).toBe('in 5m');
  expect(of('2026-11-24T11:00:00Z')).toBe('in 3h');
  expect(of('2026-11-27T09:00:00Z')).toBe('in 3d');
  expect(of('2026-11-24T07:00:00Z')).toBe('1h ago');
});

it('the field keeps the local time, and refuses an incomplete one', () => {
  const time = at(24, 9, 5);
  expect(toLocalField(time)).toBe('2026-11-24T09:05');
  expect(fromLocalField('2026-11-24T09:05')).toEqual(time);
  expect(fromLocalField('')).toBeUndefined();
});
