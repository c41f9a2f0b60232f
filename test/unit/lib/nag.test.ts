import type { App } from 'aws-cdk-lib';
import { Duration, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks } from 'cdk-nag';
import * as iam from 'aws-cdk-lib/aws-iam';
import { InlineProviderStack } from '../../../bin/stacks/inline-provider-stack';
import { ProviderStack } from '../../../bin/stacks/provider-stack';
import { RegulatedStack } from '../../../examples/typescript/regulated-stack';
import { OnInUse, RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import { readDocument, readTable, stripCode } from '../../docs/markdown';
import { createApp } from './synthesis';

type Pack = typeof AwsSolutionsChecks | typeof HIPAASecurityChecks | typeof NIST80053R5Checks;

/** The findings that are not acknowledged. */
function findIn(build: (app: App) => unknown, packs: readonly Pack[] = [AwsSolutionsChecks]): string {
  const app = createApp();
  build(app);
  for (const Checks of packs) Validations.of(app).addPlugins(new Checks(app));
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

describe('the table of docs/regulated-accounts.md', () => {
  const rows = readTable(readDocument('docs/regulated-accounts.md'), ['Rule', 'Setting', 'Without the setting']);
  const rules = rows.map(([rule = '']) => stripCode(rule));

  /** The rules that a pack reports for the constructs of the provider, without the pack's prefix. */
  function listRules(pack: Pack, build: (app: App) => unknown): readonly string[] {
    const findings = findIn(build, [pack]).split(/\n\n|(?=ValidationFailed)/);
    const ids = findings
      .filter((finding) => /^ +\w+\/Provider\//m.test(finding))
      .map((finding) => /::[\w.]+-(\w+)'/.exec(finding)?.[1] ?? finding);
    return [...new Set(ids)].sort();
  }

  test.each<[string, Pack]>([
    ['HIPAA Security', HIPAASecurityChecks],
    ['NIST 800-53 rev. 5', NIST80053R5Checks],
  ])('has the findings of %s', (_, pack) => {
    expect(listRules(pack, (app) => new RecordingConfigurationProvider(new Stack(app, 'Stack'), 'Provider'))).toEqual(
      [...rules].sort(),
    );
    expect(listRules(pack, (app) => new RegulatedStack(app, 'Stack'))).toEqual(rules.slice(-1));
    const addWithRole = (app: App): void => {
      const stack = new Stack(app, 'Stack');
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      const provider = new RecordingConfigurationProvider(stack, 'Provider', { role: role.withoutPolicyUpdates() });
      provider.grantBucketInspectionForAccount();
      provider.grantChannelUpdates();
    };
    expect(listRules(pack, addWithRole)).not.toContain(rules.at(-1));
  });

  test('AwsSolutions reports nothing for the provider with all settings', () => {
    expect(listRules(AwsSolutionsChecks, (app) => new RegulatedStack(app, 'Stack'))).toEqual([]);
  });
});
