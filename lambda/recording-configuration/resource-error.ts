/** Why an operation failed, in words for the person who reads CloudFormation's events. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
}
