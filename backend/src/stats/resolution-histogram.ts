/** Ratio of a bucket's limits. Must match the triggers that count resolutions. */
const BASE = 1.1;

/** Times to resolution, as counted by triggers: bucket `b` contains times in [1.1^b, 1.1^(b + 1)) seconds. */
export class ResolutionHistogram {
  private readonly counts: number[] = [];

  /** `n` is negative for reverted resolutions. */
  add(bucket: number, n: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + n;
  }

  get resolved(): number {
    return this.counts.reduce((sum, n) => sum + n, 0);
  }

  /**
   * Time within which the given share of tickets was resolved: the geometric mean of its bucket's limits, and thus
   * within √1.1 − 1 = 4.9 % of the exact value. Null without tickets.
   */
  percentileSeconds(share: number): number | null {
    const rank = share * this.resolved;
    let below = 0;
    const bucket = this.counts.findIndex((n = 0) => n > 0 && (below += n) >= rank);
    return bucket < 0 ? null : Math.round(BASE ** (bucket + 0.5));
  }
}

/** Statistics of resolution times in seconds. The mean is exact, because it uses the given total. */
export function resolutionTimes(
  histogram: ResolutionHistogram,
  seconds: number,
): { resolved: number; mean_seconds: number | null; p50_seconds: number | null; p90_seconds: number | null } {
  const { resolved } = histogram;
  return {
    resolved,
    mean_seconds: resolved === 0 ? null : Math.round(seconds / resolved),
    p50_seconds: histogram.percentileSeconds(0.5),
    p90_seconds: histogram.percentileSeconds(0.9),
  };
}
