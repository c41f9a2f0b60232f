/** Freezes plain objects and lists recursively, so that they can be returned without copying. */
export function deepFreeze<Value extends object>(value: Value): Readonly<Value> {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
