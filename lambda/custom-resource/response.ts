import type { RequestIds } from './request';

/** The outcome of a request. */
export type Outcome = Success | Failure;

export interface Success {
  readonly status: 'SUCCESS';
  readonly physicalId: string;
  /** The `Fn::GetAtt` attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes to omit, in this order, if the response would be too long. */
  readonly optionalAttributes?: readonly string[];
}

export interface Failure {
  readonly status: 'FAILED';
  readonly physicalId: string;
  readonly reason: string;
}

export interface RenderedResponse {
  readonly body: string;
  /** The attributes omitted because of the size limit. */
  readonly omitted: readonly string[];
}

/** Limit from https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export const MAX_RESPONSE_BYTES = 4096;

/** A longer name would displace the reason. Lambda's names have about 60 characters. */
const MAX_LOG_STREAM_BYTES = 512;

/** Returns the size of a text in JSON in bytes, without quotes. */
export function measureJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/**
 * Renders the response to a request, of at most {@link MAX_RESPONSE_BYTES} bytes.
 *
 * @param logStreamName - the log stream of this invocation, appended to the reason of a failure
 */
export function renderResponse(ids: RequestIds, outcome: Outcome, logStreamName?: string): RenderedResponse {
  return outcome.status === 'FAILED'
    ? renderFailure(ids, outcome, describeLogStream(logStreamName))
    : renderSuccess(ids, outcome);
}

/** `cdk deploy` and `cdk diagnose` find the log of the invocation by this text and print it. */
function describeLogStream(name = ''): string {
  return name === '' || measureJson(name) > MAX_LOG_STREAM_BYTES ? '' : ` CloudWatch Log Stream: ${name}`;
}

function renderSuccess(
  ids: RequestIds,
  { physicalId, attributes, optionalAttributes = [] }: Success,
): RenderedResponse {
  const omitted: string[] = [];
  const render = (): string =>
    toBody(ids, {
      Status: 'SUCCESS',
      PhysicalResourceId: physicalId,
      Data: Object.fromEntries(Object.entries(attributes).filter(([name]) => !omitted.includes(name))),
    });
  let body = render();
  for (const name of optionalAttributes) {
    if (Buffer.byteLength(body) <= MAX_RESPONSE_BYTES) break;
    omitted.push(name);
    body = render();
  }
  return { body, omitted };
}

function renderFailure(ids: RequestIds, { physicalId, reason }: Failure, suffix: string): RenderedResponse {
  const render = (text: string): string =>
    toBody(ids, { Status: 'FAILED', PhysicalResourceId: physicalId, Reason: text + suffix });
  const fits = (body: string): boolean => Buffer.byteLength(body) <= MAX_RESPONSE_BYTES;
  const complete = render(reason);
  if (fits(complete)) return { body: complete, omitted: [] };
  // Escaping makes the size of a character vary, so search for the longest prefix that fits. Every character needs at
  // least one byte.
  const characters = Array.from(reason.slice(0, MAX_RESPONSE_BYTES));
  let fitting = 0;
  let tooLong = characters.length;
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (fits(render(cut(middle)))) fitting = middle;
    else tooLong = middle;
  }
  return { body: render(cut(fitting)), omitted: [] };

  function cut(length: number): string {
    return `${characters.slice(0, length).join('')}…`;
  }
}

function toBody(ids: RequestIds, fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    ...fields,
    StackId: ids.stackId,
    RequestId: ids.requestId,
    LogicalResourceId: ids.logicalId,
  });
}
