import { OWNER_TAGS } from '../../../schema/tags';
import { findOrCreate, ensureSingle } from '../../../lambda/recording-configuration/find-or-create';
import { listOwnedWithSettings } from '../../../lambda/recording-configuration/owned-configurations';
import type { RecordingConfiguration, Tags } from '../../../lambda/aws/recording-configurations';
import { toOriginTag, toOwnerTags } from '../../../lambda/recording-configuration/ownership';
import type { ExpectedState } from '../../../lambda/recording-configuration/superseded';
import {
  TestContext,
  createDesiredState,
  DESIRED_STATE,
  withLostResponse,
  OWNER,
  errorOf,
  failWith,
  resourceError,
} from './test-context';

const CREATION: ExpectedState = { desired: DESIRED_STATE, physicalId: undefined, isForwardUpdate: false };

/** The origin tag of a configuration that another delivery of the request created. */
const fromDelivery = (createdAt: number): Tags => toOriginTag({ requestId: 'request-1', createdAt, isFound: false });

test('listOwnedWithSettings returns the configurations with the owner’s tags and these settings', async () => {
  const env = new TestContext();
  const own = env.addConfiguration();
  env.addConfiguration(createDesiredState({ Name: 'other' }));
  env.addConfiguration(DESIRED_STATE, { [OWNER_TAGS.logicalId]: 'Neighbor' });
  const found = await listOwnedWithSettings(env.context, DESIRED_STATE.settingsHash, env.context.deadline);
  expect(found).toEqual([own]);
});

test('a throttled page is listed again, and the pages before it are not', async () => {
  const env = new TestContext();
  env.pageSize = 2;
  const own = Array.from({ length: 5 }, () => env.addConfiguration());
  env.onNext('list', (proceed) => proceed(), failWith('Throttling'), failWith('Throttling'));
  expect(await listOwnedWithSettings(env.context, DESIRED_STATE.settingsHash, env.context.deadline)).toEqual(own);
  expect(env.timesOf('list')).toEqual([0, 0, 250, 750, 750]);
});

