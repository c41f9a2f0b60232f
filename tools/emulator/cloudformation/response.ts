import { isObject } from './values';

export interface ResponseTarget {
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
}

/** A valid response of a custom resource. */
export type CustomResourceResponse =
  | { readonly status: 'SUCCESS'; readonly physicalId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly status: 'FAILED'; readonly physicalId: string; readonly reason: string };

/** The rule that a response violates, and its physical id if that is valid. */
export interface Violation {
  readonly violation: string;
  readonly physicalId?: string;
}

export const MAX_RESPONSE_BYTES = 4096;
export const MAX_PHYSICAL_ID_BYTES = 1024;

/** Parses the body of a response as strictly as CloudFormation does. */
export function parseResponse(body: Buffer, address: ResponseTarget): CustomResourceResponse | Violation {
  if (body.length > MAX_RESPONSE_BYTES) return { violation: 'Response object is too long.' };
  const response = parseJson(body);
  if (!isObject(response)) return { violation: 'Invalid response object: the body is not a JSON object.' };

  const { PhysicalResourceId: physicalId, Status: status, Reason: reason, Data: data = {} } = response;
  if (typeof physicalId !== 'string' || physicalId === '') return { violation: 'Invalid PhysicalResourceId' };
  if (Buffer.byteLength(physicalId) > MAX_PHYSICAL_ID_BYTES) {
    return { violation: `Invalid PhysicalResourceId: longer than ${MAX_PHYSICAL_ID_BYTES} bytes` };
  }
  const echoedFields = [
    ['StackId', address.stackId],
    ['RequestId', address.requestId],
    ['LogicalResourceId', address.logicalId],
  ] as const;
  for (const [name, expected] of echoedFields) {
    if (response[name] === expected) continue;
    return { violation: `Invalid ${name}: expected ${expected}, got ${JSON.stringify(response[name])}`, physicalId };
  }
  if (status === 'FAILED') {
    if (typeof reason !== 'string' || reason === '')
      return { violation: 'Invalid Reason: FAILED needs one', physicalId };
    return { status, physicalId, reason };
  }
  if (status !== 'SUCCESS') {
    return { violation: `Invalid Status: expected SUCCESS or FAILED, got ${JSON.stringify(status)}`, physicalId };
  }
  if (!isObject(data)) return { violation: 'Invalid Data: it must be an object', physicalId };
  return { status, physicalId, data };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
