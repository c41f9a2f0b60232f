import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { SERVICE_TOKEN_EXPORT } from '../../bin/provider-stack';
import type { EmbeddedAws } from '../../local/aws';
import type { StackResult } from '../../local/cloudformation/engine';
import type { CreateRecordingConfigurationInput } from '../../local/ivs/inputs';
import { reasonOf, withFunction, type World } from '../e2e/world';
import { readCodeBlocks, readDocument, ROOT } from './markdown';

/** The templates of the documents and examples, deployed onto the embedded AWS with the function as it is built. */
async function withTemplates(
  scenario: (
    world: World & {
      deployText: (stackName: string, template: string, parameters?: Parameters) => Promise<StackResult>;
    },
  ) => Promise<void>,
): Promise<void> {
  await withFunction({ ivs: { timeToActiveMs: 0 } }, async (world) => {
    const { aws, deploy, functionArn } = world;
    const here = { region: aws.region, accountId: aws.accountId, encryption: 'AES256' } as const;
    aws.s3.buckets.set('stream-archive', here);
    // As the provider stack of bin/ exports it.
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

const readExample = (name: string): string => readDocument(`examples/yaml/${name}`);

function createByHand({ ivs }: EmbeddedAws, more: Partial<CreateRecordingConfigurationInput> = {}): string {
  return ivs.account.createRecordingConfiguration({
    name: 'main-stage',
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
    ...more,
  }).recordingConfiguration.arn;
}

const standingAlone = readdirSync(join(ROOT, 'examples/yaml')).filter((name) => name !== 'adopting.yaml');

test.each(standingAlone)('examples/yaml/%s deploys, and leaves nothing when it is deleted', async (name) => {
  await withTemplates(async ({ aws, deployText, held }) => {
    expect(await deployText('example', readExample(name))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(held()).toMatchObject([{ state: 'ACTIVE' }]);
    expect(await aws.cloudFormation.delete('example')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(held()).toEqual([]);
    expect(aws.ivs.account.channels()).toEqual([]);
  });
});

test.each<[string, Partial<CreateRecordingConfigurationInput>, Parameters]>([
  ['adopting.yaml', { thumbnailConfiguration: { targetIntervalSeconds: 30 } }, {}],
  [
    'every-property.yaml',
    {
      recordingReconnectWindowSeconds: 60,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'SD'] },
      thumbnailConfiguration: { targetIntervalSeconds: 30, resolution: 'HD', storage: ['SEQUENTIAL', 'LATEST'] },
    },
    { Stage: 'old' },
  ],
])('examples/yaml/%s adopts what was made by hand', async (name, settings, more) => {
  await withTemplates(async ({ aws, deployText, held }) => {
    const arn = createByHand(aws, { ...settings, tags: { keep: 'me' } });
    const parameters = { ExistingArn: arn, ExistingBucket: 'stream-archive', ...more };
    expect(await deployText('example', readExample(name), parameters)).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(held()).toMatchObject([{ arn, tags: { keep: 'me' } }]);
    await aws.cloudFormation.delete('example');
    // As the one template says, and the other does not.
    expect(held().length).toBe(name === 'adopting.yaml' ? 1 : 0);
  });
});

test('examples/yaml/releasing.yaml moves a channel of nobody’s when it is replaced, and detaches it when it is deleted', async () => {
  await withTemplates(async ({ aws, deployText }) => {
    const deployWith = async (Interval: string): Promise<string> =>
      (await deployText('example', readExample('releasing.yaml'), { Interval })).outputs.RecordingConfigurationArn ??
      '';
    const first = await deployWith('60');
    aws.ivs.account.createChannel({ recordingConfigurationArn: first });
    const second = await deployWith('30');
    expect(second).not.toBe(first);
    expect(aws.ivs.account.channels()).toMatchObject([{ recordingConfigurationArn: second }]);
    expect(await aws.cloudFormation.delete('example')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(aws.ivs.account.channels()).toMatchObject([{ recordingConfigurationArn: '' }]);
  });
});

test('the steps of docs/adopting.md move a native resource over, and its channel never loses it', async () => {
  await withTemplates(async ({ aws, deployText, held }) => {
    const [before = '', ...steps] = readCodeBlocks(readDocument('docs/adopting.md'), 'yaml');
    expect(steps).toHaveLength(3);
    expect(await deployText('video', before)).toMatchObject({ status: 'CREATE_COMPLETE' });
    const [{ arn } = { arn: '' }] = held();
    const deletions: string[] = [];
    for (const step of steps) {
      const result = await deployText('video', step, { ExistingArn: arn });
      expect(result.status).toBe('UPDATE_COMPLETE');
      deletions.push(...result.events.map(({ status }) => status).filter((status) => status.startsWith('DELETE_')));
      expect(held().map((configuration) => configuration.arn)).toEqual([arn]);
      expect(aws.ivs.account.channels()).toMatchObject([{ recordingConfigurationArn: arn }]);
    }
    expect(deletions).toEqual(['DELETE_SKIPPED']);
    expect(aws.cloudFormation.describe('video')?.resources.get('Recording')?.physicalId).toBe(arn);
  });
});

test('the template of docs/bucket-checks.md fails with the words that the page names', async () => {
  await withTemplates(async ({ deployText, held }) => {
    const page = readDocument('docs/bucket-checks.md');
    const [template = ''] = readCodeBlocks(page, 'yaml');
    const result = await deployText('video', template);
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    const [, start = '', end = ''] = /"(The bucket) … (encrypts[^"]+)"/.exec(page.replace(/\s+/g, ' ')) ?? [];
    expect(end).not.toBe('');
    for (const words of [start, end]) expect(reasonOf(result)).toContain(words);
    expect(held()).toEqual([]);
  });
});
