/** What an error says, whatever was thrown. */
export function getErrorMessage(error: unknown): string {
  // Not by `instanceof`: an error of another realm, such as one of Node's own under a test runner, is none of ours.
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  return isError ? String(error.message) : String(error);
}