describe('findOrCreate', () => {
  test('creates a configuration with the declared tags, the owner tags and the request tag', async () => {
    const env = new TestContext();
    const { configuration, isNew } = await findOrCreate(env.context, {
      ...CREATION,
      desired: createDesiredState({ Tags: { a: '1' } }),
    });
    expect(isNew).toBe(true);
    expect(env.arns).toEqual([configuration.arn]);
    expect(configuration.tags).toEqual({
      a: '1',
      ...toOwnerTags(OWNER, DESIRED_STATE.settingsHash),
      [OWNER_TAGS.requestId]: 'request-1 2026-01-01T00:00:00.000Z',
    });
  });

  test('inspects the bucket once, beside the first List', async () => {
    const env = new TestContext();
    env.onNext('create', failWith('ServiceUnavailable'));
    env.onNext('list', async (proceed) => {
      await env.pass(2_000);
      return proceed();
    });
    await findOrCreate(env.context, CREATION);
    const sites = env.calls.map(({ site }) => site).filter((site) => site !== 'list');
    expect(sites).toEqual(['findBucket', 'create', 'describeResource', 'create']);
    expect([env.timesOf('list')[0], env.timesOf('findBucket')]).toEqual([0, [0]]);
  });

  test('finds an existing configuration whose bucket became unusable', async () => {
    const env = new TestContext();
    env.bucket = { kind: 'encrypted-with-kms', algorithm: 'aws:kms' };
    const { arn } = env.addConfiguration();
    expect(await findOrCreate(env.context, CREATION)).toMatchObject({ configuration: { arn } });
  });

  test('creates nothing for a bucket that IVS cannot write to', async () => {
    const env = new TestContext();
    env.bucket = { kind: 'encrypted-with-kms', algorithm: 'aws:kms' };
    expect(await errorOf(findOrCreate(env.context, CREATION))).toMatchObject(
      resourceError('BucketEncryptionNotSupported', { bucket: 'stream-archive', algorithm: 'aws:kms' }),
    );
    expect(env.arns).toEqual([]);
  });

  test('finds an existing configuration', async () => {
    const env = new TestContext();
    const configuration = env.addConfiguration();
    expect(await findOrCreate(env.context, CREATION)).toEqual({ configuration, isNew: false });
    expect(env.timesOf('create')).toEqual([]);
  });

  test('finds the configuration of a create without a response and creates no other', async () => {
    const env = new TestContext();
    env.onNext('create', withLostResponse);
    const { configuration, isNew } = await findOrCreate(env.context, CREATION);
    expect([env.arns, isNew]).toEqual([[configuration.arn], true]);
    expect([env.timesOf('create'), env.timesOf('list')]).toEqual([[0], [0, 1_000]]);
  });

  test('repeats a create whose configuration is not found for half a minute', async () => {
    const env = new TestContext();
    env.onNext('create', failWith('ServiceUnavailable'), failWith('ServiceUnavailable'));
    expect(await findOrCreate(env.context, CREATION)).toMatchObject({ isNew: true });
    expect(env.timesOf('create')).toEqual([0, 31_000, 63_000]);
    expect(env.timesOf('list').slice(0, 6)).toEqual([0, 1_000, 3_000, 7_000, 11_000, 15_000]);
  });

  test('finds a configuration that IVS creates after the call was abandoned', async () => {
    const env = new TestContext();
    env.onNext('create', async (proceed) => {
      void env.pass(20_000).then(proceed);
      await failWith('ServiceUnavailable')(proceed);
    });
    const { configuration, isNew } = await findOrCreate(env.context, CREATION);
    expect([env.arns, isNew]).toEqual([[configuration.arn], true]);
    expect(env.timesOf('create')).toEqual([0]);
  });

  test('does not mistake the configuration of another delivery for its own', async () => {
    const env = new TestContext();
    env.onNext('create', async (proceed) => {
      env.addConfiguration(DESIRED_STATE, fromDelivery(env.clock.epochMs() - 5_000));
      void env.pass(20_000).then(proceed);
      await failWith('ServiceUnavailable')(proceed);
    });
    const { isNew } = await findOrCreate(env.context, CREATION);
    expect(env.clock.now() - env.context.startedAt).toBeGreaterThan(20_000);
    expect([env.arns.length, isNew]).toEqual([1, true]);
    expect(env.timesOf('create')).toEqual([0]);
  });

  test('uses the configuration of another delivery if its own call created none', async () => {
    const env = new TestContext();
    const other = { arn: '' };
    env.onNext('create', async (proceed) => {
      other.arn = env.addConfiguration(DESIRED_STATE, fromDelivery(env.clock.epochMs() - 5_000)).arn;
      await failWith('ServiceUnavailable')(proceed);
    });
    expect(await findOrCreate(env.context, CREATION)).toMatchObject({ configuration: { arn: other.arn }, isNew: true });
    expect(env.timesOf('create')).toEqual([0]);
    expect(env.clock.now() - env.context.startedAt).toBe(31_000);
  });

  test('retries a conflict for half a minute', async () => {
    const passing = new TestContext();
    passing.onNext('create', ...Array.from({ length: 9 }, () => failWith('ResourceConflict')));
    expect(await findOrCreate(passing.context, CREATION)).toMatchObject({ isNew: true });
    expect(passing.timesOf('create').slice(0, 4)).toEqual([0, 1_000, 3_000, 7_000]);

    const staying = new TestContext();
    staying.onNext('create', ...Array.from({ length: 100 }, () => failWith('ResourceConflict')));
    expect(await errorOf(findOrCreate(staying.context, CREATION))).toMatchObject({ kind: 'ResourceConflict' });
    expect(staying.timesOf('create').at(-1)).toBe(31_000);
  });

  test('retries a throttled create', async () => {
    const env = new TestContext();
    env.onNext('create', failWith('Throttling'));
    expect(await findOrCreate(env.context, CREATION)).toMatchObject({ isNew: true });
    expect([env.timesOf('create'), env.timesOf('list')]).toEqual([[0, 250], [0]]);
  });

  test.each(['InvalidRequest', 'ServiceLimitExceeded'] as const)('does not retry the error %s', async (kind) => {
    const env = new TestContext();
    env.onNext('create', failWith(kind));
    expect(await errorOf(findOrCreate(env.context, CREATION))).toMatchObject({ kind });
    expect(env.timesOf('create')).toEqual([0]);
  });

  test('does not retry an unexpected error', async () => {
    const env = new TestContext();
    const defect = Object.assign(new TypeError('x'), { kind: 'ServiceUnavailable' });
    env.onNext('create', () => {
      throw defect;
    });
    expect(await errorOf(findOrCreate(env.context, CREATION))).toBe(defect);
  });

  test('resolves an unknown outcome after Timeouts.Create, and creates nothing more', async () => {
    const found = new TestContext('Create', { workMs: 500 });
    found.onNext('create', withLostResponse);
    expect(await findOrCreate(found.context, CREATION)).toMatchObject({ isNew: true });

    const none = new TestContext('Create', { workMs: 500 });
    none.onNext('create', failWith('ServiceUnavailable', 'no answer'));
    const error = await errorOf(findOrCreate(none.context, CREATION));
    expect(error).toMatchObject({ kind: 'ServiceUnavailable', message: 'no answer' });
    expect([none.timesOf('create'), none.arns]).toEqual([[0], []]);
  });

  test('resolves an unknown outcome even if the first List is rejected', async () => {
    const env = new TestContext('Create', { workMs: 500 });
    env.onNext('create', withLostResponse);
    env.onNext('list', (proceed) => proceed(), failWith('Throttling'));
    expect(await findOrCreate(env.context, CREATION)).toMatchObject({ isNew: true });
    expect(env.timesOf('list')).toEqual([0, 1_000, 1_250]);
  });

  test('lists no longer than Timeouts.Create without an unknown outcome', async () => {
    const env = new TestContext('Create', { workMs: 500 });
    env.onNext('list', ...Array.from({ length: 10 }, () => failWith('Throttling')));
    expect(await errorOf(findOrCreate(env.context, CREATION))).toMatchObject({ kind: 'Throttling' });
    expect(env.timesOf('list')).toEqual([0, 250]);
  });

  test('ends the create call only at the cleanup deadline', async () => {
    const env = new TestContext();
    const signals: AbortSignal[] = [];
    const { configurations } = env.context;
    await findOrCreate(
      {
        ...env.context,
        configurations: {
          ...configurations,
          create: (settings, tags, signal) => {
            signals.push(signal);
            return configurations.create(settings, tags, signal);
          },
        },
      },
      CREATION,
    );
    expect(signals).toEqual([env.context.cleanupDeadline.signal]);
    expect(signals[0]).toBe(env.context.cleanupDeadline.signal);
  });

  test('deletes failed configurations, except for the current one of the resource', async () => {
    const env = new TestContext('Update', { timeToActiveMs: 0 });
    env.account.creationFailures.add({ times: 2 });
    const [current, failed] = [env.addConfiguration(), env.addConfiguration()];
    await env.pass(1);
    const { configuration, isNew } = await findOrCreate(env.context, { ...CREATION, physicalId: current.arn });
    expect(isNew).toBe(true);
    expect(failed.arn).not.toBe(configuration.arn);
    expect(env.arns).toEqual([current.arn, configuration.arn]);
  });

  test('keeps one duplicate of the request, after the other delivery has responded', async () => {
    const env = new TestContext();
    const [one, two] = [1, 2].map((at) => env.addConfiguration(DESIRED_STATE, fromDelivery(at)).arn);
    const retained = env.addRetainedConfiguration().arn;
    void env.pass(20_000).then(() => {
      env.resource = { status: 'CREATE_COMPLETE', physicalId: two ?? '' };
    });
    const { configuration, isNew } = await findOrCreate(env.context, CREATION);
    expect([configuration.arn, isNew, env.arns]).toEqual([two, false, [two, retained]]);
    expect(env.arns).not.toContain(one);
    expect(env.timesOf('delete')[0]).toBe(30_000);
  });

  test.each([
    ['records no id', ''],
    ['has no such resource', 'absent'],
  ])('keeps the oldest duplicate if CloudFormation %s', async (_title, stackResource) => {
    const env = new TestContext();
    const arns = [2, 1, 3].map((at) => env.addConfiguration(DESIRED_STATE, fromDelivery(at)).arn);
    if (stackResource === 'absent') env.resource = 'absent';
    expect(await findOrCreate(env.context, CREATION)).toMatchObject({ configuration: { arn: arns[1] } });
    expect(env.arns).toEqual([arns[1]]);
  });

  test('uses the oldest configuration of earlier requests, and deletes none of them', async () => {
    const env = new TestContext();
    const arns = [env.addConfiguration(), env.addRetainedConfiguration()].map(({ arn }) => arn);
    expect(await findOrCreate(env.context, CREATION)).toMatchObject({ configuration: { arn: arns[1] }, isNew: false });
    expect([env.arns, env.timesOf('describeResource')]).toEqual([arns, []]);
  });
});

