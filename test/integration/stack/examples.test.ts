import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { OperationsStack } from '../../../examples/typescript/operations-stack';
import { RegulatedStack } from '../../../examples/typescript/regulated-stack';
import { startEmulator, type Emulator } from '../../../tools/emulator/aws';
import { readCloudAssembly } from '../../../tools/emulator/cloudformation/cloud-assembly';

let aws: Emulator;
let outdir: string;
beforeAll(async () => {
  outdir = mkdtempSync(join(tmpdir(), 'examples-'));
  aws = await startEmulator({ ivs: { timeToActiveMs: 0 } });
});
afterAll(async () => {
  await aws.close();
  rmSync(outdir, { recursive: true, force: true });
});

/** Deploys an example, and expects that the function needed no permission that it has not. */
async function deploy(Example: new (scope: App, id: string) => Stack): Promise<void> {
  const app = new App({ outdir: join(outdir, Example.name), builtinCloudFormationValidation: false });
  new Example(app, Example.name);
  app.synth();
  const [stack] = readCloudAssembly(join(outdir, Example.name));
  if (stack === undefined) throw new Error('The app has no stack.');
  expect(await aws.cloudFormation.deploy(stack)).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(aws.ivs.account.recordingConfigurations()).toMatchObject([{ state: 'ACTIVE' }]);
  expect(aws.roleCalls.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
}

/** Deletes an example. Returns the logical ids in the order of their deletion. */
async function destroy({ name }: { readonly name: string }): Promise<readonly string[]> {
  const { status, events } = await aws.cloudFormation.delete(name);
  expect(status).toBe('DELETE_COMPLETE');
  expect(aws.ivs.account.recordingConfigurations()).toEqual([]);
  return events.filter((event) => event.status === 'DELETE_COMPLETE').map(({ logicalId }) => logicalId);
}

test('the example for regulated accounts keeps the way to AWS until the last request', async () => {
  await deploy(RegulatedStack);
  const order = await destroy(RegulatedStack);
  const recording = order.indexOf('Recording2AAEC332');
  expect(recording).toBeGreaterThanOrEqual(0);
  for (const needed of ['ProviderFunction', 'ProviderRole', 'VpcCloudFormation', 'VpcPrivateSubnet1DefaultRoute']) {
    const first = order.findIndex((id) => id.startsWith(needed));
    expect([needed, first > recording]).toEqual([needed, true]);
  }
});

test('the example for operations deploys its dashboard, alarms and rules', async () => {
  await deploy(OperationsStack);
  const types = [...(aws.cloudFormation.describe(OperationsStack.name)?.resources.values() ?? [])].map(
    ({ type }) => type,
  );
  for (const type of ['AWS::CloudWatch::Dashboard', 'AWS::CloudWatch::Alarm', 'AWS::Events::Rule']) {
    expect(types).toContain(type);
  }
  await destroy(OperationsStack);
});
