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

const INVENTED = 'video-Recording-1ABCDEFGHIJKL';
const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);
const ownTags = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(world.account.recordingConfigurations()[0]?.tags ?? {}).filter(([key]) => !key.includes(':')),
  );

/** IVS lists nothing the next time it is asked. */
function listNothingOnce(): void {
  jest.spyOn(world.account, 'listRecordingConfigurations').mockReturnValueOnce({ recordingConfigurations: [] });
}

test('a Delete with an invented id finds what a List did not show a moment before', async () => {
  await resource.create(withBucket());
  resource.cancel(INVENTED);
  listNothingOnce();
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: INVENTED });
  expect(arns()).toEqual([]);
  expect(world.server.calls.list('ListRecordingConfigurations').length).toBeGreaterThanOrEqual(3);
});

test('a Delete deletes what two Gets did not find', async () => {
  await resource.create(withBucket());
  world.server.faults.add({ operation: 'GetRecordingConfiguration', kind: 'not-found', times: 2 });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([]);
});

test('a creation ends with its configuration though no List shows it', async () => {
  jest.spyOn(world.account, 'listRecordingConfigurations').mockReturnValue({ recordingConfigurations: [] });
  expect(await resource.create(withBucket())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(arns()).toHaveLength(1);
});

test.each([5_000, 29_000])('a Create that IVS carries out %d ms after it was abandoned is found', async (lateMs) => {
  world.server.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'drop-before-commit' });
  const creation = resource.create(withBucket());
  void world.clock.sleep(lateMs).then(() => {
    const [call] = world.server.calls.list('CreateRecordingConfiguration');
    world.account.createRecordingConfiguration(call?.input as CreateRecordingConfigurationInput);
  });
  expect(await creation).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(arns()).toHaveLength(1);
  expect(world.server.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
});

test('a conflict with a Create passes', async () => {
  const create = jest.spyOn(world.account, 'createRecordingConfiguration');
  for (let times = 0; times < 4; times += 1) {
    create.mockImplementationOnce(() => {
      throw new IvsError('ConflictException', 'something else works on it');
    });
  }
  expect(await resource.create(withBucket())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(arns()).toHaveLength(1);
});

test('a conflict with every Create is reported after half a minute', async () => {
  jest.spyOn(world.account, 'createRecordingConfiguration').mockImplementation(() => {
    throw new IvsError('ConflictException', 'something else works on it');
  });
  const startedAt = world.clock.now();
  const answer = await resource.create(withBucket());
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/something else works on it/) as unknown,
  });
  expect(world.clock.now() - startedAt).toBeGreaterThanOrEqual(30_000);
  expect(world.clock.now() - startedAt).toBeLessThan(60_000);
});

test('a state that IVS has introduced since is waited out', async () => {
  const get = world.account.getRecordingConfiguration.bind(world.account);
  let times = 3;
  jest.spyOn(world.account, 'getRecordingConfiguration').mockImplementation((input) => {
    const answer = get(input);
    times -= 1;
    if (times < 0) return answer;
    return { recordingConfiguration: { ...answer.recordingConfiguration, state: 'PREPARING' as 'CREATING' } };
  });
  world.account.settings.timeToActiveMs = 0;
  expect(await resource.create(withBucket())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(times).toBeLessThan(0);
});

/** CloudFormation shows a record from before the event, for some questions. */
function showStale(stale: (arn: string) => StackResource, questions: number): void {
  const read = world.records.resource.bind(world.records);
  const { physicalId } = resource;
  let left = questions;
  jest.spyOn(world.records, 'resource').mockImplementation((stackId, logicalId) => {
    left -= 1;
    return left < 0 ? read(stackId, logicalId) : stale(physicalId);
  });
}

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 1_000])(
  'an update whose record is stale for %d questions never succeeds without its change',
  async (questions) => {
    const { PhysicalResourceId: arn } = await resource.create(withBucket({ Tags: { v: '1' } }));
    showStale((physicalId) => ({ status: 'CREATE_COMPLETE', physicalId }), questions);
    const answer = await resource.update(withBucket({ Tags: { v: '2' } }));
    expect(answer.PhysicalResourceId).toBe(arn);
    // A record that is a few seconds old fails no update.
    expect(answer.Status).toBe(questions <= 5 ? 'SUCCESS' : 'FAILED');
    if (answer.Status === 'SUCCESS') {
      expect(ownTags()).toEqual({ v: '2' });
      return;
    }
    jest.restoreAllMocks();
    const failed = withBucket({ Tags: { v: '2' } });
    expect(await resource.rollBack(failed)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(ownTags()).toEqual({ v: '1' });
  },
);
