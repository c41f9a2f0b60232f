import type { IncomingMessage } from 'node:http';

/** One call that someone wants to make. */
export interface AuthorizedCall {
  /** Such as `cloudformation:DescribeStackResource`. */
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the call. */
  readonly context?: Readonly<Record<string, string>>;
  readonly accessKeyId: string | undefined;
}

/** Says why a call is denied; undefined lets it pass. */
export type Authorize = (call: AuthorizedCall) => string | undefined;

/** Who signed the request, as its Signature Version 4 says; the signature itself is taken at its word. */
export function readAccessKeyId({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1];
}
