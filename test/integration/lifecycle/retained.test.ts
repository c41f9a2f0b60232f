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

/** Creates a resource and removes it from the template under DeletionPolicy: Retain; its configuration remains. */
async function retainOne(): Promise<string> {
  const { PhysicalResourceId: arn } = await resource.create(ONE);
  await resource.retain();
  return arn;
}

/** Creates a resource and replaces it under UpdateReplacePolicy: Retain; both configurations remain. */
async function replaceAndRetain(): Promise<readonly [retained: string, current: string]> {
  const { PhysicalResourceId: retained } = await resource.create(ONE);
  const { PhysicalResourceId: current } = await resource.update(TWO);
  return [retained, current];
}

test('the rollback of a rejected adoption keeps the retained configuration', async () => {
  const arn = await retainOne();
  const before = world.account.recordingConfigurations();
  const response = await resource.create({ ...TWO, AdoptArn: arn });
  const differences = 'Name: "one" in IVS, "two" in the template';
  const reason = formatMessage('AdoptArnSettingsDiffer', { arn, differences });
  expect(response).toMatchObject({ Status: 'FAILED', Reason: reason });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(world.account.recordingConfigurations()).toEqual(before);
});

test('the rollback of a canceled creation keeps the retained configuration', async () => {
  const arn = await retainOne();
  await resource.create(TWO);
  resource.cancel('video-Recording-1ABCDEFGHIJKL');
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([arn]);
});

test('a create does not use a retained configuration again, and neither its rollback nor a Delete deletes it', async () => {
  const retained = await retainOne();
  const { PhysicalResourceId: created } = await resource.create(ONE);
  expect(arns()).toEqual([retained, created]);
  expect(await resource.rollBackCreation()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: created });
  expect(arns()).toEqual([retained]);
  const { PhysicalResourceId: again } = await resource.create(ONE);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: again });
  expect(arns()).toEqual([retained]);
});

test('an update does not use a retained configuration again, and its rollback does not delete it', async () => {
  const [retained, current] = await replaceAndRetain();
  const { PhysicalResourceId: created } = await resource.update(ONE);
  expect(arns()).toEqual([retained, current, created]);
  expect(await resource.rollBackTo(TWO)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: current });
  expect(await resource.deleteReplaced(created, ONE)).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([retained, current]);
});

test('the rollback of a failed update to previous settings keeps the retained configuration', async () => {
  const [retained, current] = await replaceAndRetain();
  await world.clock.sleep(10_000);
  resource.setStackStatus('UPDATE_COMPLETE');
  resource.setStackStatus('UPDATE_IN_PROGRESS');
  expect(await resource.rollBack(ONE)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: current });
  expect(arns()).toEqual([retained, current]);
});

test('the deletion of the resource keeps a retained configuration with the same settings', async () => {
  const [retained, current] = await replaceAndRetain();
  const { PhysicalResourceId: third } = await resource.update(withBucket({ Name: 'three' }));
  await resource.deleteReplaced(current, TWO);
  world.account.deleteRecordingConfiguration({ arn: third });
  // With an empty List, as under eventual consistency, the update creates a duplicate of the retained configuration.
  jest.spyOn(world.account, 'listRecordingConfigurations').mockReturnValue({ recordingConfigurations: [] });
  const { PhysicalResourceId: duplicate } = await resource.update(ONE);
  jest.restoreAllMocks();
  expect(arns()).toEqual([retained, duplicate]);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: duplicate });
  expect(arns()).toEqual([retained]);
});
