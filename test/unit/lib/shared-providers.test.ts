import { CfnOutput, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { OnInUse, RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import { addOwnRecording, createApp, createStack, findRecording, listResources, listResourcesOf } from './synthesis';

function addRecordings(stack: Stack, ids: readonly string[], provider?: RecordingConfigurationProvider): void {
  for (const id of ids) {
    new RecordingConfiguration(stack, id, { provider, bucket: new s3.Bucket(stack, `${id}Bucket`) });
  }
}

const listTokens = (stack: Stack): readonly unknown[] =>
  listResourcesOf(stack, RESOURCE_TYPE).map(({ Properties }) => Properties.ServiceToken);

const countFunctions = (stack: Stack): number => listResourcesOf(stack, 'AWS::Lambda::Function').length;

describe('within a stack', () => {
  test('each provider has a function, and each configuration uses its provider', () => {
    const stack = createStack();
    addRecordings(stack, ['A', 'B'], new RecordingConfigurationProvider(stack, 'First'));
    addRecordings(stack, ['C'], new RecordingConfigurationProvider(stack, 'Second'));
    addRecordings(stack, ['D', 'E']);
    const [a, b, c, d, e] = listTokens(stack);
    expect(countFunctions(stack)).toBe(3);
    expect([b, e]).toEqual([a, d]);
    expect(new Set([a, c, d].map((token) => JSON.stringify(token))).size).toBe(3);
  });

  test('each provider can inspect only the buckets of its configurations', () => {
    const stack = createStack();
    addRecordings(stack, ['A'], new RecordingConfigurationProvider(stack, 'First'));
    addRecordings(stack, ['B'], new RecordingConfigurationProvider(stack, 'Second'));
    const buckets = Object.entries(listResources(stack)).flatMap(([id, { Type }]) =>
      Type === 'AWS::S3::Bucket' ? [id] : [],
    );
    const roles = listResourcesOf(stack, 'AWS::IAM::Role').map((role) => JSON.stringify(role));
    expect(roles.map((role) => buckets.filter((id) => role.includes(id)))).toEqual(buckets.map((id) => [id]));
  });

  test('a nested stack has a separate provider, unless one is passed', () => {
    const stack = createStack();
    const own = new NestedStack(stack, 'Own');
    const given = new NestedStack(stack, 'Given');
    const provider = RecordingConfigurationProvider.getOrCreate(stack);
    addRecordings(own, ['A']);
    addRecordings(given, ['A'], provider);
    expect([stack, own, given].map(countFunctions)).toEqual([1, 1, 0]);
    expect(listTokens(given)).toEqual([{ Ref: expect.stringMatching(/^referencetoStackIvsRec.*Arn$/) as unknown }]);
  });
});

describe('across stacks', () => {
  test('a provider can be passed as a construct', () => {
    const app = createApp();
    const owner = new Stack(app, 'Owner');
    const users = [new Stack(app, 'First'), new Stack(app, 'Second')];
    const provider = new RecordingConfigurationProvider(owner, 'Provider');
    for (const user of users) addRecordings(user, ['A'], provider);
    app.synth();
    const imported = {
      'Fn::ImportValue': expect.stringMatching(/^Owner:ExportsOutputFnGetAttProviderFunction.*Arn/) as unknown,
    };
    for (const user of users) {
      expect(listTokens(user)).toEqual([imported]);
      expect(countFunctions(user)).toBe(0);
      expect(user.dependencies).toEqual([owner]);
    }
  });

  test('a provider can be passed by its service token, from an export', () => {
    const app = createApp();
    const owner = new Stack(app, 'Owner');
    const { serviceToken } = new RecordingConfigurationProvider(owner, 'Provider');
    new CfnOutput(owner, 'ServiceToken', { value: serviceToken, exportName: 'RecordingServiceToken' });
    const user = new Stack(app, 'User');
    const provider = RecordingConfigurationProvider.fromServiceToken(
      user,
      'P',
      Fn.importValue('RecordingServiceToken'),
    );
    addOwnRecording(user, { provider });
    expect(findRecording(user).Properties.ServiceToken).toEqual({ 'Fn::ImportValue': 'RecordingServiceToken' });
    expect(countFunctions(user)).toBe(0);
  });
});

describe('the policies that stacks add to the role of a shared provider', () => {
  // A role has its inline policies under their names: of two with one name, the later overwrites the earlier, and the
  // first stack to be deleted takes away what the other still needs.
  const listNames = (stack: Stack): readonly unknown[] =>
    listResourcesOf(stack, 'AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyName);

  test('have different names even if the constructs have the same ids', () => {
    const app = createApp();
    const owner = new Stack(app, 'Owner');
    const provider = new RecordingConfigurationProvider(owner, 'Provider');
    const users = [
      owner,
      new Stack(app, 'First'),
      new Stack(app, 'Second'),
      new NestedStack(owner, 'NestedFirst'),
      new NestedStack(owner, 'NestedSecond'),
    ];
    for (const user of users) addOwnRecording(user, { provider, onInUse: OnInUse.RELEASE });
    const names = users.flatMap(listNames);
    // The provider's stack has only the policy for channels: its buckets are part of the role.
    expect(names).toHaveLength(9);
    expect(new Set(names).size).toBe(9);
  });

  test('have valid IAM names at any depth of the construct', () => {
    const app = createApp();
    const provider = new RecordingConfigurationProvider(new Stack(app, 'Owner'), 'Provider');
    const stack = new Stack(app, 'S'.repeat(128));
    new RecordingConfiguration(stack, 'Recording_'.repeat(12), {
      provider,
      bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings'),
      onInUse: OnInUse.RELEASE,
    });
    expect(listNames(stack)).toEqual([
      expect.stringMatching(/^[A-Za-z0-9]{1,117}BucketCheck$/),
      expect.stringMatching(/^[A-Za-z0-9]{1,114}ChannelRelease$/),
    ]);
  });
});
