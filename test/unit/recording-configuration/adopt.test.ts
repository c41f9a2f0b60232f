import type { MessageCode, MessageValues } from '../../../schema/messages';
import { OWNER_TAGS } from '../../../schema/tags';
import type { StackResource } from '../../../lambda/aws/stacks';
import type { Tags } from '../../../lambda/aws/recording-configurations';
import { adopt, removeOwnerTags } from '../../../lambda/recording-configuration/adopt';
import type { DesiredState } from '../../../lambda/recording-configuration/desired-state';
import { toOriginTag, toOwnerTags } from '../../../lambda/recording-configuration/ownership';
import {
  TestContext,
  DESIRED_STATE,
  createDesiredState,
  withLostResponse,
  OWNER,
  errorOf,
  failWith,
  resourceError,
  type CallOverride,
} from './test-context';

const ELSE = { stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/else/2', logicalId: 'Other' };
const adoptedBy = (requestId: string): Tags => toOriginTag({ requestId, createdAt: undefined, isFound: false });
const OWNED = { ...toOwnerTags(OWNER, DESIRED_STATE.settingsHash), ...adoptedBy('request-1') };

function setUp({ tags = { keep: 'me' }, ...options }: { tags?: Tags; timeToActiveMs?: number } = {}) {
  const env = new TestContext('Create', { timeToActiveMs: 0, ...options });
  const { arn } = env.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
    tags,
  }).recordingConfiguration;
  const run = (desired = DESIRED_STATE, id = arn): Promise<string> => adopt(env.context, desired, id);
  const read = (): Tags => ({ ...env.account.getRecordingConfiguration({ arn }).recordingConfiguration.tags });
  return { env, arn, run, read };
}

/** Expects this error and no change. */
async function expectError<Code extends MessageCode>(
  { run, read, env }: ReturnType<typeof setUp>,
  [code, values]: readonly [Code, MessageValues<Code>],
  { id, desired = DESIRED_STATE }: { id?: string; desired?: DesiredState } = {},
): Promise<void> {
  const before = read();
  const error = await errorOf(run(desired, id));
  expect(error).toMatchObject(resourceError(code, values));
  expect(read()).toEqual(before);
  expect(env.physicalIds).toEqual([]);
  expect(env.timesOf('addTags')).toEqual([]);
}

const ownedByOther = (arn: string, { stackId, logicalId } = ELSE) =>
  ['AdoptArnOwnedByOther', { arn, stackId, logicalId }] as const;
const superseded = resourceError('RequestSuperseded', { kind: 'Create' });

test('one call sets all tags and keeps the tags of others', async () => {
  const { env, arn, run, read } = setUp();
  expect(await run(createDesiredState({ Tags: { cost: '42' } }))).toBe(arn);
  expect(read()).toEqual({ keep: 'me', cost: '42', ...OWNED });
  expect(env.timesOf('addTags')).toHaveLength(1);
  expect(env.timesOf('create')).toEqual([]);
  expect(env.physicalIds).toEqual([arn]);
  expect(env.logs).toContainEqual({ message: 'Adopted', details: { arn } });
});

