import { describeValue } from '../../schema/problem';
import { measureJson } from './response';
import { parseResponseUrl, NoResponseTargetError } from './response-url';

/** What identifies an event; the answer repeats it. */
export interface RequestIds {
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
}

/** Where the answer to an event goes, and what it must repeat. */
export interface ResponseTarget extends RequestIds {
  readonly responseUrl: URL;
  /** The event's PhysicalResourceId, if it has one. */
  readonly physicalId: string | undefined;
}

/**
 * CloudFormation's request
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html). The properties are whatever
 * the template says; they are the resource's to parse.
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

/** Why an event that can be answered cannot be acted on. */
export class MalformedRequestError extends Error {
  override readonly name = 'MalformedRequestError';
}

/**
 * Longer ids than CloudFormation ever sends would leave no room in the response, of at most 4096 bytes. Measured as JSON,
 * where a character may take up to six bytes.
 */
const MAX_ID_BYTES = 512;
/** CloudFormation takes physical ids of up to 1 KB. */
const MAX_PHYSICAL_ID_BYTES = 1024;

/**
 * @param isLocal - whether the function runs locally
 * @throws UnanswerableEventError if the event does not say where its response goes
 */
export function parseResponseTarget(event: unknown, isLocal = false): ResponseTarget {
  const fields = toFields(event);
  const responseUrl = parseResponseUrl(fields.ResponseURL, isLocal);
  const readId = (name: string): string => {
    const value = fields[name];
    if (isId(value, MAX_ID_BYTES)) return value;
    throw new NoResponseTargetError(
      `${name} of the event is ${value === undefined ? 'missing' : 'unusable'}: ` +
        `expected a string of 1 to ${MAX_ID_BYTES} bytes in JSON, as CloudFormation sends it.`,
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

/** @throws MalformedRequestError if the event is no Create, Update or Delete as CloudFormation sends them */
export function parseRequest(event: unknown, target: ResponseTarget): Request {
  const fields = toFields(event);
  const ids: RequestIds = { stackId: target.stackId, requestId: target.requestId, logicalId: target.logicalId };
  const properties = fields.ResourceProperties;
  const { physicalId } = target;
  if (fields.RequestType === 'Create') return { type: 'Create', ...ids, properties };
  if (fields.RequestType !== 'Update' && fields.RequestType !== 'Delete') {
    throw new MalformedRequestError(
      `RequestType of the event is ${describeValue(fields.RequestType)}: expected Create, Update or Delete.`,
    );
  }
  if (physicalId === undefined) {
    throw new MalformedRequestError(
      `PhysicalResourceId of the ${fields.RequestType} is missing or unusable: expected the id that an earlier response ` +
        `gave, of at most ${MAX_PHYSICAL_ID_BYTES} bytes in JSON.`,
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
