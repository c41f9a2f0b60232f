/** Returns the message of an error, or the thrown value as a string. */
export function getErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
