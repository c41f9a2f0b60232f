import { OWNER_TAGS } from '../../../schema/tags';
import { startDeadline } from '../../../lambda/util/deadline';
import { withBucket } from '../../support/properties';
import { onCreate } from '../../../lambda/recording-configuration/create';
import { onUpdate } from '../../../lambda/recording-configuration/update';
import type { StackResource } from '../../../lambda/aws/stacks';
import { toOriginTag } from '../../../lambda/recording-configuration/ownership';
import type { DesiredState } from '../../../lambda/recording-configuration/desired-state';
import {
  FAILED_RESPONSE,
  TestContext,
  DESIRED_STATE,
  createDesiredState,
  OWNER,
  errorOf,
  failWith,
  resourceError,
  type CallOverride,
} from './test-context';

const ANOTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/1';
const NAMED = createDesiredState({ Name: 'two' });

/** A resource with a configuration, before an update. */
function setUp(desired = DESIRED_STATE) {
  const env = new TestContext('Update', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration(desired);
  env.recordStart(arn);
  const sites = (): readonly string[] => env.calls.map(({ site }) => site);
  const updateTo = (after: DesiredState, previous: DesiredState | undefined, physicalId = arn): Promise<string> =>
    onUpdate(env.context, after, { physicalId, previous });
  return { env, arn, sites, updateTo };
}

test('a Create returns the ARN of the configuration that it created', async () => {
  const env = new TestContext('Create');
  expect([await onCreate(env.context, DESIRED_STATE)]).toEqual(env.arns);
});

describe('an Update', () => {
  test('to the same settings keeps the configuration', async () => {
    const { env, arn, updateTo } = setUp();
    expect(await updateTo(createDesiredState({ Tags: { a: '1' } }), DESIRED_STATE)).toBe(arn);
    expect(env.account.recordingConfigurations()[0]?.tags.a).toBe('1');
    expect([env.timesOf('get'), env.timesOf('list')]).toEqual([[0], []]);
  });

  test('to the same settings keeps the configuration even if its settings-hash tag differs', async () => {
    const { env, arn, updateTo } = setUp();
    env.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: 'lost' } });
    expect(await updateTo(DESIRED_STATE, DESIRED_STATE)).toBe(arn);
    expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.settingsHash]).toBe(DESIRED_STATE.settingsHash);
  });

  test('of a configuration that was deleted outside the stack, which Get still shows, creates another', async () => {
    const { env, arn, updateTo } = setUp();
    env.onNext('get', (proceed) => {
      const shown = proceed();
      env.account.deleteRecordingConfiguration({ arn });
      return shown;
    });
    const replacement = await updateTo(createDesiredState({ Tags: { a: '1' } }), DESIRED_STATE);
    expect(replacement).not.toBe(arn);
    expect(env.arns).toEqual([replacement]);
  });

  test('whose tags may be set after it failed restores them after the response', async () => {
    const { env, arn, updateTo } = setUp();
    const desired = createDesiredState({ Tags: { a: '1' } });
    const lost = Array.from({ length: 200 }, () => failWith('ServiceUnavailable'));
    env.onNext('addTags', ...lost);
    env.recordStart(arn, withBucket({ Tags: { a: '1' } }));
    expect(await errorOf(updateTo(desired, DESIRED_STATE))).toMatchObject({ kind: 'ServiceUnavailable' });
    // IVS carries out the call when the rollback has ended.
    env.account.tagResource({ resourceArn: arn, tags: { a: '1' } });
    env.recordEvent('UPDATE_FAILED', arn);
    env.recordEvent('UPDATE_IN_PROGRESS', arn, withBucket());
    env.recordEvent('UPDATE_COMPLETE', arn);
    await env.response.afterResponse?.(startDeadline(env.clock, 60_000));
    expect(env.account.recordingConfigurations()[0]?.tags).not.toHaveProperty('a');
  });

  test('to other settings creates another configuration and keeps the old one', async () => {
    const { env, arn, updateTo } = setUp();
    const replacement = await updateTo(NAMED, DESIRED_STATE);
    expect(replacement).not.toBe(arn);
    expect(env.arns).toEqual([arn, replacement]);
  });

  test('logs the properties that require a replacement, if they are known', async () => {
    for (const [previous, reasons] of [
      [DESIRED_STATE, ['Name']],
      [undefined, []],
    ] as const) {
      const { env, arn, updateTo } = setUp();
      await updateTo(NAMED, previous);
      expect(env.logs).toContainEqual({ message: 'Replacing', details: { current: arn, reasons } });
    }
  });

  test('of a deleted configuration creates another, whatever the settings', async () => {
    const { env, arn, updateTo } = setUp();
    env.account.deleteRecordingConfiguration({ arn });
    expect([await updateTo(DESIRED_STATE, DESIRED_STATE)]).toEqual(env.arns);
    expect(env.logs).toContainEqual({ message: 'Replacing', details: { current: 'gone', reasons: [] } });
  });

  test('of a failed configuration creates another', async () => {
    const env = new TestContext('Update', { timeToActiveMs: 0 });
    env.account.creationFailures.add();
    const { arn } = env.addConfiguration();
    await env.pass(1);
    env.recordStart(arn);
    const from = { physicalId: arn, previous: DESIRED_STATE };
    const replacement = await onUpdate(env.context, DESIRED_STATE, from);
    expect(env.arns).toEqual([arn, replacement]);
  });

  test('waits for a configuration that is still CREATING', async () => {
    const env = new TestContext('Update', { timeToActiveMs: 5_000 });
    const { arn } = env.addConfiguration();
    env.recordStart(arn);
    await onUpdate(env.context, DESIRED_STATE, { physicalId: arn, previous: DESIRED_STATE });
    expect(env.clock.now() - env.context.startedAt).toBeGreaterThanOrEqual(5_000);
  });

  test('of a configuration that is deleted while CREATING creates another', async () => {
    const env = new TestContext('Update', { timeToActiveMs: 5_000 });
    const { arn } = env.addConfiguration();
    env.recordStart(arn);
    env.onNext('get', (proceed) => {
      const found = proceed();
      env.account.deleteRecordingConfiguration({ arn });
      return found;
    });
    const replacement = await onUpdate(env.context, DESIRED_STATE, { physicalId: arn, previous: DESIRED_STATE });
    expect(env.arns).toEqual([replacement]);
    expect([env.timesOf('get').slice(0, 5), env.timesOf('create')]).toEqual([[0, 0, 0, 2_500, 5_000], [5_000]]);
  });

  test('of a configuration that IVS briefly does not return while CREATING keeps it', async () => {
    const env = new TestContext('Update', { timeToActiveMs: 5_000 });
    const { arn } = env.addConfiguration();
    env.recordStart(arn);
    const missing: CallOverride = () => undefined;
    env.onNext('get', (proceed) => proceed(), missing, missing, missing);
    expect(await onUpdate(env.context, DESIRED_STATE, { physicalId: arn, previous: DESIRED_STATE })).toBe(arn);
    expect(env.arns).toEqual([arn]);
  });

  test('from an id that is not an ARN creates a configuration and does not call Get', async () => {
    const { env, updateTo } = setUp(NAMED);
    env.recordStart('failed-creation-1');
    const made = await updateTo(DESIRED_STATE, DESIRED_STATE, 'failed-creation-1');
    expect(env.arns).toContain(made);
    expect(env.calls[0]?.site).toBe('list');
  });

  describe('of a configuration whose owner tags name another resource', () => {
    /** @param resource - the record of the other resource; undefined if its stack is gone */
    function setUpTaken(resource?: (arn: string) => StackResource) {
      const world = setUp();
      const { env, arn } = world;
      env.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.stackId]: ANOTHER_STACK } });
      if (resource !== undefined) {
        env.records.createStack(ANOTHER_STACK);
        env.records.setResource(ANOTHER_STACK, OWNER.logicalId, resource(arn));
      }
      const readOwner = (): string | undefined =>
        env.account.recordingConfigurations().find((each) => each.arn === arn)?.tags[OWNER_TAGS.stackId];
      return { ...world, readOwner };
    }
    const has = (status: string) => (physicalId: string) => ({ status, physicalId });

    test('which has it, fails', async () => {
      const { arn, updateTo, readOwner } = setUpTaken(has('UPDATE_COMPLETE'));
      expect(await errorOf(updateTo(DESIRED_STATE, DESIRED_STATE))).toMatchObject(
        resourceError('OwnedByOtherResource', { arn }),
      );
      expect(readOwner()).toBe(ANOTHER_STACK);
    });

    test.each([DESIRED_STATE, NAMED])('which has it, ends a rollback without changing it', async (previous) => {
      const { env, arn, updateTo, readOwner } = setUpTaken(has('UPDATE_COMPLETE'));
      env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      expect(await updateTo(createDesiredState({ Tags: { a: '1' } }), previous)).toBe(arn);
      expect([readOwner(), env.arns]).toEqual([ANOTHER_STACK, [arn]]);
      expect(env.account.recordingConfigurations()[0]?.tags).not.toHaveProperty('a');
    });

    test.each<[string, ((arn: string) => StackResource) | undefined]>([
      ['is gone', undefined],
      ['was deleted', has('DELETE_COMPLETE')],
      ['has another', () => ({ status: 'UPDATE_COMPLETE', physicalId: 'another' })],
    ])('which %s, sets the owner tags to this resource', async (_title, resource) => {
      const { env, arn, updateTo, readOwner } = setUpTaken(resource);
      expect(await updateTo(createDesiredState({ Tags: { a: '1' } }), DESIRED_STATE)).toBe(arn);
      expect(readOwner()).toBe(OWNER.stackId);
      expect(env.account.recordingConfigurations()[0]?.tags.a).toBe('1');
    });

    test('repairs the owner tags before a replacement, so that a rollback finds it', async () => {
      const { env, arn, updateTo, readOwner } = setUpTaken();
      expect(await updateTo(NAMED, DESIRED_STATE)).not.toBe(arn);
      expect(readOwner()).toBe(OWNER.stackId);
      expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.settingsHash]).toBe(DESIRED_STATE.settingsHash);
    });

    test.each<[string, (world: ReturnType<typeof setUpTaken>) => void]>([
      [
        'is in an operation, and might return to it',
        ({ env }) => {
          env.records.createStack(ANOTHER_STACK);
          const resource = { status: 'UPDATE_IN_PROGRESS', physicalId: 'another' };
          env.records.setResource(ANOTHER_STACK, OWNER.logicalId, resource);
        },
      ],
      [
        'has an unknown status',
        ({ env }) => {
          env.onNext('describeResource', failWith('AccessDenied'));
        },
      ],
    ])('which %s, fails', async (_title, setUpFailure) => {
      const world = setUpTaken();
      setUpFailure(world);
      expect(await errorOf(world.updateTo(DESIRED_STATE, DESIRED_STATE))).toMatchObject(
        resourceError('OwnerUnknown', { arn: world.arn, owners: `Recording of stack ${ANOTHER_STACK}` }),
      );
      expect(world.readOwner()).toBe(ANOTHER_STACK);
    });

    test('with only one of the two tags reports the owner without a name', async () => {
      const { env, arn, updateTo } = setUpTaken();
      env.account.untagResource({ resourceArn: arn, tagKeys: [OWNER_TAGS.logicalId] });
      env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: 'another' };
      expect(await errorOf(updateTo(DESIRED_STATE, DESIRED_STATE))).toMatchObject(
        resourceError('OwnerUnknown', { arn, owners: 'another resource' }),
      );
      expect(env.timesOf('describeResource')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    });

    test('continues once CloudFormation shows within eight seconds that this resource has it', async () => {
      const { env, arn, updateTo, readOwner } = setUpTaken();
      const stale: CallOverride = () => ({ status: 'UPDATE_IN_PROGRESS', physicalId: 'another' });
      const asked: CallOverride = (proceed) => proceed();
      env.onNext('describeResource', ...Array.from({ length: 4 }, () => [stale, asked]).flat());
      expect(await updateTo(createDesiredState({ Tags: { a: '1' } }), DESIRED_STATE)).toBe(arn);
      expect(readOwner()).toBe(OWNER.stackId);
    });

    test('queries CloudFormation only twice if little time is left', async () => {
      const env = new TestContext('Update', { timeToActiveMs: 0, workMs: 5_000, wholeMs: 5_999 });
      const { arn } = env.addConfiguration(DESIRED_STATE, { [OWNER_TAGS.stackId]: ANOTHER_STACK });
      env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: 'another' };
      const from = { physicalId: arn, previous: DESIRED_STATE };
      expect(await errorOf(onUpdate(env.context, DESIRED_STATE, from))).toMatchObject(
        resourceError('OwnerUnknown', { arn, owners: `Recording of stack ${ANOTHER_STACK}` }),
      );
      expect(new Set(env.timesOf('describeResource'))).toEqual(new Set([0, 2_000]));
    });
  });

  test('that rolls back a failed update deletes only the orphans of that update', async () => {
    const { env, arn, updateTo } = setUp();
    env.addConfiguration(NAMED);
    const { arn: neighbor } = env.addConfiguration(NAMED, { [OWNER_TAGS.logicalId]: 'Neighbor' });
    expect(await updateTo(DESIRED_STATE, NAMED)).toBe(arn);
    expect(env.arns).toEqual([arn, neighbor]);
  });

  test('that rolls back a failed update keeps configurations from before the operation', async () => {
    const { env, arn, updateTo } = setUp();
    const { arn: retained } = env.addRetainedConfiguration(NAMED);
    const { arn: found } = env.addRetainedConfiguration(NAMED, {
      ...toOriginTag({ requestId: 'request-0', createdAt: env.clock.epochMs() - 7_200_000, isFound: true }),
    });
    const { arn: adopted } = env.addConfiguration(NAMED, { [OWNER_TAGS.requestId]: 'request-0' });
    env.addConfiguration(NAMED);
    expect(await updateTo(DESIRED_STATE, NAMED)).toBe(arn);
    expect(env.arns).toEqual([arn, retained, found, adopted]);
  });

  test('that rolls back a failed update deletes nothing if the stack events are not available', async () => {
    const { env, arn, updateTo } = setUp();
    const { arn: leftover } = env.addConfiguration(NAMED);
    env.onNext('listEvents', failWith('AccessDenied'));
    expect(await updateTo(DESIRED_STATE, NAMED)).toBe(arn);
    expect(env.arns).toEqual([arn, leftover]);
    expect(env.logs).toContainEqual({
      message: 'Possible orphans not deleted; stack events not available',
      details: { candidates: [{ arn: leftover, createdAt: env.context.startedAt }] },
    });
  });

  test('to settings that only the settings-hash tag shows creates another configuration', async () => {
    const { env, arn, updateTo } = setUp();
    env.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: NAMED.settingsHash } });
    const replacement = await updateTo(NAMED, DESIRED_STATE);
    expect(env.arns).toEqual([arn, replacement]);
    const [old] = env.account.recordingConfigurations();
    expect(old?.tags[OWNER_TAGS.settingsHash]).toBe(DESIRED_STATE.settingsHash);
  });

  test.each<[title: string, tag: string | undefined, previous: DesiredState | undefined, isKept: boolean]>([
    ['with the tag of the new settings', DESIRED_STATE.settingsHash, NAMED, true],
    ['with the tag of the old settings', DESIRED_STATE.settingsHash, DESIRED_STATE, true],
    ['without the tag, where nothing is to change', undefined, DESIRED_STATE, false],
    ['without the tag, where the settings are to change', undefined, NAMED, false],
    ['with another tag', 'lost', DESIRED_STATE, false],
  ])('of a configuration with settings that no template declares, %s', async (_title, tag, previous, isKept) => {
    const { env, arn, updateTo } = setUp(createDesiredState({ Name: 'unknown' }));
    if (tag === undefined) env.account.untagResource({ resourceArn: arn, tagKeys: [OWNER_TAGS.settingsHash] });
    else env.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: tag } });
    expect((await updateTo(DESIRED_STATE, previous)) === arn).toBe(isKept);
  });

  test('keeps an orphan that is in use', async () => {
    const { env, arn, updateTo } = setUp();
    const { arn: leftover } = env.addConfiguration(NAMED);
    env.account.createChannel({ recordingConfigurationArn: leftover });
    expect(await updateTo(DESIRED_STATE, NAMED)).toBe(arn);
    expect(env.arns).toEqual([arn, leftover]);
  });

  test('fails if an orphan cannot be deleted for another reason', async () => {
    const { env, updateTo } = setUp();
    env.addConfiguration(NAMED);
    env.onNext('delete', failWith('InvalidRequest'));
    expect(await errorOf(updateTo(DESIRED_STATE, NAMED))).toMatchObject({ kind: 'InvalidRequest' });
  });

  describe('that rolls back without a replacement lists orphans a second time', () => {
    /** The orphan is created, or shown, this long after the rollback began. */
    function setUpLate(reason: string, lateMs: number) {
      const world = setUp();
      const { env, arn } = world;
      env.recordEvent('UPDATE_FAILED', arn, undefined, { reason });
      env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      env.recordStart(arn);
      void env.pass(lateMs).then(() => env.addConfiguration(NAMED));
      return world;
    }

    test('if the failed update may still run', async () => {
      const { env, arn, updateTo } = setUpLate('Resource update cancelled', 5_000);
      expect(await updateTo(DESIRED_STATE, NAMED)).toBe(arn);
      await env.pass(10_000);
      expect(env.arns).toEqual([arn]);
      expect(env.timesOf('list')).toEqual([0, 6_000]);
    });

    test('but not after the response of the failed update', async () => {
      const { env, arn, updateTo } = setUpLate(FAILED_RESPONSE, 5_000);
      expect(await updateTo(DESIRED_STATE, NAMED)).toBe(arn);
      expect(env.timesOf('list')).toEqual([0]);
    });

    test('but not if the first list has an orphan', async () => {
      const { env, arn, updateTo } = setUpLate('Resource update cancelled', 0);
      await env.pass(1);
      expect(await updateTo(DESIRED_STATE, NAMED)).toBe(arn);
      expect(env.arns).toEqual([arn]);
      expect(env.timesOf('list')).toHaveLength(1);
    });

    test('but not if little time is left', async () => {
      const env = new TestContext('Update', { timeToActiveMs: 0, workMs: 11_999 });
      const { arn } = env.addConfiguration();
      env.recordStart(arn);
      expect(await onUpdate(env.context, DESIRED_STATE, { physicalId: arn, previous: NAMED })).toBe(arn);
      expect(env.timesOf('list')).toEqual([0]);
    });
  });

  describe('between equal templates', () => {
    test('deletes everything created since the last committed operation, because an update failed', async () => {
      const { env, arn, updateTo } = setUp();
      const before = { requestId: 'request-0', createdAt: env.clock.epochMs() - 1, isFound: false };
      env.addConfiguration(NAMED, {}, before);
      env.addConfiguration(createDesiredState({ Name: 'three' }), {}, before);
      const { arn: held } = env.addConfiguration(NAMED, {}, before);
      env.recordEvent('UPDATE_COMPLETE', held);
      const { arn: later } = env.addConfiguration(NAMED);
      const { arn: retained } = env.addRetainedConfiguration(NAMED);
      const { arn: neighbor } = env.addConfiguration(NAMED, { [OWNER_TAGS.logicalId]: 'Neighbor' });
      env.recordEvent('UPDATE_FAILED', arn);
      env.recordStart(arn);
      const after = createDesiredState({ Timeouts: { Create: 60 } });
      expect(await updateTo(after, DESIRED_STATE)).toBe(arn);
      expect(env.arns).toEqual([arn, held, later, retained, neighbor]);
    });

    test('lists nothing if no update has failed', async () => {
      const { env, arn, updateTo } = setUp();
      env.recordStart(arn);
      expect(await updateTo(createDesiredState({ Timeouts: { Create: 60 } }), DESIRED_STATE)).toBe(arn);
      expect(env.timesOf('list')).toEqual([]);
    });

    test('deletes nothing if only the tags differ', async () => {
      const { env, arn, updateTo } = setUp();
      const { arn: made } = env.addConfiguration(NAMED);
      expect(await updateTo(createDesiredState({ Tags: { a: '1' } }), DESIRED_STATE)).toBe(arn);
      expect(env.arns).toEqual([arn, made]);
    });
  });

  test('back from invalid properties keeps the configuration and lists no orphans', async () => {
    const { env, arn, updateTo } = setUp();
    expect(await updateTo(DESIRED_STATE, undefined)).toBe(arn);
    expect(env.timesOf('list')).toEqual([]);
  });
});

