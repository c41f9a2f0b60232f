/** Freezes a value made of plain objects and lists, all the way down, so that it can be handed out without copying. */
export function freezeDeeply<Value extends object>(value: Value): Readonly<Value> {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) freezeDeeply(member);
  }
  return Object.freeze(value);
}
