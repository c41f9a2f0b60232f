const PREFIX = 'failed-creation-';

/**
 * Returns the physical id of a failed create without a known configuration. It is not an ARN, so that Delete searches
 * for orphans.
 */
export function toCreateFailedPhysicalId(requestId: string): string {
  return PREFIX + requestId;
}

/**
 * Returns the request id of the failed create; undefined for any other physical id, such as one that CloudFormation
 * generates.
 */
export function parseCreateFailedPhysicalId(physicalId: string): string | undefined {
  return physicalId.startsWith(PREFIX) ? physicalId.slice(PREFIX.length) : undefined;
}
