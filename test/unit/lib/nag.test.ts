import type { App } from 'aws-cdk-lib';
import { Duration, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InlineProviderStack } from '../../../bin/stacks/inline-provider-stack';
import { ProviderStack } from '../../../bin/stacks/provider-stack';
import { OnInUse, RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import { createApp } from './synthesis';

/** The findings of the AwsSolutions pack that are not acknowledged. */
function findIn(build: (app: App) => unknown): string {
  const app = createApp();
  build(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
    return '';
  } catch (error) {
    return String(error);
  }
}

const HERE: StackProps = { env: { account: '123456789012', region: 'us-east-1' } };

/** A stack whose bucket is excluded from cdk-nag. */
function addRecording(app: App, props?: StackProps): RecordingConfiguration {
  const stack = new Stack(app, 'Video', props);
  return new RecordingConfiguration(stack, 'Recording', {
    bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings'),
    onInUse: OnInUse.RELEASE,
    timeouts: { create: Duration.minutes(5) },
  });
}

test.each<[what: string, build: (app: App) => unknown]>([
  ['the provider stack', (app) => new ProviderStack(app, 'Provider')],
  ['the provider stack of a known environment', (app) => new ProviderStack(app, 'Provider', HERE)],
  [
    'the inline provider template',
    (app) => new InlineProviderStack(app, 'Provider', { inlineCode: 'exports.handler = 0;' }),
  ],
  ['a configuration that updates channels', (app) => addRecording(app)],
  ['a configuration of a known environment', (app) => addRecording(app, HERE)],
  [
    'a provider that may release channels',
    (app) => {
      new RecordingConfigurationProvider(new Stack(app, 'Stack'), 'Provider').grantChannelUpdates();
    },
  ],
])('cdk-nag finds nothing in %s', (_what, build) => {
  expect(findIn(build)).toBe('');
});

test('cdk-nag reports a policy of a user with a wildcard', () => {
  const found = findIn((app) => {
    new RecordingConfigurationProvider(new Stack(app, 'Stack'), 'Provider').grantBucketInspectionByArns([
      'arn:aws:s3:::any-*',
    ]);
  });
  expect(found).toContain('AwsSolutions-IAM5[Resource::arn:aws:s3:::any-*]');
});
