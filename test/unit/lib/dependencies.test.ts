import { type App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { OnInUse, RecordingConfigurationProvider } from '../../../lib';
import { listPredecessors } from './dependency-graph';
import { addOwnRecording, addRecording, createApp, createStack, listResources, listResourcesOf } from './synthesis';

const RECORDING = 'Recording2AAEC332';
const RELEASE = 'RecordingChannelRelease3A4ADFF5';
const BUCKET_CHECK = 'RecordingBucketCheckDF585CC6';

const addThing = (stack: Stack, id: string): CfnResource => new CfnResource(stack, id, { type: 'Test::Some::Thing' });

describe('the configuration depends on', () => {
  test('its bucket, the function and everything that the function needs', () => {
    const stack = createStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const provider = RecordingConfigurationProvider.getOrCreate(stack);
    addOwnRecording(stack, { bucket, onInUse: OnInUse.RELEASE });
    // After the configuration, as an app does in which the function also writes to another bucket.
    bucket.grantPut(provider);
    const resources = listResources(stack);
    expect([...listPredecessors(resources, RECORDING), RECORDING].sort()).toEqual(Object.keys(resources).sort());
    expect(Object.keys(resources)).toContain('IvsRecordingConfigurationProviderRoleDefaultPolicy2E3CEDBC');
  });

  test.each<[string, (app: App, owner: Stack) => Stack]>([
    ['stack', (app) => new Stack(app, 'User')],
    ['nested stack', (_, owner) => new NestedStack(owner, 'User')],
  ])('the permissions that a %s grants to the provider of another stack', (_, create) => {
    const app = createApp();
    const owner = new Stack(app, 'Owner');
    const provider = new RecordingConfigurationProvider(owner, 'Provider');
    const user = create(app, owner);
    addOwnRecording(user, { provider, onInUse: OnInUse.RELEASE });
    const predecessors = [...listPredecessors(listResources(user), RECORDING)];
    expect(predecessors.sort()).toEqual(['Bucket83908E77', BUCKET_CHECK, RELEASE]);
  });
});

describe('node.addDependency', () => {
  test('makes the configuration and its resources depend on others', () => {
    const stack = createStack();
    const recording = addOwnRecording(stack, { onInUse: OnInUse.RELEASE });
    recording.node.addDependency(addThing(stack, 'Thing'));
    expect(listResources(stack)[RECORDING]?.DependsOn).toEqual([RELEASE, 'Thing'].sort());
    expect(listResources(stack)[RELEASE]?.DependsOn).toEqual(['Thing']);
  });

  test('makes others depend on the configuration', () => {
    const stack = createStack();
    addThing(stack, 'Thing').node.addDependency(addRecording(stack));
    expect(listResources(stack).Thing?.DependsOn).toEqual([RECORDING]);
  });

  test('makes the provider depend on others, and others on the provider', () => {
    const stack = createStack();
    const provider = new RecordingConfigurationProvider(stack, 'Provider');
    provider.node.addDependency(addThing(stack, 'First'));
    addThing(stack, 'Last').node.addDependency(provider);
    const { Last: last, First: first, ...others } = listResources(stack);
    expect(first?.DependsOn).toBeUndefined();
    expect(last?.DependsOn).toEqual(Object.keys(others).sort());
    for (const { DependsOn: dependencies } of Object.values(others)) expect(dependencies).toContain('First');
  });

  test('works across stacks', () => {
    const app = createApp();
    const [owner, user] = [new Stack(app, 'Owner'), new Stack(app, 'User')];
    const recording = addRecording(owner);
    addThing(user, 'Thing').node.addDependency(recording);
    app.synth();
    expect(user.dependencies).toEqual([owner]);
  });
});

test('a channel that refers to the configuration depends only on it', () => {
  const stack = createStack();
  new ivs.CfnChannel(stack, 'Channel', { recordingConfigurationArn: addRecording(stack) });
  const resources = listResources(stack);
  expect(listResourcesOf(stack, 'AWS::IVS::Channel')[0]?.DependsOn).toBeUndefined();
  expect([...listPredecessors(resources, 'Channel')]).toEqual([RECORDING]);
});
