import type { IncomingMessage } from 'node:http';

/** A call to authorize. */
export interface AuthorizedCall {
  /** Such as `cloudformation:DescribeStackResource`. */
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the call. */
  readonly context?: Readonly<Record<string, string>>;
  readonly accessKeyId: string | undefined;
}

/** Returns the reason for denying a call; undefined allows it. */
export type Authorize = (call: AuthorizedCall) => string | undefined;

/** Reads the access key id from a Signature Version 4. The signature is not verified. */
export function readAccessKeyId({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1];
}
