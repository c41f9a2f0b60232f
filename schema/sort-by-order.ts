/** Returns the values in the given order without duplicates. Omits values that are not in the order. */
export function sortByOrder<Value>(order: readonly Value[], values: readonly Value[]): readonly Value[] {
  return order.filter((value) => values.includes(value));
}
