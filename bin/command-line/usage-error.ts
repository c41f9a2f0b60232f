/** The command line cannot be understood, or lacks something; its message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
