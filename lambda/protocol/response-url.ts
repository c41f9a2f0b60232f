/** Why an event cannot be answered: nothing in it says reliably where the answer should go. */
export class UnanswerableEventError extends Error {
  override readonly name = 'UnanswerableEventError';
}

const LOOPBACK = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/;

/**
 * Reads the presigned URL that the answer goes to. It is a secret: it lets anyone answer for this function, so error
 * texts name its host only.
 *
 * @throws UnanswerableEventError unless the URL is https on an AWS domain, or http on loopback (for local use)
 */
export function parseResponseUrl(value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) {
    throw new UnanswerableEventError(
      'ResponseURL is missing or no URL: expected the presigned URL of a CloudFormation event. ' +
        'Let CloudFormation invoke the function, as the ServiceToken of a Custom::IVSRecordingConfiguration.',
    );
  }
  const isAws = url.protocol === 'https:' && url.hostname.endsWith('.amazonaws.com');
  const isLocal = url.protocol === 'http:' && LOOPBACK.test(url.hostname);
  if (!isAws && !isLocal) {
    throw new UnanswerableEventError(
      `ResponseURL points to ${url.protocol}//${url.hostname}: expected https on an AWS domain (*.amazonaws.com), or ` +
        'http on loopback. The event was not acted on.',
    );
  }
  return url;
}