test.each<[string, StackResource | 'absent', outcome: 'kept' | 'undone' | 'left']>([
  ['has it already, through another delivery', { status: 'CREATE_COMPLETE', physicalId: 'arn' }, 'kept'],
  ['had it and is being deleted', { status: 'DELETE_IN_PROGRESS', physicalId: 'arn' }, 'undone'],
  ['is gone', 'absent', 'undone'],
  ['is being deleted', { status: 'DELETE_IN_PROGRESS', physicalId: '' }, 'undone'],
  ['has no configuration', { status: 'CREATE_FAILED', physicalId: 'video-Recording-1ABC' }, 'undone'],
  ['has nothing', { status: 'CREATE_FAILED', physicalId: '' }, 'undone'],
  [
    'has another',
    { status: 'UPDATE_COMPLETE', physicalId: 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/Else' },
    'left',
  ],
])('a superseded Create of a resource that %s', async (_title, resource, outcome) => {
  const { env, arn, run, read } = setUp({ tags: OWNED });
  if (resource === 'absent') env.resource = resource;
  else env.recordEvent(resource.status, resource.physicalId === 'arn' ? arn : resource.physicalId);
  if (outcome === 'kept') expect(await run()).toBe(arn);
  else expect(await errorOf(run())).toMatchObject(superseded);
  expect(read()).toEqual(outcome === 'undone' ? {} : OWNED);
  expect(env.timesOf('addTags')).toEqual([]);
});

test('a Create that may be superseded does not change the configuration', async () => {
  const { env, run, read } = setUp({ tags: OWNED });
  env.resource = { status: 'CREATE_COMPLETE', physicalId: '' };
  const late: CallOverride = (proceed) => proceed();
  env.onNext('describeResource', ...Array.from({ length: 5 }, () => late), failWith('AccessDenied'));
  expect(await errorOf(run())).toMatchObject(superseded);
  expect(read()).toEqual(OWNED);
});

test('a configuration that is CREATING at the deadline is not adopted', async () => {
  const world = setUp({ timeToActiveMs: 1_000_000 });
  await expectError(world, [
    'AdoptArnStillCreating',
    { arn: world.arn, seconds: 600, advice: 'Increase Timeouts.Create (at most 840 seconds)' },
  ]);
});

test('an error during the wait is thrown unchanged', async () => {
  const { env, run } = setUp();
  env.onNext('get', failWith('InvalidRequest', 'no'));
  expect(await errorOf(run())).toMatchObject({ kind: 'InvalidRequest', message: 'no' });
});

test.each([
  ['of the same stack', { ...OWNER, logicalId: 'Other' }],
  ['of another stack, with the same logical id', { ...OWNER, stackId: ELSE.stackId }],
])('a configuration of another resource %s is not adopted', async (_title, other) => {
  const world = setUp({ tags: toOwnerTags(other, DESIRED_STATE.settingsHash) });
  if (other.stackId !== OWNER.stackId) world.env.records.createStack(other.stackId);
  world.env.records.setResource(other.stackId, other.logicalId, { status: 'CREATE_COMPLETE', physicalId: world.arn });
  await expectError(world, ownedByOther(world.arn, other));
});

test('a tag call whose response is lost is repeated', async () => {
  const { env, run, read } = setUp();
  env.onNext('addTags', withLostResponse);
  await run();
  expect(read()).toEqual({ keep: 'me', ...OWNED });
  expect(env.timesOf('addTags')).toHaveLength(2);
});

test('a configuration that the owner has adopted is adopted again', async () => {
  const { run, arn, read } = setUp({ tags: OWNED });
  expect(await run()).toBe(arn);
  expect(read()).toEqual(OWNED);
});

test('an adoption waits for a configuration that is CREATING', async () => {
  const { env, run } = setUp({ timeToActiveMs: 5_000 });
  await run();
  expect(env.clock.now() - env.context.startedAt).toBeGreaterThan(5_000);
});

test.each([
  'arn:aws:ivs:eu-west-1:123456789012:recording-configuration/AbC',
  'arn:aws:ivs:us-east-1:999999999999:recording-configuration/AbC',
])('%s is in another account or Region', async (id) => {
  const values = { arn: id, account: '123456789012', region: 'us-east-1' };
  await expectError(setUp(), ['AdoptArnInWrongEnvironment', values], { id });
});

test('a configuration that does not exist is not adopted', async () => {
  const id = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/gone';
  await expectError(setUp(), ['AdoptArnNotFound', { arn: id }], { id });
});

test('a configuration that is deleted after the tag call is not adopted', async () => {
  const { env, arn, run } = setUp();
  env.onNext('addTags', (proceed) => {
    proceed();
    env.account.deleteRecordingConfiguration({ arn });
  });
  expect(await errorOf(run())).toMatchObject(resourceError('AdoptArnNotFound', { arn }));
  expect(env.timesOf('get')).toEqual([0, 0, 0, 2_500, 5_000]);
});

test('a configuration that Get briefly does not find after the tag call is adopted', async () => {
  const { env, arn, run, read } = setUp();
  const missing: CallOverride = () => undefined;
  env.onNext('get', (proceed) => proceed(), missing, missing, missing);
  expect(await run()).toBe(arn);
  expect(read()).toEqual({ keep: 'me', ...OWNED });
});

test('a failed configuration is not adopted', async () => {
  const env = setUp({ timeToActiveMs: 1_000 });
  env.env.account.creationFailures.add({ times: 1 });
  const failed = env.env.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
  }).recordingConfiguration.arn;
  await expectError(env, ['AdoptArnNotActive', { arn: failed, state: 'CREATE_FAILED' }], { id: failed });
});

