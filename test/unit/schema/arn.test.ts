import { ARN_FORM, parseRecordingConfigurationArn } from '../../../schema/arn';

test('an ARN is parsed', () => {
  expect(parseRecordingConfigurationArn('arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC-1')).toEqual({
    partition: 'aws',
    region: 'us-east-1',
    accountId: '123456789012',
    id: 'AbC-1',
  });
});

test.each(['aws', 'aws-cn', 'aws-us-gov'])('the partition %s is allowed', (partition) => {
  const arn = `arn:${partition}:ivs:us-east-1:123456789012:recording-configuration/AbC`;
  expect(parseRecordingConfigurationArn(arn)?.partition).toBe(partition);
});

test('the form in error messages can be parsed', () => {
  const arn = ARN_FORM.replace('<region>', 'eu-west-1').replace('<account>', '123456789012').replace('<id>', 'AbC');
  expect(parseRecordingConfigurationArn(arn)).toMatchObject({ region: 'eu-west-1', id: 'AbC' });
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
])('%p is not an ARN', (text) => {
  expect(parseRecordingConfigurationArn(text)).toBeUndefined();
});
