/** The measurements of several runs, in the order of the runs. */
export type Sample = readonly number[];

/** A sample as its median and its 10th and 90th percentiles. */
export interface Summary {
  readonly median: number;
  /** The 10th percentile; with few runs, close to the lowest value. */
  readonly low: number;
  /** The 90th percentile; with few runs, close to the highest value. */
  readonly high: number;
  readonly runs: number;
}

/** @throws if the sample is empty */
export function summarize(sample: Sample): Summary {
  if (sample.length === 0) throw new Error('The sample is empty. Increase the number of runs.');
  return {
    median: quantile(sample, 0.5),
    low: quantile(sample, 0.1),
    high: quantile(sample, 0.9),
    runs: sample.length,
  };
}

/** The value below which the given share of the sample lies, interpolated between neighbors. */
export function quantile(sample: Sample, share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * The ratio of two samples. For samples of equal length, the median of the ratios of each pair of runs, so that a
 * temporary load of the machine affects both sides of a ratio. Otherwise the ratio of the medians.
 */
export function getRatio(measured: Sample, other: Sample): number {
  if (measured.length !== other.length) return quantile(measured, 0.5) / quantile(other, 0.5);
  return quantile(
    measured.map((value, run) => value / (other[run] ?? NaN)),
    0.5,
  );
}