test('the error for other settings lists each difference', async () => {
  const world = setUp();
  const desired = createDesiredState({ Name: 'other', RecordingReconnectWindowSeconds: 9 });
  const differences =
    'Name: not set in IVS, "other" in the template; RecordingReconnectWindowSeconds: 0 in IVS, 9 in the template';
  await expectError(world, ['AdoptArnSettingsDiffer', { arn: world.arn, differences }], { desired });
});

test('a configuration cannot have more than 50 tags, without the tags of AWS', async () => {
  const many = (count: number): Tags =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, '']));
  const full = setUp({ tags: many(47) });
  await expectError(full, ['AdoptArnTooManyTags', { arn: full.arn, count: 51, limit: 50 }]);
  await expect(setUp({ tags: many(46) }).run()).resolves.toMatch(/^arn:/);
  const withSystemTags = setUp({ tags: many(46) });
  const { arn } = withSystemTags;
  const found = (proceed: () => unknown): unknown => {
    const described = proceed() as { tags: Tags };
    return { ...described, tags: { ...described.tags, 'aws:cloudformation:stack-name': 'old' } };
  };
  withSystemTags.env.onNext('get', (proceed) => proceed(), found);
  await expect(withSystemTags.run(DESIRED_STATE, arn)).resolves.toBe(arn);
});

const NATIVE = { 'aws:cloudformation:stack-id': ELSE.stackId, 'aws:cloudformation:logical-id': ELSE.logicalId };

