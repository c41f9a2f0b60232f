import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { WatchingStack } from '../../../examples/typescript/monitoring-stack';
import { startEmulator } from '../../../tools/emulator/aws';
import { readCloudAssembly } from '../../../tools/emulator/cloudformation/cloud-assembly';

test('the monitoring example is deployed, and its rules match the bucket and the channel in IVS', async () => {
  const outdir = mkdtempSync(join(tmpdir(), 'watching-'));
  const aws = await startEmulator({ ivs: { timeToActiveMs: 300 } });
  try {
    const app = new App({ outdir, builtinCloudFormationValidation: false });
    new WatchingStack(app, 'Watching');
    app.synth();
    const [stack] = readCloudAssembly(outdir);
    if (stack === undefined) throw new Error('The app has no stack.');
    expect(await aws.cloudFormation.deploy(stack)).toMatchObject({ status: 'CREATE_COMPLETE' });

    const resources = [...(aws.cloudFormation.describe('Watching')?.resources.values() ?? [])];
    const patterns = resources
      .filter(({ type }) => type === 'AWS::Events::Rule')
      .map(({ properties }) => properties.EventPattern);
    const [configuration] = aws.ivs.account.recordingConfigurations();
    const [channel] = aws.ivs.account.channels();
    const bucketName = configuration?.destinationConfiguration.s3.bucketName;
    const pattern = (status: string, more: object = {}): object => ({
      source: ['aws.ivs'],
      'detail-type': ['IVS Recording State Change'],
      detail: { recording_status: [status], recording_s3_bucket_name: [bucketName] },
      ...more,
    });
    expect(patterns).toHaveLength(3);
    // Two rules have this pattern: one sends notifications, the other feeds the metric.
    expect(patterns).toContainEqual(pattern('Recording Start Failure'));
    expect(patterns).toContainEqual(pattern('Recording End', { resources: [channel?.arn] }));
    expect(resources.map(({ type }) => type)).toContain('AWS::CloudWatch::Alarm');

    expect(await aws.cloudFormation.delete('Watching')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(aws.ivs.account.recordingConfigurations()).toEqual([]);
  } finally {
    await aws.close();
    rmSync(outdir, { recursive: true, force: true });
  }
});
