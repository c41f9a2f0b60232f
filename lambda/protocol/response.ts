import type { RequestIds } from './request';

/** How an event ended. */
export type Outcome = Success | Failure;

export interface Success {
  readonly status: 'SUCCESS';
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes that may be left out, in this order, where the answer would be too long with them. */
  readonly dispensable?: readonly string[];
}

export interface Failure {
  readonly status: 'FAILED';
  readonly physicalId: string;
  readonly reason: string;
}

export interface RenderedResponse {
  readonly body: string;
  /** The attributes left out for want of room. */
  readonly leftOut: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export const MAX_RESPONSE_BYTES = 4096;

/** Renders the answer to an event, of at most {@link MAX_RESPONSE_BYTES} bytes. */
export function renderResponse(ids: RequestIds, outcome: Outcome): RenderedResponse {
  return outcome.status === 'FAILED' ? renderFailure(ids, outcome) : renderSuccess(ids, outcome);
}

function renderSuccess(ids: RequestIds, { physicalId, attributes, dispensable = [] }: Success): RenderedResponse {
  const leftOut: string[] = [];
  const render = (): string =>
    toBody(ids, {
      Status: 'SUCCESS',
      PhysicalResourceId: physicalId,
      Data: Object.fromEntries(Object.entries(attributes).filter(([name]) => !leftOut.includes(name))),
    });
  let body = render();
  for (const name of dispensable) {
    if (Buffer.byteLength(body) <= MAX_RESPONSE_BYTES) break;
    leftOut.push(name);
    body = render();
  }
  return { body, leftOut };
}

function renderFailure(ids: RequestIds, { physicalId, reason }: Failure): RenderedResponse {
  const render = (text: string): string =>
    toBody(ids, { Status: 'FAILED', PhysicalResourceId: physicalId, Reason: text });
  const whole = render(reason);
  if (Buffer.byteLength(whole) <= MAX_RESPONSE_BYTES) return { body: whole, leftOut: [] };
  // Escaping makes a character's share of the body uneven, so the longest prefix that fits is searched for.
  const characters = Array.from(reason);
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    const text = `${characters.slice(0, middle).join('')}…`;
    if (Buffer.byteLength(render(text)) <= MAX_RESPONSE_BYTES) fits = middle;
    else tooLong = middle;
  }
  return { body: render(`${characters.slice(0, fits).join('')}…`), leftOut: [] };
}

function toBody(ids: RequestIds, fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    ...fields,
    StackId: ids.stackId,
    RequestId: ids.requestId,
    LogicalResourceId: ids.logicalId,
  });
}
