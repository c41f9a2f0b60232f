import { formatMessage } from '../../schema/messages';

/** The request has no usable response URL, so no response can be sent. */
export class NoResponseTargetError extends Error {
  override readonly name = 'NoResponseTargetError';
}

const LOOPBACK = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/;

/**
 * S3 hosts: https://docs.aws.amazon.com/general/latest/gr/s3.html. CloudFormation uses `<bucket>.s3.amazonaws.com`,
 * `<bucket>.s3-<region>.amazonaws.com` and `<bucket>.s3.<region>.amazonaws.com(.cn)`.
 */
const S3 =
  /^([a-z0-9.-]+\.)?s3(-fips)?(\.dualstack)?([.-][a-z]{2,}(-[a-z]+)+-[0-9]+|-external-1)?\.amazonaws\.com(\.cn)?$/;

/** The SDK's endpoint variables: for all services, and for IVS, which every request uses. */
const ENDPOINT_VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_IVS'] as const;

/**
 * Returns whether the function runs against a local emulator, as in tests and with `npm start`. The SDK then calls a
 * loopback endpoint.
 *
 * @param environment - the environment variables of the process
 */
export function runsLocally(environment: Readonly<Record<string, string | undefined>>): boolean {
  return ENDPOINT_VARIABLES.some((name) => {
    const endpoint = environment[name] ?? '';
    return URL.canParse(endpoint) && LOOPBACK.test(new URL(endpoint).hostname);
  });
}

/**
 * Parses the presigned response URL. The URL is a secret, because anyone who has it can send a response. Error messages
 * therefore contain only its host.
 *
 * @param isLocal - whether the function runs locally, where the response URL may be on loopback
 * @throws NoResponseTargetError unless the URL is https on an S3 host, or http on loopback if allowed
 */
export function parseResponseUrl(value: unknown, isLocal: boolean): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) {
    throw new NoResponseTargetError(formatMessage('ResponseUrlMissing', {}));
  }
  const hasUserInfo = url.username !== '' || url.password !== '';
  const isS3 = url.protocol === 'https:' && url.port === '' && S3.test(url.hostname);
  const isLoopback = url.protocol === 'http:' && LOOPBACK.test(url.hostname);
  if (hasUserInfo || !(isS3 || (isLocal && isLoopback))) {
    const shown = `${url.protocol}//${url.host}${hasUserInfo ? ', with user info' : ''}`;
    throw new NoResponseTargetError(formatMessage('ResponseUrlNotAllowed', { url: shown }));
  }
  return url;
}
