/** The command failed for a reason that its message fully explains. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
