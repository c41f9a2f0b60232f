import type { CreateRecordingConfigurationInput } from '../../../tools/emulator/ivs/inputs';
import { IvsError } from '../../../tools/emulator/ivs/ivs-error';
import type { StackResource } from '../../../lambda/aws/stacks';
import {
  StackedResource,
  startTestEnvironment,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

let world: TestEnvironment;
let resource: StackedResource;

beforeEach(async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: 2_000 } });
  resource = new StackedResource(world);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

const GENERATED_ID = 'video-Recording-1ABCDEFGHIJKL';
const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);
const ownTags = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(world.account.recordingConfigurations()[0]?.tags ?? {}).filter(([key]) => !key.includes(':')),
  );

/** Makes the next List call return no configurations. */
function listNothingOnce(): void {
  jest.spyOn(world.account, 'listRecordingConfigurations').mockReturnValueOnce({ recordingConfigurations: [] });
}

test('a Delete with a generated id finds a configuration that the previous List did not return', async () => {
  await resource.create(withBucket());
  resource.cancel(GENERATED_ID);
  listNothingOnce();
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: GENERATED_ID });
  expect(arns()).toEqual([]);
  expect(world.server.calls.list('ListRecordingConfigurations').length).toBeGreaterThanOrEqual(3);
});

test('a Delete deletes a configuration that two Gets did not find', async () => {
  await resource.create(withBucket());
  world.server.faults.add({ operation: 'GetRecordingConfiguration', kind: 'not-found', times: 2 });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([]);
});

test('a Create succeeds although no List returns its configuration', async () => {
  jest.spyOn(world.account, 'listRecordingConfigurations').mockReturnValue({ recordingConfigurations: [] });
  expect(await resource.create(withBucket())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(arns()).toHaveLength(1);
});

test.each([5_000, 29_000])(
  'a configuration that IVS creates %d ms after the call was abandoned is found',
  async (lateMs) => {
    world.server.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'drop-before-commit' });
    const creation = resource.create(withBucket());
    void world.clock.sleep(lateMs).then(() => {
      const [call] = world.server.calls.list('CreateRecordingConfiguration');
      world.account.createRecordingConfiguration(call?.input as CreateRecordingConfigurationInput);
    });
    expect(await creation).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
    expect(arns()).toHaveLength(1);
    expect(world.server.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
  },
);

test('a Create is retried after a temporary conflict', async () => {
  const create = jest.spyOn(world.account, 'createRecordingConfiguration');
  for (let times = 0; times < 4; times += 1) {
    create.mockImplementationOnce(() => {
      throw new IvsError('ConflictException', 'something else works on it');
    });
  }
  expect(await resource.create(withBucket())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(arns()).toHaveLength(1);
});

test('a persistent conflict is reported after 30 s', async () => {
  jest.spyOn(world.account, 'createRecordingConfiguration').mockImplementation(() => {
    throw new IvsError('ConflictException', 'something else works on it');
  });
  const startedAt = world.clock.now();
  const response = await resource.create(withBucket());
  expect(response).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/something else works on it/) as unknown,
  });
  expect(world.clock.now() - startedAt).toBeGreaterThanOrEqual(30_000);
  expect(world.clock.now() - startedAt).toBeLessThan(60_000);
});

test('a Create waits while the configuration is in an unknown state', async () => {
  const get = world.account.getRecordingConfiguration.bind(world.account);
  let times = 3;
  jest.spyOn(world.account, 'getRecordingConfiguration').mockImplementation((input) => {
    const response = get(input);
    times -= 1;
    if (times < 0) return response;
    return { recordingConfiguration: { ...response.recordingConfiguration, state: 'PREPARING' as 'CREATING' } };
  });
  world.account.settings.timeToActiveMs = 0;
  expect(await resource.create(withBucket())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(times).toBeLessThan(0);
});

/** Makes CloudFormation return a record from before the event, for the first reads. */
function showStale(stale: (arn: string) => StackResource, reads: number): void {
  const read = world.records.resource.bind(world.records);
  const { physicalId } = resource;
  let left = reads;
  jest.spyOn(world.records, 'resource').mockImplementation((stackId, logicalId) => {
    left -= 1;
    return left < 0 ? read(stackId, logicalId) : stale(physicalId);
  });
}

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 1_000])(
  'an update whose record is stale for %d reads never succeeds without its change',
  async (reads) => {
    const { PhysicalResourceId: arn } = await resource.create(withBucket({ Tags: { v: '1' } }));
    showStale((physicalId) => ({ status: 'CREATE_COMPLETE', physicalId }), reads);
    const response = await resource.update(withBucket({ Tags: { v: '2' } }));
    expect(response.PhysicalResourceId).toBe(arn);
    // A record that is only a few seconds stale does not fail the update.
    expect(response.Status).toBe(reads <= 9 ? 'SUCCESS' : 'FAILED');
    if (response.Status === 'SUCCESS') {
      expect(ownTags()).toEqual({ v: '2' });
      return;
    }
    jest.restoreAllMocks();
    const failed = withBucket({ Tags: { v: '2' } });
    expect(await resource.rollBack(failed)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(ownTags()).toEqual({ v: '1' });
  },
);
