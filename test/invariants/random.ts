/** Draws from 0 (inclusive) to 1 (exclusive): the same sequence for the same seed. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    // xorshift32; zero is its only fixed point.
    state = state === 0 ? 0x9e3779b9 : state;
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state / 0x1_0000_0000;
  };
}