describe('on a rollback, the original configuration', () => {
  /** Default: its owner tags were removed while the resource was replaced. */
  function setUpFormer({
    placed = DESIRED_STATE,
    stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS',
    hasOwnerTags = false,
  } = {}) {
    const env = new TestContext('Update', { timeToActiveMs: 0 });
    const former = env.addRetainedConfiguration(placed).arn;
    if (!hasOwnerTags) env.account.untagResource({ resourceArn: former, tagKeys: Object.values(OWNER_TAGS) });
    const { arn: physicalId } = env.addConfiguration(createDesiredState({ Name: 'new' }));
    env.recordEvent('UPDATE_IN_PROGRESS', former);
    env.recordEvent('UPDATE_COMPLETE', physicalId);
    if (stackStatus !== env.stackStatus) env.stackStatus = stackStatus;
    env.recordStart(physicalId);
    const expected: ExpectedState = { desired: DESIRED_STATE, physicalId, isForwardUpdate: false };
    return { env, former, physicalId, runFindOrCreate: () => findOrCreate(env.context, expected) };
  }

  test.each([true, false])('is found in the stack events (owner tags: %p)', async (hasOwnerTags) => {
    const { former, runFindOrCreate } = setUpFormer({ hasOwnerTags });
    expect(await runFindOrCreate()).toMatchObject({ configuration: { arn: former }, isNew: false });
  });

  test('is used instead of a retained one with equal settings', async () => {
    const { env, former, runFindOrCreate } = setUpFormer({ hasOwnerTags: true });
    env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-before', createdAt: 0, isFound: false });
    expect(await runFindOrCreate()).toMatchObject({ configuration: { arn: former }, isNew: false });
  });

  test.each<[string, Parameters<typeof setUpFormer>[0]]>([
    ['outside a rollback', { stackStatus: 'UPDATE_IN_PROGRESS' }],
    ['to other settings', { placed: createDesiredState({ Name: 'three' }) }],
  ])('is not used by an update %s', async (_title, options) => {
    const { former, runFindOrCreate } = setUpFormer(options);
    const { configuration, isNew } = await runFindOrCreate();
    expect(isNew).toBe(true);
    expect(configuration.arn).not.toBe(former);
  });

  test('is not used if another resource has it', async () => {
    const { env, former, runFindOrCreate } = setUpFormer();
    env.account.tagResource({ resourceArn: former, tags: { [OWNER_TAGS.logicalId]: 'Neighbor' } });
    expect(await runFindOrCreate()).toMatchObject({ isNew: true });
  });

  test('is not used if it is gone, or if the events are not available', async () => {
    const gone = setUpFormer();
    gone.env.account.deleteRecordingConfiguration({ arn: gone.former });
    expect(await gone.runFindOrCreate()).toMatchObject({ isNew: true });
    const hidden = setUpFormer();
    hidden.env.onNext('listEvents', failWith('AccessDenied'));
    expect(await hidden.runFindOrCreate()).toMatchObject({ isNew: true });
  });

  test('is not searched, and nothing is created, if the request is stale', async () => {
    const { env, runFindOrCreate } = setUpFormer();
    const { arns } = env;
    env.recordEvent('UPDATE_COMPLETE', env.arns[0] ?? '');
    expect(await errorOf(runFindOrCreate())).toMatchObject(resourceError('RequestSuperseded', { kind: 'Update' }));
    expect([env.arns, env.timesOf('create')]).toEqual([arns, []]);
  });

  test('is created again if the events are stale and the request is current', async () => {
    const { env, physicalId, runFindOrCreate } = setUpFormer();
    env.recordEvent('UPDATE_COMPLETE', physicalId);
    env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId };
    expect(await runFindOrCreate()).toMatchObject({ isNew: true });
  });

  test('is not used if it failed', async () => {
    const { env, former, runFindOrCreate } = setUpFormer();
    env.onNext('get', (proceed) => ({ ...(proceed() as RecordingConfiguration), state: 'CREATE_FAILED' }));
    expect((await runFindOrCreate()).configuration.arn).not.toBe(former);
  });

  test.each(['', 'failed-creation-1'])('does not exist if the id was %p', async (id) => {
    const env = new TestContext('Update');
    env.recordEvent('UPDATE_IN_PROGRESS', id);
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    env.recordStart('another');
    const expected: ExpectedState = { desired: DESIRED_STATE, physicalId: 'another', isForwardUpdate: false };
    expect(await findOrCreate(env.context, expected)).toMatchObject({ isNew: true });
    expect(env.timesOf('get')).toEqual([]);
  });
});

