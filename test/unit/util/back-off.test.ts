import fc from 'fast-check';
import { createBackOff } from '../../../lambda/util/back-off';

const take = (count: number, next: () => number): readonly number[] => Array.from({ length: count }, next);

test('the maximum delay doubles with every attempt, up to the limit', () => {
  const backOff = createBackOff(500, 3_000, () => 0.5);
  expect(take(6, () => backOff.next())).toEqual([250, 500, 1_000, 1_500, 1_500, 1_500]);
});

test('every delay is random from zero to its maximum', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }), (draws) => {
      const left = [...draws];
      const backOff = createBackOff(100, 800, () => left.shift() ?? 0);
      const bounds = draws.map((_, index) => Math.min(800, 100 * 2 ** index));
      expect(take(draws.length, () => backOff.next())).toEqual(
        draws.map((draw, index) => draw * (bounds[index] ?? NaN)),
      );
    }),
  );
});
