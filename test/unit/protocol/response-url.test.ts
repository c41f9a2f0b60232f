import { parseResponseUrl, UnanswerableEventError } from '../../../lambda/protocol/response-url';

test.each([
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/arn%3Aaws/Recording?X-Amz-Signature=abc',
  'https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/key',
  'http://127.0.0.1:4599/answer?sig=x',
  'http://localhost:4599/answer',
  'http://[::1]:4599/answer',
  'http://127.10.200.30:4599/answer',
])('%s is answered to', (url) => {
  expect(parseResponseUrl(url).href).toBe(url);
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
  'https://amazonaws.com.attacker.example/answer',
  'https://attackeramazonaws.com/answer',
  'https://amazonaws.com/answer',
  'https://169.254.169.254/latest/meta-data',
  'http://10.0.0.1/answer',
  'http://127.0.0.1.attacker.example/answer',
  'http://localhost.attacker.example/answer',
  'http://attacker-localhost/answer',
  'https://127.0.0.1/answer',
  'https://user@attacker.example/.s3.amazonaws.com',
  'file:///etc/passwd',
  'ftp://bucket.s3.amazonaws.com/answer',
])('%p is refused', (url) => {
  expect(() => parseResponseUrl(url)).toThrow(UnanswerableEventError);
});

test('a refusal names the host, never the path or the signature', () => {
  const url = 'https://attacker.example/arn?X-Amz-Signature=5ecre7';
  expect(() => parseResponseUrl(url)).toThrow(/^((?!5ecre7|arn).)*attacker\.example((?!5ecre7|arn).)*$/);
});

test('what is no URL is refused in words that say where the URL comes from', () => {
  expect(() => parseResponseUrl('no url')).toThrow(
    new UnanswerableEventError(
      'ResponseURL is missing or no URL: expected the presigned URL of a CloudFormation event. ' +
        'Let CloudFormation invoke the function, as the ServiceToken of a Custom::IVSRecordingConfiguration.',
    ),
  );
});

test('a URL of somebody else is refused in words that say which are accepted', () => {
  expect(() => parseResponseUrl('http://attacker.example/answer')).toThrow(
    new UnanswerableEventError(
      'ResponseURL points to http://attacker.example: expected https on an AWS domain (*.amazonaws.com), or ' +
        'http on loopback. The event was not acted on.',
    ),
  );
});
