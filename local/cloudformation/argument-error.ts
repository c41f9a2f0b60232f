/** An argument that cannot be used; its message is one line. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}
