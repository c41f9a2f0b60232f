import { formatMessage } from '../../../schema/messages';
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
afterEach(() => world.close());

const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);
const ONE = withBucket({ Name: 'one' });
const TWO = withBucket({ Name: 'two' });

/** A resource that was taken out of the template under DeletionPolicy: Retain; its configuration is still there. */
async function retainOne(): Promise<string> {
  const { PhysicalResourceId: arn } = await resource.create(ONE);
  await resource.retain();
  return arn;
}

/** A resource that was replaced under UpdateReplacePolicy: Retain: it has the second configuration, and both are there. */
async function replaceAndRetain(): Promise<readonly [retained: string, current: string]> {
  const { PhysicalResourceId: retained } = await resource.create(ONE);
  const { PhysicalResourceId: current } = await resource.update(TWO);
  return [retained, current];
}

test('the rollback of an adoption that was rejected leaves what was retained', async () => {
  const arn = await retainOne();
  const before = world.account.recordingConfigurations();
  const answer = await resource.create({ ...TWO, AdoptArn: arn });
  const differences = 'Name: "one" in IVS, "two" in the template';
  const reason = formatMessage('AdoptArnSettingsDiffer', { arn, differences });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: reason });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(world.account.recordingConfigurations()).toEqual(before);
});

test('the rollback of a creation that was canceled leaves what was retained', async () => {
  const arn = await retainOne();
  await resource.create(TWO);
  resource.cancel('video-Recording-1ABCDEFGHIJKL');
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([arn]);
});

test('the rollback of a creation that found what was retained leaves it', async () => {
  const arn = await retainOne();
  expect(await resource.create(ONE)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(await resource.rollBackCreation()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(arns()).toEqual([arn]);
});

test('what a creation found is deleted with the resource later', async () => {
  const arn = await retainOne();
  await resource.create(ONE);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(arns()).toEqual([]);
});

test('the rollback of an update to settings of before leaves what that found', async () => {
  const [retained, current] = await replaceAndRetain();
  expect(await resource.update(ONE)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: retained });
  expect(await resource.rollBackTo(TWO)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: current });
  expect(await resource.deleteReplaced(retained, ONE)).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([retained, current]);
});

test('the rollback of an update that failed on the way to settings of before leaves what has them', async () => {
  const [retained, current] = await replaceAndRetain();
  await world.clock.sleep(10_000);
  resource.setStackStatus('UPDATE_COMPLETE');
  resource.setStackStatus('UPDATE_IN_PROGRESS');
  expect(await resource.rollBack(ONE)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: current });
  expect(arns()).toEqual([retained, current]);
});

test('the deletion of the resource leaves a configuration with the same settings that was retained', async () => {
  const [retained, current] = await replaceAndRetain();
  const { PhysicalResourceId: third } = await resource.update(withBucket({ Name: 'three' }));
  await resource.deleteReplaced(current, TWO);
  world.account.deleteRecordingConfiguration({ arn: third });
  // An update makes another of the retained one's settings, as if the list had lagged.
  jest.spyOn(world.account, 'listRecordingConfigurations').mockReturnValue({ recordingConfigurations: [] });
  const { PhysicalResourceId: twin } = await resource.update(ONE);
  jest.restoreAllMocks();
  expect(arns()).toEqual([retained, twin]);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: twin });
  expect(arns()).toEqual([retained]);
});