describe.each<[string, Tags]>([
  ['by its owner tags', toOwnerTags(ELSE, DESIRED_STATE.settingsHash)],
  ['by the tags of the native type', NATIVE],
])('a configuration of another resource, %s', (_title, tags) => {
  /** CloudFormation shows this status of the other resource, and CREATE_IN_PROGRESS of this one. */
  function setUpOwned(status: string | undefined, hasIt = true) {
    const world = setUp({ tags: {} });
    const asked: string[] = [];
    const { env, arn } = world;
    const tagged = (proceed: () => unknown): unknown => {
      const described = proceed() as { tags: Tags };
      return { ...described, tags: { ...tags, ...described.tags } };
    };
    for (let read = 0; read < 8; read += 1) env.onNext('get', tagged);
    env.records.createStack(ELSE.stackId);
    env.records.setStackStatus(ELSE.stackId, 'UPDATE_COMPLETE');
    const stacks = {
      ...env.context.stacks,
      describeResource: (stackId: string, logicalId: string) => {
        asked.push(`${stackId} ${logicalId}`);
        if (stackId === OWNER.stackId) return Promise.resolve(env.resource);
        if (status === undefined) return Promise.resolve('absent' as const);
        return Promise.resolve({ status, physicalId: hasIt ? arn : `${arn}else` });
      },
    };
    const run = (desired = DESIRED_STATE, id = arn): Promise<string> => adopt({ ...env.context, stacks }, desired, id);
    return { ...world, run, asked };
  }

  test.each(['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'DELETE_FAILED'])(
    'which has it and is %s, is not adopted',
    async (status) => {
      const world = setUpOwned(status);
      await expectError(world, ownedByOther(world.arn));
      expect(world.asked).toEqual([`${ELSE.stackId} ${ELSE.logicalId}`]);
    },
  );

  test.each(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'])(
    'which has another one and is %s, is not adopted',
    async (status) => {
      const world = setUpOwned(status, false);
      await expectError(world, ownedByOther(world.arn));
    },
  );

  test.each<[string | undefined, boolean]>([
    [undefined, true],
    ['DELETE_COMPLETE', true],
    ['DELETE_SKIPPED', true],
    ['UPDATE_COMPLETE', false],
    ['CREATE_COMPLETE', false],
  ])('which released it (%s, has it: %s), is adopted', async (status, hasIt) => {
    const { run, arn } = setUpOwned(status, hasIt);
    expect(await run()).toBe(arn);
  });

  test.each(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'])(
    'which has another one in a stack that is %s, is not adopted: the stack may delete or reuse it',
    async (stackStatus) => {
      const world = setUpOwned('UPDATE_COMPLETE', false);
      world.env.records.setStackStatus(ELSE.stackId, stackStatus);
      await expectError(world, ownedByOther(world.arn));
    },
  );
});

test('a configuration is not adopted while the root stack of its owner is in an operation', async () => {
  const root = `${ELSE.stackId}root`;
  const world = setUp({ tags: toOwnerTags(ELSE, DESIRED_STATE.settingsHash) });
  const { records } = world.env;
  records.createStack(root);
  records.createStack(ELSE.stackId, root);
  records.setStackStatus(ELSE.stackId, 'UPDATE_COMPLETE');
  records.setResource(ELSE.stackId, ELSE.logicalId, { status: 'UPDATE_COMPLETE', physicalId: 'another' });
  records.setStackStatus(root, 'UPDATE_ROLLBACK_IN_PROGRESS');
  await expectError(world, ownedByOther(world.arn));
  records.setStackStatus(root, 'UPDATE_ROLLBACK_COMPLETE');
  expect(await world.run()).toBe(world.arn);
});

test('a configuration of another resource is not adopted if CloudFormation rejects the call', async () => {
  const world = setUp({ tags: toOwnerTags(ELSE, DESIRED_STATE.settingsHash) });
  world.env.onNext('describeResource', failWith('AccessDenied'));
  await expectError(world, ownedByOther(world.arn));
});

test('a configuration that another resource adopts at the same time stays with that resource', async () => {
  const { env, arn, run } = setUp();
  env.onNext('addTags', (proceed) => {
    proceed();
    env.account.tagResource({ resourceArn: arn, tags: toOwnerTags(ELSE, 'theirs') });
    env.records.createStack(ELSE.stackId);
    env.records.setResource(ELSE.stackId, ELSE.logicalId, { status: 'CREATE_IN_PROGRESS', physicalId: '' });
  });
  expect(await errorOf(run())).toMatchObject(resourceError(...ownedByOther(arn)));
});

test('a superseded request adopts nothing', async () => {
  const world = setUp();
  world.env.resource = { status: 'DELETE_IN_PROGRESS', physicalId: '' };
  await expectError(world, ['RequestSuperseded', { kind: 'Create' }]);
});

test('a superseded Create of a resource whose failed create is deleted in the cleanup keeps the adoption', async () => {
  const { env, arn, run, read } = setUp({ tags: OWNED });
  env.recordEvent('CREATE_COMPLETE', arn);
  env.recordEvent('DELETE_IN_PROGRESS', 'video-Recording-1ABC');
  expect(await run()).toBe(arn);
  expect(read()).toEqual(OWNED);
});

test('a superseded Create keeps the adoption if the stack events are not available', async () => {
  const { env, run, read } = setUp({ tags: OWNED });
  env.resource = { status: 'DELETE_IN_PROGRESS', physicalId: 'video-Recording-1ABC' };
  expect(await errorOf(run())).toMatchObject(superseded);
  expect(read()).toEqual(OWNED);
});

test('a request that is canceled during the adoption reverts it', async () => {
  const { env, arn, run, read } = setUp();
  env.onNext('addTags', (proceed) => {
    proceed();
    env.recordEvent('DELETE_IN_PROGRESS', '');
  });
  expect(await errorOf(run())).toMatchObject(superseded);
  expect(read()).toEqual({ keep: 'me' });
  expect(env.arns).toEqual([arn]);
});

test('an adoption succeeds if the first stack record is stale', async () => {
  const { env, run, arn } = setUp();
  env.onNext('describeResource', () => 'absent');
  expect(await run()).toBe(arn);
});

describe('removeOwnerTags', () => {
  test('removes only the owner tags', async () => {
    const { env, arn, read } = setUp({ tags: { keep: 'me', [OWNER_TAGS.settingsHash]: 'x', ...adoptedBy('1') } });
    await removeOwnerTags(env.context, arn);
    expect(read()).toEqual({ keep: 'me' });
    expect(env.logs).toEqual([{ message: 'Adoption undone; the configuration stays', details: { arn } }]);
  });

  test('makes no call if there are no owner tags', async () => {
    const { env, arn } = setUp();
    await removeOwnerTags(env.context, arn);
    expect(env.timesOf('removeTags')).toEqual([]);
  });

  test('does not change a configuration that is gone or that another resource owns', async () => {
    const { env, arn, read } = setUp({ tags: toOwnerTags(ELSE, 'x') });
    await removeOwnerTags(env.context, arn);
    await removeOwnerTags(env.context, `${arn}gone`);
    expect(read()).toEqual(toOwnerTags(ELSE, 'x'));
    expect(env.timesOf('removeTags')).toEqual([]);
  });
});
