import { parseRecordingConfigurationArn } from '../../../contract/arn';

test('an ARN is taken apart', () => {
  expect(parseRecordingConfigurationArn('arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC-1')).toEqual({
    partition: 'aws',
    region: 'us-east-1',
    accountId: '123456789012',
    id: 'AbC-1',
  });
});

test.each([
  '',
  'failed-creation-1',
  'video-Recording-1ABCDEF',
  'arn:aws:ivs:us-east-1:123456789012:channel/abc',
  'arn:aws:s3:us-east-1:123456789012:recording-configuration/abc',
  'arn:aws:ivs:us-east-1:12345:recording-configuration/abc',
  'arn:aws:ivs:us-east-1:123456789012:recording-configuration/',
  'arn:aws:ivs:us-east-1:123456789012:recording-configuration/a/b',
  ' arn:aws:ivs:us-east-1:123456789012:recording-configuration/abc',
  'arn:aws:ivs:us-east-1:123456789012:recording-configuration/abc\n',
])('%p is none', (text) => {
  expect(parseRecordingConfigurationArn(text)).toBeUndefined();
});
