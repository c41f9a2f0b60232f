/** Delays between attempts, which grow with each attempt. */
export interface BackOff {
  /** Returns the delay before the next attempt, in milliseconds. */
  next(): number;
}

/**
 * Creates an exponential back-off with full jitter. Each delay is uniformly distributed between zero and a bound that
 * doubles, so that callers sharing a quota do not retry together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param firstMs - bound of the first delay
 * @param longestMs - maximum bound of later delays
 * @param random - returns a number from 0 (inclusive) to 1 (exclusive)
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
