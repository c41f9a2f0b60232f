import { join } from 'node:path/posix';
import { SERVICE_TOKEN_EXPORT } from '../../bin/stacks/provider-stack';
import type { Emulator } from '../../tools/emulator/aws';
import type { StackResult } from '../../tools/emulator/cloudformation/engine';
import type { CreateRecordingConfigurationInput } from '../../tools/emulator/ivs/inputs';
import { reasonOf, withFunction, type TestEnvironment } from '../integration/stack/test-environment';
import { listTemplates, readCodeBlocks, readDocument } from './markdown';

/** Runs a scenario on the emulator with the built function and the export of the provider stack. */
async function withTemplates(
  scenario: (
    world: TestEnvironment & {
      deployText: (stackName: string, template: string, parameters?: Parameters) => Promise<StackResult>;
    },
  ) => Promise<void>,
): Promise<void> {
  await withFunction({ ivs: { timeToActiveMs: 0 } }, async (world) => {
    const { aws, deploy, functionArn } = world;
    const here = { region: aws.region, accountId: aws.accountId, encryption: 'AES256' } as const;
    aws.s3.buckets.set('stream-archive', here);
    // The provider stack of bin/ has the same export.
    await deploy(
      'token',
      { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
      { ServiceToken: { Value: functionArn, Export: { Name: SERVICE_TOKEN_EXPORT } } },
    );
    await scenario({
      ...world,
      deployText: (stackName, template, parameters = {}) =>
        aws.cloudFormation.deploy({ stackName, template, parameters }),
    });
  });
}

type Parameters = Readonly<Record<string, string>>;

const FOLDER = 'examples/yaml';
const MOVE = `${FOLDER}/migrating/`;
const readExample = (name: string): string => readDocument(`${FOLDER}/${name}`);

function createByHand({ ivs }: Emulator, more: Partial<CreateRecordingConfigurationInput> = {}): string {
  return ivs.account.createRecordingConfiguration({
    name: 'main-stage',
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
    ...more,
  }).recordingConfiguration.arn;
}

const independentTemplates = listTemplates().filter(
  (path) => path !== `${FOLDER}/adopt-existing.yaml` && !path.startsWith(MOVE),
);

test.concurrent.each(independentTemplates)('%s deploys, and its deletion leaves nothing', async (path) => {
  await withTemplates(async ({ aws, deployText, held }) => {
    expect(await deployText('example', readDocument(path))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(held()).toMatchObject([{ state: 'ACTIVE' }]);
    expect(await aws.cloudFormation.delete('example')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(held()).toEqual([]);
    expect(aws.ivs.account.channels()).toEqual([]);
  });
});

test.concurrent.each<[string, Partial<CreateRecordingConfigurationInput>, Parameters]>([
  ['adopt-existing.yaml', { thumbnailConfiguration: { targetIntervalSeconds: 30 } }, {}],
  [
    'every-property.yaml',
    {
      recordingReconnectWindowSeconds: 60,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'SD'] },
      thumbnailConfiguration: { targetIntervalSeconds: 30, resolution: 'HD', storage: ['SEQUENTIAL', 'LATEST'] },
    },
    { Stage: 'old' },
  ],
])('examples/yaml/%s adopts an existing configuration', async (name, settings, more) => {
  await withTemplates(async ({ aws, deployText, held }) => {
    const arn = createByHand(aws, { ...settings, tags: { keep: 'me' } });
    const parameters = { ExistingArn: arn, ExistingBucket: 'stream-archive', ...more };
    expect(await deployText('example', readExample(name), parameters)).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(held()).toMatchObject([{ arn, tags: { keep: 'me' } }]);
    await aws.cloudFormation.delete('example');
    // Only the DeletionPolicy of adopt-existing.yaml retains the configuration.
    expect(held().length).toBe(name === 'adopt-existing.yaml' ? 1 : 0);
  });
});

test.concurrent(
  'examples/yaml/move-channels.yaml moves a channel on replacement and detaches it on deletion',
  async () => {
    await withTemplates(async ({ aws, deployText }) => {
      const deployWith = async (Interval: string): Promise<string> =>
        (await deployText('example', readExample('move-channels.yaml'), { Interval })).outputs
          .RecordingConfigurationArn ?? '';
      const first = await deployWith('60');
      aws.ivs.account.createChannel({ recordingConfigurationArn: first });
      const second = await deployWith('30');
      expect(second).not.toBe(first);
      expect(aws.ivs.account.channels()).toMatchObject([{ recordingConfigurationArn: second }]);
      expect(await aws.cloudFormation.delete('example')).toMatchObject({ status: 'DELETE_COMPLETE' });
      expect(aws.ivs.account.channels()).toMatchObject([{ recordingConfigurationArn: '' }]);
    });
  },
);

test.concurrent('examples/yaml/with-channel.yaml uses one configuration for both channels', async () => {
  await withTemplates(async ({ aws, deployText, held }) => {
    const { outputs } = await deployText('example', readExample('with-channel.yaml'));
    const [{ arn } = { arn: '' }] = held();
    expect(aws.ivs.account.channels()).toMatchObject([
      { name: 'main-stage', recordingConfigurationArn: arn },
      { name: 'main-stage-stand-in', recordingConfigurationArn: arn },
    ]);
    const [channel] = aws.ivs.account.channels();
    expect(outputs).toMatchObject({ ChannelArn: channel?.arn, PlaybackUrl: channel?.playbackUrl });
  });
});

describe('the migration from the native type', () => {
  /** The templates that the page links to, in order. */
  const steps = [...readDocument('docs/adopt-existing.md').matchAll(/\]\(([^)]*migrating\/[^)]+)\)/g)].map(
    ([, link = '']) => join('docs', link),
  );

  test('has a template for each step of docs/adopt-existing.md', () => {
    expect(steps).toEqual(listTemplates().filter((path) => path.startsWith(MOVE)));
    expect(steps).toHaveLength(4);
  });

  test.concurrent('keeps the configuration and its channel unchanged in every step', async () => {
    await withTemplates(async ({ aws, deployText, held }) => {
      const [before = '', ...later] = steps;
      expect(await deployText('video', readDocument(before))).toMatchObject({ status: 'CREATE_COMPLETE' });
      const [{ arn } = { arn: '' }] = held();
      const deletions: string[] = [];
      for (const step of later) {
        const { status, events, outputs } = await deployText('video', readDocument(step), { ExistingArn: arn });
        expect([step, status]).toEqual([step, 'UPDATE_COMPLETE']);
        expect(outputs).toEqual({ RecordingConfigurationArn: arn });
        expect(events.filter(({ logicalId }) => logicalId === 'Channel')).toEqual([]);
        deletions.push(...events.map((event) => event.status).filter((event) => event.startsWith('DELETE_')));
        expect(held().map((configuration) => configuration.arn)).toEqual([arn]);
        expect(aws.ivs.account.channels()).toMatchObject([{ recordingConfigurationArn: arn }]);
      }
      expect(deletions).toEqual(['DELETE_SKIPPED']);
      expect(aws.cloudFormation.describe('video')?.resources.get('Recording')?.physicalId).toBe(arn);
      // The DeletionPolicy retains the configuration.
      expect(await aws.cloudFormation.delete('video')).toMatchObject({ status: 'DELETE_COMPLETE' });
      expect(held()).toMatchObject([{ arn }]);
    });
  });

  test.concurrent('keeps the configuration if the last step fails, and succeeds after a fix', async () => {
    await withTemplates(async ({ deployText, held }) => {
      const [before = '', retain = '', remove = '', adopt = ''] = steps.map(readDocument);
      await deployText('video', before);
      const [{ arn, tags } = { arn: '', tags: {} }] = held();
      for (const step of [retain, remove]) await deployText('video', step, { ExistingArn: arn });
      const wrong = await deployText('video', adopt.replace('Name: main-stage', 'Name: side-stage'), {
        ExistingArn: arn,
      });
      expect(wrong.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(reasonOf(wrong)).toMatch(/Name: "main-stage" in IVS, "side-stage" in the template/);
      expect(held()).toMatchObject([{ arn, tags }]);
      expect(await deployText('video', adopt, { ExistingArn: arn })).toMatchObject({ status: 'UPDATE_COMPLETE' });
      expect(held()).toMatchObject([{ arn }]);
    });
  });

  test.concurrent('would delete the configuration without the first step', async () => {
    await withTemplates(async ({ deployText, held }) => {
      const [before = '', , remove = ''] = steps.map(readDocument);
      await deployText('video', before);
      const [{ arn } = { arn: '' }] = held();
      const { events } = await deployText('video', remove, { ExistingArn: arn });
      const deletions = events.filter(
        ({ logicalId, status }) => logicalId === 'Native' && status.startsWith('DELETE_'),
      );
      // The delete fails only because a channel uses the configuration.
      expect(deletions.map(({ status }) => status)).toContain('DELETE_FAILED');
      expect(held()).toMatchObject([{ arn }]);
    });
  });
});

test.concurrent('the template of docs/bucket-validation.md fails with the documented error', async () => {
  await withTemplates(async ({ deployText, held }) => {
    const page = readDocument('docs/bucket-validation.md');
    const [template = ''] = readCodeBlocks(page, 'yaml');
    const result = await deployText('video', template);
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    const [, code = ''] = /with `(Bucket\w+)`/.exec(page) ?? [];
    expect(code).not.toBe('');
    expect(reasonOf(result)).toContain(`${code}: `);
    expect(held()).toEqual([]);
  });
});
