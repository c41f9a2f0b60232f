import { formatMessage } from '../../schema/messages';
import { describeValue } from '../../schema/problem';
import { measureJson } from './response';
import { parseResponseUrl, NoResponseTargetError } from './response-url';

/** The ids of a request. The response repeats them. */
export interface RequestIds {
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
}

/** The response URL of a request and the ids that the response repeats. */
export interface ResponseTarget extends RequestIds {
  readonly responseUrl: URL;
  /** The PhysicalResourceId of the request, if it has one. */
  readonly physicalId: string | undefined;
}

/**
 * A request from CloudFormation
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html). The resource handler parses
 * the properties.
 */
export type Request =
  | (RequestIds & { readonly type: 'Create'; readonly properties: unknown })
  | (RequestIds & {
      readonly type: 'Update';
      readonly properties: unknown;
      readonly physicalId: string;
      readonly oldProperties: unknown;
    })
  | (RequestIds & { readonly type: 'Delete'; readonly properties: unknown; readonly physicalId: string });

/** The request has a response URL but is otherwise malformed. */
export class MalformedRequestError extends Error {
  override readonly name = 'MalformedRequestError';
}

/**
 * Longer ids than CloudFormation ever sends would leave no room in the response of at most 4096 bytes. Measured as
 * JSON, where a character may need up to six bytes.
 */
const MAX_ID_BYTES = 512;
/** CloudFormation accepts physical ids of up to 1 KB. */
const MAX_PHYSICAL_ID_BYTES = 1024;

/**
 * Parses the response URL and the ids of a request.
 *
 * @param isLocal - whether the function runs locally
 * @throws NoResponseTargetError if the request has no usable response URL
 */
export function parseResponseTarget(event: unknown, isLocal = false): ResponseTarget {
  const fields = toFields(event);
  const responseUrl = parseResponseUrl(fields.ResponseURL, isLocal);
  const readId = (name: string): string => {
    const value = fields[name];
    if (isId(value, MAX_ID_BYTES)) return value;
    throw new NoResponseTargetError(
      formatMessage('InvalidEventId', {
        name,
        problem: value === undefined ? 'missing' : 'invalid',
        limit: MAX_ID_BYTES,
      }),
    );
  };
  const { PhysicalResourceId: physicalId } = fields;
  return {
    responseUrl,
    stackId: readId('StackId'),
    requestId: readId('RequestId'),
    logicalId: readId('LogicalResourceId'),
    physicalId: isId(physicalId, MAX_PHYSICAL_ID_BYTES) ? physicalId : undefined,
  };
}

/**
 * Parses a request.
 *
 * @throws MalformedRequestError if the request is not a Create, Update or Delete of CloudFormation
 */
export function parseRequest(event: unknown, target: ResponseTarget): Request {
  const fields = toFields(event);
  const ids: RequestIds = { stackId: target.stackId, requestId: target.requestId, logicalId: target.logicalId };
  const properties = fields.ResourceProperties;
  const { physicalId } = target;
  if (fields.RequestType === 'Create') return { type: 'Create', ...ids, properties };
  if (fields.RequestType !== 'Update' && fields.RequestType !== 'Delete') {
    throw new MalformedRequestError(formatMessage('InvalidRequestType', { value: describeValue(fields.RequestType) }));
  }
  if (physicalId === undefined) {
    throw new MalformedRequestError(
      formatMessage('InvalidPhysicalResourceId', { type: fields.RequestType, limit: MAX_PHYSICAL_ID_BYTES }),
    );
  }
  return fields.RequestType === 'Update'
    ? { type: 'Update', ...ids, properties, physicalId, oldProperties: fields.OldResourceProperties }
    : { type: 'Delete', ...ids, properties, physicalId };
}

function isId(value: unknown, maxBytes: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxBytes && measureJson(value) <= maxBytes;
}

function toFields(event: unknown): Readonly<Record<string, unknown>> {
  return typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {};
}
