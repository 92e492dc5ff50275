/** Tickets whose time to resolution lies in [1.1^bucket, 1.1^(bucket + 1)) seconds, as the triggers count them. */
export interface ResolutionBucket {
  bucket: number;
  n: number;
  /** The sum of their times. */
  seconds: number;
}

const BASE = 1.1;

/** Exact, since the buckets keep the sums. Null where there is nothing. */
export function meanSeconds(buckets: ResolutionBucket[]): number | null {
  const n = buckets.reduce((sum, bucket) => sum + bucket.n, 0);
  return n === 0 ? null : Math.round(buckets.reduce((sum, { seconds }) => sum + seconds, 0) / n);
}

/**
 * The time below which the given share of tickets was resolved: the geometric middle of the bucket that it falls into,
 * hence within √1.1 − 1 = 4.9 % of the exact one. Buckets in rising order. Null where there is nothing.
 */
export function percentileSeconds(buckets: ResolutionBucket[], share: number): number | null {
  const n = buckets.reduce((sum, bucket) => sum + bucket.n, 0);
  let below = 0;
  for (const { bucket, n: inBucket } of buckets) {
    below += inBucket;
    if (below >= share * n) return Math.round(BASE ** (bucket + 0.5));
  }
  return null;
}

/** What a histogram says, its buckets in rising order. */
export function resolutionTimes(buckets: ResolutionBucket[]): {
  resolved: number;
  mean_seconds: number | null;
  p50_seconds: number | null;
  p90_seconds: number | null;
} {
  return {
    resolved: buckets.reduce((resolved, { n }) => resolved + n, 0),
    mean_seconds: meanSeconds(buckets),
    p50_seconds: percentileSeconds(buckets, 0.5),
    p90_seconds: percentileSeconds(buckets, 0.9),
  };
}

/** One histogram of those of several days. */
export function sumByBucket(ofDays: ResolutionBucket[]): ResolutionBucket[] {
  const sums = new Map<number, ResolutionBucket>();
  for (const { bucket, n, seconds } of ofDays) {
    const before = sums.get(bucket) ?? { bucket, n: 0, seconds: 0 };
    sums.set(bucket, { bucket, n: before.n + n, seconds: before.seconds + seconds });
  }
  return [...sums.values()].sort((a, b) => a.bucket - b.bucket);
}
