import { inOrderOf } from '../../../schema/sort-by-order';

test('values come in the order, each once, and only those that it has', () => {
  expect(inOrderOf(['a', 'b', 'c'], ['c', 'a', 'a'])).toEqual(['a', 'c']);
  expect(inOrderOf(['a'], ['b'])).toEqual([]);
});
