/** The values in the given order, each once; values that the order does not have are left out. */
export function sortByOrder<Value>(order: readonly Value[], values: readonly Value[]): readonly Value[] {
  return order.filter((value) => values.includes(value));
}
