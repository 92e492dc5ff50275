const BASE = 1.1;

/**
 * How long tickets took to their resolution, as the triggers count them: a bucket has those that took
 * [1.1^bucket, 1.1^(bucket + 1)) seconds.
 */
export class ResolutionHistogram {
  private readonly counts: number[] = [];

  /** Below nought where resolutions were taken back. */
  add(bucket: number, n: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + n;
  }

  get resolved(): number {
    return this.counts.reduce((sum, n) => sum + n, 0);
  }

  /**
   * The time below which the given share of tickets was resolved: the geometric middle of the bucket that it falls into,
   * hence within √1.1 − 1 = 4.9 % of the exact one. Null where there is nothing.
   */
  percentileSeconds(share: number): number | null {
    const rank = share * this.resolved;
    let below = 0;
    const bucket = this.counts.findIndex((n = 0) => n > 0 && (below += n) >= rank);
    return bucket < 0 ? null : Math.round(BASE ** (bucket + 0.5));
  }
}

/** What is told of tickets that took so many seconds together, whose mean is therefore exact. */
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
