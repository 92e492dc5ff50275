import {
  toInterval,
  dayAfter,
  utcDayStartTime,
  toRangeParams,
  validateInterval,
  parseRange,
} from './date-range';

const from = (params: Record<string, string>) => parseRange((name) => params[name] ?? null);

describe('dashboard date range', () => {
  it('defaults to 30 days', () => {
    expect(from({})).toEqual({ days: 30 });
    expect(from({ days: '7' })).toEqual({ days: 7 });
    expect(from({ days: '8' })).toEqual({ days: 30 });
    expect(from({ from: '2026-11-01', to: '2026-11-03' })).toEqual({ from: '2026-11-01', to: '2026-11-03' });
  });
  it('ignores dates that the service would reject', () => {
    expect(from({ from: '2026-11-03', to: '2026-11-01' })).toEqual({ days: 30 });
    expect(from({ from: '2026-11-03' })).toEqual({ days: 30 });
    expect(from({ from: 'x', to: '2026-11-01' })).toEqual({ days: 30 });
    expect(from({ from: '2026-02-31x', to: '2026-11-01' })).toEqual({ days: 30 });
    expect(validateInterval({ from: '2025-11-24', to: '2026-11-24' })).toBeNull();
    expect(validateInterval({ from: '2025-11-23', to: '2026-11-24' })).toBe('length');
    expect(validateInterval({ from: '2026-11-25', to: '2026-11-24' })).toBe('order');
  });
  it('includes today in UTC', () => {
    const now = Date.parse('2026-11-24T23:30:00Z');
    expect(toInterval({ days: 7 }, now)).toEqual({ from: '2026-11-18', to: '2026-11-24' });
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  });
  it('round-trips through query parameters', () => {
    expect(toRangeParams({ days: 30 })).toEqual({ days: null, from: null, to: null });
    expect(toRangeParams({ from: '2026-11-01', to: '2026-11-03' })).toEqual({
      days: null,
      from: '2026-11-01',
      to: '2026-11-03',
    });
  });
  it('returns the local time at which a UTC day starts', () => {
    const now = Date.parse('2026-11-28T17:00:00Z');
    expect(utcDayStartTime(now, 'UTC')).toBeNull();
    expect(utcDayStartTime(now, 'Pacific/Auckland')).toMatch(/^1:00\sPM$/);
    expect(utcDayStartTime(now, 'Asia/Kolkata')).toMatch(/^5:30\sAM$/);
  });
});
