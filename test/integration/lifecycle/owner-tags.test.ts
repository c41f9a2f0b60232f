import { formatMessage } from '../../../schema/messages';
import { OWNER_TAGS } from '../../../schema/tags';
import { parseDesiredState } from '../../../lambda/recording-configuration/desired-state';
import { toOwnerTags } from '../../../lambda/recording-configuration/ownership';
import {
  StackedResource,
  startTestEnvironment,
  STACK_ID,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

const OTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/1';

let world: TestEnvironment;
let resource: StackedResource;

beforeEach(async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: 2_000 } });
  resource = new StackedResource(world);
});
afterEach(() => world.close());

const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);
const tagsOf = (arn: string): Readonly<Record<string, string>> =>
  world.account.getRecordingConfiguration({ arn }).recordingConfiguration.tags;
const removeOwnerTags = (resourceArn: string): void => {
  world.account.untagResource({ resourceArn, tagKeys: Object.values(OWNER_TAGS) });
};

const OWNER = { stackId: STACK_ID, logicalId: 'Recording' };
const ONE = withBucket({ Name: 'one' });
const TWO = withBucket({ Name: 'two' });

describe('if all owner tags were removed outside the stack', () => {
  test.each(['before', 'after'])('%s a replacement, its rollback returns to the original', async (when) => {
    const { PhysicalResourceId: original } = await resource.create(ONE);
    if (when === 'before') removeOwnerTags(original);
    const { PhysicalResourceId: second } = await resource.update(TWO);
    expect(tagsOf(original)).toMatchObject(toOwnerTags(OWNER, parseDesiredState(ONE, {}).settingsHash));
    if (when === 'after') removeOwnerTags(original);
    expect(await resource.rollBackTo(ONE)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: original });
    expect(await resource.deleteReplaced(second, TWO)).toMatchObject({ Status: 'SUCCESS' });
    expect(arns()).toEqual([original]);
    expect(tagsOf(original)).toMatchObject(toOwnerTags(OWNER, parseDesiredState(ONE, {}).settingsHash));
  });

  test('before the deletion, the configuration is still deleted', async () => {
    const { PhysicalResourceId: arn } = await resource.create(ONE);
    removeOwnerTags(arn);
    expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
    expect(arns()).toEqual([]);
  });
});

test('an update to settings whose hash was written outside the stack creates a configuration', async () => {
  const { PhysicalResourceId: arn } = await resource.create(ONE);
  const { settingsHash } = parseDesiredState(TWO, {});
  world.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: settingsHash } });
  const response = await resource.update(TWO);
  expect(response.Status).toBe('SUCCESS');
  const { recordingConfiguration } = world.account.getRecordingConfiguration({ arn: response.PhysicalResourceId });
  expect(recordingConfiguration.name).toBe('two');
  expect(await resource.rollBackTo(ONE)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
});

test('a creation does not reuse a configuration whose settings hash was changed outside the stack', async () => {
  const { PhysicalResourceId: arn } = await resource.create(ONE);
  await resource.retain();
  const { settingsHash } = parseDesiredState(TWO, {});
  world.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: settingsHash } });
  const response = await resource.create(TWO);
  expect(response.PhysicalResourceId).not.toBe(arn);
  const { recordingConfiguration } = world.account.getRecordingConfiguration({ arn: response.PhysicalResourceId });
  expect(recordingConfiguration.name).toBe('two');
});

test('the rollback to a configuration that another stack has adopted succeeds and does not change it', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket({ Tags: { v: '1' } }));
  world.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.stackId]: OTHER_STACK, v: 'theirs' } });
  new StackedResource(world, 'Recording', OTHER_STACK).recordEvent('CREATE_COMPLETE', arn);
  const before = tagsOf(arn);
  const failed = withBucket({ Tags: { v: '2' } });
  expect(await resource.update(failed)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arn });
  expect(await resource.rollBack(failed)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect([arns(), tagsOf(arn)]).toEqual([[arn], before]);
});

describe.each([
  ['another logical id', 'Renamed', STACK_ID],
  ['another stack', 'Recording', OTHER_STACK],
])('after a stack refactoring moved the resource to %s', (_what, logicalId, stackId) => {
  test('an update sets the owner tags of the new owner', async () => {
    const { PhysicalResourceId: arn } = await resource.create(ONE);
    const moved = resource.refactor(logicalId, stackId);
    const response = await moved.update(withBucket({ Name: 'one', Tags: { a: '1' } }));
    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(tagsOf(arn)).toMatchObject({
      a: '1',
      [OWNER_TAGS.stackId]: stackId,
      [OWNER_TAGS.logicalId]: logicalId,
    });
    expect(await moved.delete()).toMatchObject({ Status: 'SUCCESS' });
    expect(arns()).toEqual([]);
  });

  test('a replacement can be rolled back', async () => {
    const { PhysicalResourceId: arn } = await resource.create(ONE);
    const moved = resource.refactor(logicalId, stackId);
    const { PhysicalResourceId: second } = await moved.update(TWO);
    expect(await moved.rollBackTo(ONE)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(await moved.deleteReplaced(second, TWO)).toMatchObject({ Status: 'SUCCESS' });
    expect(arns()).toEqual([arn]);
  });

  test('a deletion deletes the configuration', async () => {
    await resource.create(ONE);
    expect(await resource.refactor(logicalId, stackId).delete()).toMatchObject({ Status: 'SUCCESS' });
    expect(arns()).toEqual([]);
  });

  test('an update and a deletion are rejected while the former owner might reuse the configuration', async () => {
    const { PhysicalResourceId: arn } = await resource.create(ONE);
    const moved = resource.refactor(logicalId, stackId);
    const status = 'UPDATE_FAILED';
    world.records.setResource(resource.stackId, resource.logicalId, { status, physicalId: 'failed-creation-1' });
    const before = tagsOf(arn);
    const owners = `${resource.logicalId} of stack ${resource.stackId}`;
    const reason = formatMessage('OwnerUnknown', { arn, owners });
    for (const response of [await moved.update(withBucket({ Name: 'one', Tags: { a: '1' } })), await moved.delete()]) {
      expect(response).toMatchObject({ Status: 'FAILED', Reason: reason });
    }
    expect([arns(), tagsOf(arn)]).toEqual([[arn], before]);
  });
});
