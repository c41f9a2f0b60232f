import { sortByOrder } from '../../../schema/sort-by-order';

test('values are sorted, without duplicates and unknown values', () => {
  expect(sortByOrder(['a', 'b', 'c'], ['c', 'a', 'a'])).toEqual(['a', 'c']);
  expect(sortByOrder(['a'], ['b'])).toEqual([]);
});
