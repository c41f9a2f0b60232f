/** Why an operation failed, in words for the person who reads CloudFormation's events. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}