describe('an earlier configuration of the resource', () => {
  /** An update from a configuration with other settings. */
  function setUpUpdate(add: (env: TestContext) => RecordingConfiguration) {
    const env = new TestContext('Update', { timeToActiveMs: 0 });
    const earlier = add(env);
    const { arn: physicalId } = env.addConfiguration(createDesiredState({ Name: 'current' }));
    env.recordStart(physicalId);
    const expected: ExpectedState = { desired: DESIRED_STATE, physicalId, isForwardUpdate: true };
    const isUsed = async (): Promise<boolean> =>
      (await findOrCreate(env.context, expected)).configuration.arn === earlier.arn;
    return { env, earlier, expected, physicalId, isUsed };
  }
  const withOrigin =
    (origin: Parameters<typeof toOriginTag>[0]) =>
    (env: TestContext): RecordingConfiguration =>
      env.addConfiguration(DESIRED_STATE, {}, origin);

  test('is not used if it was created before the operation: it was retained', async () => {
    const { env, earlier, isUsed } = setUpUpdate((env) => env.addRetainedConfiguration());
    expect(await isUsed()).toBe(false);
    expect(env.arns).toContain(earlier.arn);
  });

  test('is not used if it was adopted', async () => {
    const adopted = withOrigin({ requestId: 'request-0', createdAt: undefined, isFound: false });
    expect(await setUpUpdate(adopted).isUsed()).toBe(false);
  });

  test('is used if an earlier request of the operation created it', async () => {
    expect(await setUpUpdate((env) => env.addConfiguration()).isUsed()).toBe(true);
  });

  test('is used if this request found it before, or its origin tag was removed', async () => {
    const found = setUpUpdate(withOrigin({ requestId: 'request-1', createdAt: 0, isFound: true }));
    expect(await found.isUsed()).toBe(true);
    const unknown = setUpUpdate((env) => {
      const retained = env.addRetainedConfiguration();
      env.account.untagResource({ resourceArn: retained.arn, tagKeys: [OWNER_TAGS.requestId] });
      return retained;
    });
    expect(await unknown.isUsed()).toBe(true);
    for (const { env } of [found, unknown]) expect(env.timesOf('listEvents')).toEqual([]);
  });

  test('is used if the events are not available', async () => {
    const { env, isUsed } = setUpUpdate((env) => env.addRetainedConfiguration());
    env.onNext('listEvents', failWith('AccessDenied'));
    expect(await isUsed()).toBe(true);
  });

  test('is judged by one read of the events', async () => {
    const { env, expected, isUsed } = setUpUpdate((env) => env.addRetainedConfiguration());
    await isUsed();
    const created = env.account.recordingConfigurations().at(-1);
    if (created === undefined) throw new Error('nothing was created');
    expect(await ensureSingle(env.context, expected, created, () => undefined)).toBe(true);
    expect(env.timesOf('listEvents')).toHaveLength(1);
  });
});

