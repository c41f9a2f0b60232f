/** Why an event cannot be answered: nothing in it says reliably where the response should go. */
export class NoResponseTargetError extends Error {
  override readonly name = 'NoResponseTargetError';
}

const LOOPBACK = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/;

/**
 * The hosts of S3: https://docs.aws.amazon.com/general/latest/gr/s3.html. CloudFormation's URLs have been seen with
 * `<bucket>.s3.amazonaws.com`, `<bucket>.s3-<region>.amazonaws.com` and `<bucket>.s3.<region>.amazonaws.com(.cn)`.
 */
const S3 =
  /^([a-z0-9.-]+\.)?s3(-fips)?(\.dualstack)?([.-][a-z]{2,}(-[a-z]+)+-[0-9]+|-external-1)?\.amazonaws\.com(\.cn)?$/;

/** Where the SDK finds AWS: for all services, or for the one that every event needs. */
const ENDPOINT_VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_IVS'] as const;

/**
 * Whether the function runs against an AWS on its own machine, as in tests and in `npm start`: the SDK calls a loopback
 * endpoint there.
 *
 * @param environment - the variables of the process
 */
export function runsLocally(environment: Readonly<Record<string, string | undefined>>): boolean {
  return ENDPOINT_VARIABLES.some((name) => {
    const endpoint = environment[name] ?? '';
    return URL.canParse(endpoint) && LOOPBACK.test(new URL(endpoint).hostname);
  });
}

/**
 * Reads the presigned URL that the response goes to. It is a secret: it lets anyone respond for this function, so error
 * texts name its host only.
 *
 * @param isLocal - whether the function runs locally, where the response may go to loopback
 * @throws UnanswerableEventError unless the URL is https on a host of S3, or http on loopback where that is allowed
 */
export function parseResponseUrl(value: unknown, isLocal: boolean): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) {
    throw new NoResponseTargetError(
      'ResponseURL is missing or no URL: expected the presigned URL of a CloudFormation event. ' +
        'Let CloudFormation invoke the function, as the ServiceToken of a Custom::IVSRecordingConfiguration.',
    );
  }
  const hasUserInfo = url.username !== '' || url.password !== '';
  const isS3 = url.protocol === 'https:' && url.port === '' && S3.test(url.hostname);
  const isLoopback = url.protocol === 'http:' && LOOPBACK.test(url.hostname);
  if (hasUserInfo || !(isS3 || (isLocal && isLoopback))) {
    throw new NoResponseTargetError(
      `ResponseURL points to ${url.protocol}//${url.host}${hasUserInfo ? ', with user info' : ''}: expected https on a host ` +
        'of Amazon S3, on the default port. The event was not acted on. Let CloudFormation invoke the function.',
    );
  }
  return url;
}
