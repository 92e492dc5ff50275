export const ranges = [7, 30, 90] as const;
export type Range = (typeof ranges)[number];

export function rangeFrom(param: string | null): Range {
  return ranges.find((each) => String(each) === param) ?? 30;
}

/** The last `days` days, today included, as dates in UTC: the server's days are. */
export function datesOf(days: Range, nowMs: number): { from: string; to: string } {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(nowMs - (days - 1) * 86_400_000), to: day(nowMs) };
}
