/** What several runs measured, in the order of the runs. */
export type Sample = readonly number[];

/** A sample in three numbers: the median, and between which values the middle of the runs lies. */
export interface Summary {
  readonly median: number;
  /** The tenth part of the runs is below; with few runs, the lowest. */
  readonly low: number;
  /** The tenth part of the runs is above; with few runs, the highest. */
  readonly high: number;
  readonly runs: number;
}

/** @throws if there was no run: a median of nothing would pass for a measurement */
export function summarise(sample: Sample): Summary {
  if (sample.length === 0) throw new Error('A sample has no runs: expected at least one. Raise the number of runs.');
  return {
    median: quantile(sample, 0.5),
    low: quantile(sample, 0.1),
    high: quantile(sample, 0.9),
    runs: sample.length,
  };
}

/** The value below which the given share of the sample lies, interpolated between neighbours. */
export function quantile(sample: Sample, share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * How many times as much ours is: the median of the ratios run by run where the runs are pairs, so that what disturbs the
 * machine for a while disturbs both sides of a ratio; otherwise the ratio of the medians.
 */
export function ratioOf(ours: Sample, other: Sample): number {
  if (ours.length !== other.length) return quantile(ours, 0.5) / quantile(other, 0.5);
  return quantile(
    ours.map((value, run) => value / (other[run] ?? NaN)),
    0.5,
  );
}
