import fc from 'fast-check';
import { parseResponseUrl, runsLocally, NoResponseTargetError } from '../../../lambda/custom-resource/response-url';
import { formatMessage } from '../../../schema/messages';

const BUCKET = 'cloudformation-custom-resource-response';
const QUERY = '?X-Amz-Date=20260101T000000Z&X-Amz-Signature=abc';

describe.each([false, true])('in a local function: %s', (isLocal) => {
  test.each([
    `https://${BUCKET}-useast1.s3.amazonaws.com/arn%3Aaws/Recording${QUERY}`,
    `https://${BUCKET}-useast1.s3-us-east-1.amazonaws.com/key${QUERY}`,
    `https://${BUCKET}-uswest2.s3-us-west-2.amazonaws.com/key${QUERY}`,
    `https://${BUCKET}-euwest1.s3.eu-west-1.amazonaws.com/key${QUERY}`,
    `https://${BUCKET}-apnortheast1.s3.dualstack.ap-northeast-1.amazonaws.com/key`,
    `https://${BUCKET}-usgovwest1.s3-us-gov-west-1.amazonaws.com/key`,
    `https://${BUCKET}-usgovwest1.s3-fips-us-gov-west-1.amazonaws.com/key`,
    `https://${BUCKET}-usgovwest1.s3-fips.us-gov-west-1.amazonaws.com/key`,
    `https://${BUCKET}-useast1.s3-fips.dualstack.us-east-1.amazonaws.com/key`,
    `https://${BUCKET}-cnnorth1.s3.cn-north-1.amazonaws.com.cn/key`,
    `https://s3.amazonaws.com/${BUCKET}-useast1/key`,
    `https://s3-eu-west-1.amazonaws.com/${BUCKET}-euwest1/key`,
    `https://s3-external-1.amazonaws.com/${BUCKET}-useast1/key`,
    `https://s3.eu-west-1.amazonaws.com/${BUCKET}-euwest1/key`,
    `https://s3.dualstack.eu-west-1.amazonaws.com/${BUCKET}-euwest1/key`,
    'https://sink.s3.amazonaws.com/key',
    'https://bucket.with.dots.s3.amazonaws.com/key',
  ])('%s is allowed', (url) => {
    expect(parseResponseUrl(url, isLocal).href).toBe(url);
  });

  test('the default port is allowed', () => {
    expect(parseResponseUrl('https://x.s3.amazonaws.com:443/a', isLocal).href).toBe('https://x.s3.amazonaws.com/a');
  });

  test.each([
    undefined,
    null,
    42,
    {},
    ['https://x.s3.amazonaws.com/in-a-list'],
    '',
    'no url',
    'http://cloudformation.s3.amazonaws.com/plain-http',
    'http://cloudformation.s3.amazonaws.com:80/plain-http',
    'https://amazonaws.com.attacker.example/answer',
    'https://attackeramazonaws.com/answer',
    'https://amazonaws.com/answer',
    'https://x.s3.amazonaws.com.attacker.example/answer',
    'https://x.s3.amazonaws.com.cn.attacker.example/answer',
    'https://x.s3.amazonaws.community/answer',
    'https://x.s3-amazonaws.com/answer',
    'https://x.s3amazonaws.com/answer',
    'https://evils3.amazonaws.com/answer',
    'https://x.s3.amazonaws.com:8443/answer',
    'https://x.s3.amazonaws.com:80/answer',
    'https://user@x.s3.amazonaws.com/answer',
    'https://user:word@x.s3.amazonaws.com/answer',
    'https://:word@x.s3.amazonaws.com/answer',
    'https://x.s3.amazonaws.com./answer',
    // AWS hosts that others may control.
    'https://abc123.execute-api.us-east-1.amazonaws.com/answer',
    'https://lb-1.us-east-1.elb.amazonaws.com/answer',
    'https://s3.us-east-1.elb.amazonaws.com/answer',
    'https://x.s3.lb.us-east-1.amazonaws.com/answer',
    'https://ec2-1-2-3-4.compute-1.amazonaws.com/answer',
    'https://s3.compute-1.amazonaws.com/answer',
    'https://x.s3-website-us-east-1.amazonaws.com.example/answer',
    'https://sqs.us-east-1.amazonaws.com/answer',
    'https://abc.lambda-url.us-east-1.on.aws/answer',
    'https://169.254.169.254/latest/meta-data',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/answer',
    'http://0.0.0.0/answer',
    'http://127.0.0.1.attacker.example/answer',
    'http://localhost.attacker.example/answer',
    'http://attacker-localhost/answer',
    'http://user@127.0.0.1/answer',
    'https://127.0.0.1/answer',
    'https://localhost/answer',
    'https://user@attacker.example/.s3.amazonaws.com',
    'file:///etc/passwd',
    'ftp://bucket.s3.amazonaws.com/answer',
  ])('%p is rejected', (url) => {
    expect(() => parseResponseUrl(url, isLocal)).toThrow(NoResponseTargetError);
  });

  test('an allowed URL is https on S3, or loopback if that is allowed', () => {
    const host = fc.constantFrom(
      'x.s3.amazonaws.com',
      's3.eu-west-1.amazonaws.com',
      'evil.example',
      '127.0.0.1',
      'localhost',
    );
    const parts = fc.record({
      scheme: fc.constantFrom('https', 'http', 'ftp'),
      user: fc.constantFrom('', 'a@', 'a:b@', 's3.amazonaws.com:443@'),
      host: fc.oneof(
        host,
        fc.tuple(host, host).map((hosts) => hosts.join('.')),
        fc.domain(),
      ),
      port: fc.constantFrom('', ':443', ':80', ':4599'),
      path: fc.constantFrom(
        '',
        '/',
        '/@x.s3.amazonaws.com',
        '?x.s3.amazonaws.com',
        '#.s3.amazonaws.com',
        '\\.s3.amazonaws.com',
      ),
    });
    fc.assert(
      fc.property(parts, ({ scheme, user, host: name, port, path }) => {
        const text = `${scheme}://${user}${name}${port}${path}`;
        let url: URL;
        try {
          url = parseResponseUrl(text, isLocal);
        } catch (error) {
          expect(error).toBeInstanceOf(NoResponseTargetError);
          return;
        }
        expect([url.username, url.password]).toEqual(['', '']);
        const isS3 = url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.amazonaws.com');
        const isLoopback = url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
        expect(isS3 || (isLocal && isLoopback)).toBe(true);
      }),
    );
  });
});

