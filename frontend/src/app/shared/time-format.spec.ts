import { formatAge, formatRelativeTime, formatDuration } from './time-format';

const now = Date.parse('2026-11-24T12:00:00Z');

describe('time formats', () => {
  it.each([
    ['2026-11-24T11:59:31Z', 'now'],
    ['2026-11-24T11:55:00Z', '5m'],
    ['2026-11-24T09:00:00Z', '3h'],
    ['2026-11-22T11:00:00Z', '2d'],
    ['2026-10-01T12:00:00Z', 'Oct 1'],
    ['2025-10-01T12:00:00Z', 'Oct 1, 2025'],
  ])('format an age of %s as %s', (iso, words) => expect(formatAge(iso, now)).toBe(words));

  it('never show negative ages when clocks differ', () => {
    expect(formatAge('2026-11-24T12:00:09Z', now)).toBe('now');
  });

  it('format relative times for sentences', () => {
    expect(formatRelativeTime('2026-11-24T11:55:00Z', now)).toBe('5m ago');
    expect(formatRelativeTime('2026-11-24T12:00:00Z', now)).toBe('just now');
    expect(formatRelativeTime('2026-10-01T12:00:00Z', now)).toBe('on Oct 1');
  });

  it.each([
    [null, '–'],
    [45, '45s'],
    [725, '12m'],
    [8000, '2h 13m'],
    [7200, '2h'],
    [273_600, '3d 4h'],
  ])('format a duration of %s seconds as %s', (seconds, words) =>
    expect(formatDuration(seconds)).toBe(words),
  );
});
