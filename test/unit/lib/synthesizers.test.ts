import {
  type App,
  BootstraplessSynthesizer,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  LegacyStackSynthesizer,
  PermissionsBoundary,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { readPublishedFunction } from './published-function';
import { addOwnRecording, addRecording, createApp, listResourcesOf } from './synthesis';

/** A stack with a separate function. */
function createStack(synthesizer: IStackSynthesizer): { readonly app: App; readonly stack: Stack } {
  const app = createApp();
  const stack = new Stack(app, 'Stack', { synthesizer });
  addOwnRecording(stack);
  return { app, stack };
}

const readCode = (stack: Stack): unknown => listResourcesOf(stack, 'AWS::Lambda::Function')[0]?.Properties.Code;

describe('the function is uploaded to', () => {
  test.each<[where: string, synthesizer: IStackSynthesizer, bucketName: string, key: string]>([
    ['the bootstrapped bucket', new DefaultStackSynthesizer(), 'cdk-hnb659fds-assets', ''],
    ['that of another qualifier', new DefaultStackSynthesizer({ qualifier: 'video' }), 'cdk-video-assets', ''],
    ['that with the credentials of the CLI', new CliCredentialsStackSynthesizer(), 'cdk-hnb659fds-assets', ''],
    [
      'one of the own, under a prefix',
      new DefaultStackSynthesizer({ fileAssetsBucketName: 'my-assets', bucketPrefix: 'video/' }),
      'my-assets',
      'video/',
    ],
  ])('%s', (_, synthesizer, bucketName, prefix) => {
    const { app, stack } = createStack(synthesizer);
    const { path, destinations } = readPublishedFunction(app.synth(), stack);
    const key = `${prefix}${path.replace('asset.', '')}.zip`;
    expect(destinations).toEqual([
      expect.objectContaining({ bucketName: expect.stringMatching(`^${bucketName}`) as unknown, objectKey: key }),
    ]);
    expect(readCode(stack)).toMatchObject({ S3Key: key });
    expect(JSON.stringify(readCode(stack))).toContain(`"${bucketName}`);
  });

  test('the bucket in the parameters, with the legacy synthesizer', () => {
    const { app, stack } = createStack(new LegacyStackSynthesizer());
    const [asset, ...others] = app.synth().getStackByName('Stack').assets;
    expect(others).toEqual([]);
    expect(asset).toMatchObject({ packaging: 'zip', path: expect.stringMatching(/^asset\.[0-9a-f]{64}$/) as unknown });
    expect(readCode(stack)).toMatchObject({
      S3Bucket: { Ref: expect.stringMatching(/^AssetParameters[0-9a-f]{64}S3Bucket/) as unknown },
    });
  });
});

test('an imported provider works without uploads', () => {
  const stack = new Stack(createApp(), 'Stack', { synthesizer: new BootstraplessSynthesizer() });
  expect(() => addOwnRecording(stack)).toThrow('Cannot add assets to a Stack that uses the BootstraplessSynthesizer');
  const other = new Stack(createApp(), 'Stack', { synthesizer: new BootstraplessSynthesizer() });
  addRecording(other);
  expect(listResourcesOf(other, RESOURCE_TYPE)).toHaveLength(1);
});

describe('a permissions boundary applies to the role of the function', () => {
  const listBoundaries = (stack: Stack): readonly unknown[] =>
    listResourcesOf(stack, 'AWS::IAM::Role').map(({ Properties }) => Properties.PermissionsBoundary);
  const BOUNDARY = {
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':policy/video-boundary'],
    ],
  };
  const fromName = { permissionsBoundary: PermissionsBoundary.fromName('video-boundary') };

  test.each<[from: string, create: () => Stack]>([
    [
      'the context',
      () => {
        const context = { '@aws-cdk/core:permissionsBoundary': { name: 'video-boundary' } };
        return new Stack(createApp({ context }), 'Stack');
      },
    ],
    ['the stack', () => new Stack(createApp(), 'Stack', fromName)],
    ['the stage', () => new Stack(new Stage(createApp(), 'Stage', fromName), 'Stack')],
    [
      'an aspect',
      () => {
        const stack = new Stack(createApp(), 'Stack');
        const policy = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'video-boundary');
        iam.PermissionsBoundary.of(stack).apply(policy);
        return stack;
      },
    ],
  ])('from %s', (_, create) => {
    const stack = create();
    addOwnRecording(stack);
    expect(listBoundaries(stack)).toEqual([BOUNDARY]);
  });
});