test.each([
  'http://127.0.0.1:4599/answer?sig=x',
  'http://localhost:4599/answer',
  'http://[::1]:4599/answer',
  'http://127.10.200.30:4599/answer',
])('%s is allowed only in a local function', (url) => {
  expect(parseResponseUrl(url, true).href).toBe(url);
  expect(() => parseResponseUrl(url, false)).toThrow(NoResponseTargetError);
});

test.each<[isLocal: boolean, environment: Record<string, string | undefined>]>([
  [true, { AWS_ENDPOINT_URL_IVS: 'http://127.0.0.1:4599' }],
  [true, { AWS_ENDPOINT_URL: 'http://localhost:4566' }],
  [true, { AWS_ENDPOINT_URL: 'http://[::1]:4566', AWS_ENDPOINT_URL_IVS: 'https://ivs.eu-west-1.amazonaws.com' }],
  [false, {}],
  [false, { AWS_ENDPOINT_URL_IVS: undefined, AWS_ENDPOINT_URL: '' }],
  [false, { AWS_ENDPOINT_URL_IVS: 'no url' }],
  [false, { AWS_ENDPOINT_URL_IVS: 'https://vpce-1.ivs.eu-west-1.vpce.amazonaws.com' }],
  [false, { AWS_ENDPOINT_URL: 'http://127.0.0.1.attacker.example' }],
  [false, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4599', AWS_LAMBDA_FUNCTION_NAME: 'f' }],
])('the function runs locally: %s, with %j', (isLocal, environment) => {
  expect(runsLocally(environment)).toBe(isLocal);
});

test('an error names the host, never the path, the signature or the user', () => {
  for (const url of [
    'https://attacker.example/arn?X-Amz-Signature=5ecre7',
    'https://5ecre7:arn@attacker.example/arn?X-Amz-Signature=5ecre7',
  ]) {
    expect(() => parseResponseUrl(url, false)).toThrow(/^((?!5ecre7|arn).)*attacker\.example((?!5ecre7|arn).)*$/);
  }
});

test('a value that is not a URL is rejected', () => {
  expect(() => parseResponseUrl('no url', false)).toThrow(
    new NoResponseTargetError(formatMessage('ResponseUrlMissing', {})),
  );
});

test.each([
  ['http://attacker.example/answer', 'http://attacker.example'],
  ['https://x.s3.amazonaws.com:8443/answer', 'https://x.s3.amazonaws.com:8443'],
  ['https://a:b@x.s3.amazonaws.com/answer', 'https://x.s3.amazonaws.com, with user info'],
  ['http://127.0.0.1:4599/answer', 'http://127.0.0.1:4599'],
])('the error for the URL %s shows %s', (url, shown) => {
  expect(() => parseResponseUrl(url, false)).toThrow(
    new NoResponseTargetError(formatMessage('ResponseUrlNotAllowed', { url: shown })),
  );
});
