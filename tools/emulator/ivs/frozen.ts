/** Freezes a value made of plain objects and lists, all the way down, so that it can be handed out without copying. */
export function deepFreeze<Value extends object>(value: Value): Readonly<Value> {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
