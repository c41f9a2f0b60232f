import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { OnInUse, RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import { startEmulator } from '../../../tools/emulator/aws';
import { readCloudAssembly } from '../../../tools/emulator/cloudformation/cloud-assembly';

const STACKS = ['Morning', 'Evening'];

/** Synthesizes a provider stack and two stacks that use it, whose constructs have the same ids. */
function synthesize(outdir: string, name: string): ReturnType<typeof readCloudAssembly> {
  const app = new App({ outdir, builtinCloudFormationValidation: false });
  const provider = new RecordingConfigurationProvider(new Stack(app, 'Provider'), 'Provider');
  for (const id of STACKS) {
    const stack = new Stack(app, id);
    const bucket = new Bucket(stack, 'Bucket');
    const options = { recordingConfigurationName: name, onInUse: OnInUse.RELEASE };
    new RecordingConfiguration(stack, 'Recording', { ...options, bucket, provider });
  }
  app.synth();
  return readCloudAssembly(outdir);
}

test('a stack that shares a provider keeps its permissions after the other stack is deleted', async () => {
  const outdir = mkdtempSync(join(tmpdir(), 'shared-provider-'));
  const aws = await startEmulator({ ivs: { timeToActiveMs: 300 } });
  const denied = (): unknown => aws.roleCalls.filter(({ isAllowed }) => !isAllowed);
  try {
    for (const stack of synthesize(join(outdir, 'first'), 'first')) {
      expect(await aws.cloudFormation.deploy(stack)).toMatchObject({ status: 'CREATE_COMPLETE' });
    }
    expect(await aws.cloudFormation.delete('Morning')).toMatchObject({ status: 'DELETE_COMPLETE' });

    // The replacement inspects the bucket and moves the channel.
    const arn = aws.ivs.account.recordingConfigurations()[0]?.arn ?? '';
    aws.ivs.account.createChannel({ recordingConfigurationArn: arn });
    const evening = synthesize(join(outdir, 'second'), 'second').find(({ stackName }) => stackName === 'Evening');
    if (evening === undefined) throw new Error('The app has no stack of this name.');
    expect(await aws.cloudFormation.deploy(evening)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const [configuration] = aws.ivs.account.recordingConfigurations();
    const [channel] = aws.ivs.account.channels();
    expect(configuration?.name).toBe('second');
    expect(channel?.recordingConfigurationArn).toBe(configuration?.arn);
    expect(denied()).toEqual([]);

    for (const name of ['Evening', 'Provider']) {
      expect(await aws.cloudFormation.delete(name)).toMatchObject({ status: 'DELETE_COMPLETE' });
    }
    expect(denied()).toEqual([]);
    expect(aws.ivs.account.recordingConfigurations()).toEqual([]);
  } finally {
    await aws.close();
    rmSync(outdir, { recursive: true, force: true });
  }
}, 60_000);
