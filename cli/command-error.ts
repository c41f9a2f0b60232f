/** The command cannot be carried out, for a reason of which the message tells the user all there is to say. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
