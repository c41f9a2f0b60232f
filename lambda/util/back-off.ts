/** Milliseconds to wait before the next try, growing with each. */
export interface BackOff {
  /** The delay before the try after this one. */
  next(): number;
}

/**
 * Exponential back-off with full jitter: each delay is drawn evenly from zero to a bound that doubles, so that many
 * callers under one quota spread out instead of coming back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param firstMs - the bound of the first delay
 * @param longestMs - the bound that later delays do not exceed
 * @param random - draws from 0 (inclusive) to 1 (exclusive)
 */
export function createBackOff(firstMs: number, longestMs: number, random: () => number): BackOff {
  let bound = firstMs;
  return {
    next: () => {
      const delay = random() * bound;
      bound = Math.min(longestMs, bound * 2);
      return delay;
    },
  };
}