describe('ensureSingle', () => {
  const isSingle = (env: TestContext, configuration: RecordingConfiguration): Promise<boolean> =>
    ensureSingle(env.context, CREATION, configuration, () => undefined);

  test('returns true if the others have other settings or failed, and deletes the failed ones', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    env.account.creationFailures.add();
    const failed = env.addConfiguration();
    const configuration = env.addConfiguration();
    env.addConfiguration(createDesiredState({ Name: 'other' }));
    await env.pass(1);
    expect(await isSingle(env, configuration)).toBe(true);
    expect(env.arns).toHaveLength(2);
    expect(env.arns).not.toContain(failed.arn);
  });

  test('returns true if all are from earlier requests', async () => {
    const env = new TestContext();
    const [one] = [env.addConfiguration(), env.addRetainedConfiguration()];
    expect(await isSingle(env, one)).toBe(true);
    expect(env.arns).toHaveLength(2);
  });

  test('returns false if another delivery created an older one, and keeps that one', async () => {
    const env = new TestContext();
    const [older, own] = [1, 2].map((at) => env.addConfiguration(DESIRED_STATE, fromDelivery(at)));
    if (older === undefined || own === undefined) throw new Error('not placed');
    expect(await isSingle(env, own)).toBe(false);
    expect(env.arns).toEqual([older.arn]);
    expect(await isSingle(env, older)).toBe(true);
  });

  test('returns false if an earlier request created one that this request did not find', async () => {
    const env = new TestContext();
    const retained = env.addRetainedConfiguration();
    expect(await isSingle(env, env.addConfiguration(DESIRED_STATE, fromDelivery(2)))).toBe(false);
    expect(env.arns).toEqual([retained.arn]);
  });

  test('calls Get if the list is empty', async () => {
    const env = new TestContext();
    const configuration = env.addConfiguration(DESIRED_STATE, fromDelivery(1));
    const empty = (): unknown => ({ configurations: [], nextToken: undefined });
    env.onNext('list', empty);
    expect(await isSingle(env, configuration)).toBe(true);
    env.account.deleteRecordingConfiguration({ arn: configuration.arn });
    expect(await isSingle(env, configuration)).toBe(false);
  });
});
