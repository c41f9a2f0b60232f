import { sortByOrder } from '../../../schema/sort-by-order';

test('values come in the order, each once, and only those that it has', () => {
  expect(sortByOrder(['a', 'b', 'c'], ['c', 'a', 'a'])).toEqual(['a', 'c']);
  expect(sortByOrder(['a'], ['b'])).toEqual([]);
});
