/** Returns the message of an error, or the thrown value as a string. */
export function getErrorMessage(error: unknown): string {
  // `instanceof` does not recognize errors of another realm, such as Node's own under a test runner.
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  return isError ? String(error.message) : String(error);
}
