const PREFIX = 'failed-creation-';

/** The physical id of a failed creation of which nothing exists, as far as is known; no ARN, so that Delete looks for leftovers. */
export function toCreateFailedPhysicalId(requestId: string): string {
  return PREFIX + requestId;
}

/** The request of the failed creation; undefined for any other physical id, such as one that CloudFormation invents. */
export function parseCreateFailedPhysicalId(physicalId: string): string | undefined {
  return physicalId.startsWith(PREFIX) ? physicalId.slice(PREFIX.length) : undefined;
}
