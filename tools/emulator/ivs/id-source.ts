import { randomInt } from 'node:crypto';

/** Generates the variable part of an ARN or a stream id: `length` characters of A-Z, a-z and 0-9. */
export type IdSource = (length: number) => string;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random ids. */
export const randomIds: IdSource = (length) => drawId(length, () => randomInt(alphabet.length));

/** Creates a repeatable sequence of ids for a seed. */
export function createSeededIds(seed: number): IdSource {
  let state = seed >>> 0;
  // Mulberry32: small, fast, and random enough for unique ARNs.
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % alphabet.length;
  };
  return (length) => drawId(length, draw);
}

function drawId(length: number, draw: () => number): string {
  let id = '';
  while (id.length < length) id += alphabet.charAt(draw());
  return id;
}