describe('an Update that undoes a replacement', () => {
  /** The resource has a configuration with the abandoned settings; another delivery created a second one. */
  function setUpRollback(stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS') {
    const world = setUp(NAMED);
    const { arn: leftover } = world.env.addConfiguration(NAMED);
    world.env.stackStatus = stackStatus;
    world.env.recordStart(world.arn);
    return { ...world, leftover };
  }

  test('deletes the orphan, and leaves the old configuration for CloudFormation to delete', async () => {
    const { env, arn, updateTo } = setUpRollback();
    const back = await updateTo(DESIRED_STATE, NAMED);
    expect(env.arns).toEqual([arn, back]);
  });

  test('deletes the orphan even if the old configuration is gone', async () => {
    const { env, arn, updateTo } = setUpRollback();
    env.account.deleteRecordingConfiguration({ arn });
    const back = await updateTo(DESIRED_STATE, NAMED);
    expect(env.arns).toEqual([back]);
  });

  test('moves the channels of the orphan if either declaration has RELEASE', async () => {
    const { env, leftover, updateTo } = setUpRollback();
    env.account.createChannel({ recordingConfigurationArn: leftover });
    const back = await updateTo(DESIRED_STATE, createDesiredState({ Name: 'two', OnInUse: 'RELEASE' }));
    expect(env.account.channels()).toMatchObject([{ recordingConfigurationArn: back }]);
    expect(env.arns).not.toContain(leftover);
  });

  test('deletes nothing outside a rollback', async () => {
    const { env, arn, leftover, updateTo } = setUpRollback('UPDATE_IN_PROGRESS');
    const forward = await updateTo(DESIRED_STATE, NAMED);
    expect(env.arns).toEqual([arn, leftover, forward]);
  });

  test('deletes nothing if it is superseded', async () => {
    const { env, arn, leftover, updateTo } = setUpRollback();
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: arn };
    await errorOf(updateTo(DESIRED_STATE, NAMED));
    expect(env.arns).toEqual([arn, leftover]);
  });

  test('without previous properties lists nothing', async () => {
    const { env, arn, leftover, updateTo } = setUpRollback();
    const back = await updateTo(DESIRED_STATE, undefined);
    expect(env.arns).toEqual([arn, leftover, back]);
  });
});

describe('an Update during a rollback with an unknown desired state', () => {
  const rollBack = () => {
    const world = setUp();
    world.env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    return world;
  };

  test('writes the tags if it keeps the configuration', async () => {
    const { env, updateTo } = rollBack();
    await updateTo(createDesiredState({ Tags: { a: '1' } }), DESIRED_STATE);
    expect(env.account.recordingConfigurations()[0]?.tags.a).toBe('1');
  });

  test('counts as canceled if the resource still has the previous settings', async () => {
    const { env, arn, updateTo } = rollBack();
    expect(await errorOf(updateTo(NAMED, DESIRED_STATE))).toMatchObject({ name: 'ResourceError' });
    expect(env.arns).toEqual([arn]);
  });

  test('counts as the rollback if the resource has other settings', async () => {
    for (const previous of [createDesiredState({ Name: 'three' }), undefined]) {
      const { env, arn, updateTo } = rollBack();
      const made = await updateTo(NAMED, previous);
      expect(env.arns).toEqual([arn, made]);
    }
  });
});
