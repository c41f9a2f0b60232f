import type { RecordingConfigurationPage } from '../../../lambda/aws/recording-configurations';
import {
  handleRequest,
  type ResourceOutcome,
  type ResourceRequest,
} from '../../../lambda/recording-configuration/handle-request';
import { startDeadline } from '../../../lambda/util/deadline';
import { withBucket } from '../../support/properties';
import { TestContext, declare, DECLARATION, OWNER, refused } from './test-context';

type Sent = { readonly properties?: unknown } & (
  | { readonly type: 'Create' }
  | { readonly type: 'Update'; readonly physicalId: string; readonly oldProperties: unknown }
  | { readonly type: 'Delete'; readonly physicalId: string }
);

/** Serves one request in a function that has this long, and notes the ids to remember. */
async function serve(env: TestContext, sent: Sent, functionMs = 880_000) {
  const remembered: (string | undefined)[] = [];
  const request: ResourceRequest = { properties: withBucket(), ...OWNER, requestId: 'request-1', ...sent };
  const startedAt = env.clock.now();
  const outcome: ResourceOutcome = await handleRequest(env.context, request, {
    deadline: startDeadline(env.clock, functionMs),
    setPhysicalId: (id) => remembered.push(id),
    doAfterResponse: () => undefined,
  });
  const reason = outcome.status === 'FAILED' ? outcome.reason : '';
  return { outcome, reason, remembered, tookMs: Math.round(env.clock.now() - startedAt) };
}

/** A resource that has a configuration, about to be updated or deleted. */
function setUp(kind: 'Update' | 'Delete') {
  const env = new TestContext(kind, { timeToActiveMs: 0 });
  const { arn } = env.place();
  env.begin(arn);
  return { env, arn };
}

test('a Create gives the ARN and the attributes, of which TagsAll is dispensable', async () => {
  const env = new TestContext('Create');
  const { outcome, remembered } = await serve(env, { type: 'Create' });
  const [arn] = env.arns;
  expect(outcome).toMatchObject({
    status: 'SUCCESS',
    physicalId: arn,
    attributes: { Arn: arn, BucketName: 'stream-archive' },
    optionalAttributes: ['TagsAll'],
  });
  expect(remembered).toEqual([arn]);
});

test('an Update gives the id, and remembers none', async () => {
  const { env, arn } = setUp('Update');
  const { outcome, remembered } = await serve(env, { type: 'Update', physicalId: arn, oldProperties: withBucket() });
  expect(outcome).toMatchObject({ status: 'SUCCESS', physicalId: arn, attributes: { Arn: arn } });
  expect(remembered).toEqual([]);
});

test('an Update that replaces remembers no id either', async () => {
  const { env, arn } = setUp('Update');
  const sent = {
    type: 'Update',
    physicalId: arn,
    properties: withBucket({ Name: 'two' }),
    oldProperties: withBucket(),
  };
  const { outcome, remembered } = await serve(env, sent as Sent);
  expect(outcome).toMatchObject({ status: 'SUCCESS', physicalId: env.arns.find((other) => other !== arn) });
  expect(remembered).toEqual([]);
});

test('an Update that fails before it made anything deletes nothing', async () => {
  const env = new TestContext('Update', { timeToActiveMs: Infinity });
  const { arn } = env.place();
  env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: arn };
  const { reason } = await serve(env, { type: 'Update', physicalId: arn, oldProperties: withBucket() });
  expect(reason).toMatch(/^The recording configuration was not created after 600 s\..* in this Region\.$/);
  expect(env.timesOf('delete')).toEqual([]);
});

test('default tags are the template’s where it has none of its own', async () => {
  const env = new TestContext('Create');
  const context = { ...env.context, defaultTags: '{"team":"video"}' };
  const request = { type: 'Create', properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(env.clock, 880_000);
  const outcome = await handleRequest(context, request, {
    deadline,
    setPhysicalId: () => undefined,
    doAfterResponse: () => undefined,
  });
  expect(outcome).toMatchObject({ status: 'SUCCESS', attributes: { TagsAll: '{"team":"video"}' } });
});

test('properties that cannot be used are an outcome', async () => {
  const { reason } = await serve(new TestContext('Create'), { type: 'Create', properties: {} });
  expect(reason).toMatch(
    /^DestinationConfiguration\.S3\.BucketName is missing: .* --table-s3\. Fix the template, then try again\.$/,
  );
});

test('a Delete gives back its id, and no attributes', async () => {
  const { env, arn } = setUp('Delete');
  const { outcome } = await serve(env, { type: 'Delete', physicalId: arn });
  expect(outcome).toEqual({ status: 'SUCCESS', physicalId: arn, attributes: {}, optionalAttributes: [] });
  expect(env.arns).toEqual([]);
});

test('a Delete does not depend on the default tags', async () => {
  const { env, arn } = setUp('Delete');
  const context = { ...env.context, defaultTags: 'no tags' };
  const request = { type: 'Delete', physicalId: arn, properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(env.clock, 880_000);
  const outcome = await handleRequest(context, request, {
    deadline,
    setPhysicalId: () => undefined,
    doAfterResponse: () => undefined,
  });
  expect(outcome.status).toBe('SUCCESS');
});

test.each([
  ['are unusable', 'no tags'],
  ['are too many together with those of the resource', '{"one-more":"x"}'],
])('a rollback returns although the default tags %s; an update does not go forward', async (_title, defaultTags) => {
  const Tags = Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`k${index}`, 'x']));
  const properties = withBucket({ Tags });
  const env = new TestContext('Update');
  const { arn } = env.place(declare({ Tags }));
  env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: arn };
  const context = { ...env.context, defaultTags };
  const request = { type: 'Update', physicalId: arn, properties, oldProperties: withBucket(), ...OWNER } as const;
  const run = (): Promise<ResourceOutcome> =>
    handleRequest(
      context,
      { ...request, requestId: 'r' },
      {
        deadline: startDeadline(env.clock, 880_000),
        setPhysicalId: () => undefined,
        doAfterResponse: () => undefined,
      },
    );
  expect((await run()).status).toBe('FAILED');
  env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  expect(await run()).toMatchObject({ status: 'SUCCESS', physicalId: arn });
});

test('a denial that has to do with the bucket names the bucket', async () => {
  const env = new TestContext('Create');
  const denied = refused('AccessDenied', 'not authorized to perform: s3:ListBucket');
  env.onNext('create', ...Array.from({ length: 100 }, () => denied));
  const { reason } = await serve(env, { type: 'Create' });
  expect(reason).toContain('s3:GetEncryptionConfiguration on the bucket stream-archive');
});

test('a Create that fails remembers what there is, and forgets it once it is gone', async () => {
  const env = new TestContext('Create');
  env.account.creationFailures.add({ times: 2 });
  const { reason, remembered } = await serve(env, { type: 'Create' });
  expect(reason).toContain('state CREATE_FAILED 2 times');
  const arn: unknown = expect.stringMatching(/^arn:/);
  expect(remembered).toEqual([arn, undefined, arn, undefined]);
});

describe('the time for the work', () => {
  const wait = async (kind: 'Create' | 'Delete', timeouts: object, functionMs: number): Promise<string> => {
    const env = new TestContext(kind, { timeToActiveMs: Infinity, deleteWhileCreating: 'refused' });
    const properties = withBucket({ Timeouts: timeouts });
    if (kind === 'Create') {
      const { reason, tookMs } = await serve(env, { type: 'Create', properties }, functionMs);
      return `${tookMs} ${reason}`;
    }
    const { arn } = env.place();
    env.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
    const { reason, tookMs } = await serve(env, { type: 'Delete', physicalId: arn, properties }, functionMs);
    return `${tookMs} ${reason}`;
  };

  test('is what the template allows', async () => {
    expect(await wait('Create', { Create: 60, Delete: 5 }, 880_000)).toMatch(/^60000 arn:.* CREATING after 60 s\./);
    expect(await wait('Delete', { Create: 5, Delete: 60 }, 880_000)).toMatch(/^60000 arn:.* still there 60 s after/);
  });

  test('leaves 30 s of the function’s for cleaning up, or a third where that is less', async () => {
    expect(await wait('Create', { Create: 600 }, 200_000)).toMatch(/^170000 /);
    expect(await wait('Create', { Create: 600 }, 60_000)).toMatch(/^40000 /);
  });

  test('is the function’s where the properties cannot be used', async () => {
    const env = new TestContext('Delete', { timeToActiveMs: Infinity, deleteWhileCreating: 'refused' });
    const { arn } = env.place();
    env.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
    const { tookMs } = await serve(env, { type: 'Delete', physicalId: arn, properties: {} }, 200_000);
    expect(tookMs).toBe(170_000);
  });
});

test('a failure names the configuration that was worked on, else the one that a Delete is for', async () => {
  const env = new TestContext('Delete');
  env.onNext('get', () => env.pass(700_000).then(() => refused('ServiceUnavailable')(() => undefined)));
  const arn = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC';
  const named = await serve(env, { type: 'Delete', physicalId: arn, properties: withBucket() });
  expect(named.outcome.status).toBe('FAILED');

  const slow = new TestContext('Delete');
  slow.place(DECLARATION, {}, { requestId: '1', createdAt: 0, isFound: false });
  slow.begin('failed-creation-1');
  slow.onNext('delete', ...Array.from({ length: 1_000 }, () => refused('ResourceConflict')));
  slow.onNext('get', ...Array.from({ length: 1_000 }, () => () => undefined));
  const unnamed = await serve(slow, { type: 'Delete', physicalId: 'failed-creation-1' });
  expect(unnamed.reason).toMatch(/^The recording configuration was still there 600 s after the deletion began\./);
});

describe('an Update that fails after it made a configuration', () => {
  /** What is created from now on stays CREATING. */
  const neverActiveAgain = async (env: TestContext): Promise<void> => {
    await env.pass(1);
    await env.context.configurations.list(undefined, env.context.deadline.signal);
    env.account.settings.timeToActiveMs = Infinity;
  };

  const toTwo = (arn: string): Sent => ({
    type: 'Update',
    physicalId: arn,
    properties: withBucket({ Name: 'two', Timeouts: { Create: 20 } }),
    oldProperties: withBucket(),
  });

  test('deletes it', async () => {
    const { env, arn } = setUp('Update');
    await neverActiveAgain(env);
    const { reason } = await serve(env, toTwo(arn));
    expect(reason).toMatch(/still CREATING after 20 s.* in this Region\.$/);
    expect(env.arns).toEqual([arn]);
  });

  test('moves channels back that it had moved to it', async () => {
    const env = new TestContext('Update', { timeToActiveMs: 0 });
    const { arn } = env.place(declare({ Name: 'two' }));
    const { arn: leftover } = env.place(declare({ Name: 'two' }));
    env.account.createChannel({ recordingConfigurationArn: arn });
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const properties = withBucket({ OnInUse: 'RELEASE' });
    env.begin(arn, properties);
    env.onNext('delete', refused('InvalidRequest', 'no'));
    const oldProperties = withBucket({ Name: 'two' });
    const { reason } = await serve(env, { type: 'Update', physicalId: arn, properties, oldProperties });
    expect(reason).toMatch(/"no"/);
    expect(env.timesOf('setRecording')).toHaveLength(2);
    expect(env.account.channels()).toMatchObject([{ recordingConfigurationArn: arn }]);
    expect(env.arns).toEqual([arn, leftover]);
  });

  test('leaves it where CloudFormation has it as the resource’s', async () => {
    const { env, arn } = setUp('Update');
    await neverActiveAgain(env);
    void env.pass(10_000).then(() => {
      env.resource = { status: 'UPDATE_COMPLETE', physicalId: env.arns.find((other) => other !== arn) ?? '' };
    });
    const { reason } = await serve(env, toTwo(arn));
    expect(reason).toMatch(/ in this Region\.$/);
    expect(env.arns).toHaveLength(2);
  });

  test('says so where it cannot be deleted yet', async () => {
    const { env, arn } = setUp('Update');
    await neverActiveAgain(env);
    env.onNext('delete', refused('InvalidRequest'));
    const { reason } = await serve(env, toTwo(arn));
    const made = env.arns.find((other) => other !== arn) ?? 'none';
    expect(
      reason.endsWith(` ${made}, which the update had made, could not be deleted yet; the rollback deletes it.`),
    ).toBe(true);
  });

  test('leaves alone what an earlier request made', async () => {
    const { env, arn } = setUp('Update');
    await neverActiveAgain(env);
    const two = env.place(declare({ Name: 'two' }));
    const { outcome } = await serve(env, toTwo(arn));
    expect(outcome.status).toBe('FAILED');
    expect(env.arns).toEqual([arn, two.arn]);
  });
});

test.each<[string, wholeMs: number, timeout: number, text: RegExp]>([
  ['ServiceTimeout', 60_000, 41, /after 40 s.+ Raise ServiceTimeout, a part/],
  ['ServiceTimeout', 60_000, 600, /after 40 s.+ Raise ServiceTimeout, a part/],
  ['Timeouts.Create', 60_000, 40, /after 40 s.+ Raise Timeouts\.Create/],
  ['Timeouts.Create', 60_000, 10, /after 10 s.+ Raise Timeouts\.Create/],
])('a failure names %s, which ended it: %d ms in all, Timeouts.Create is %d s', async (_name, ms, Create, text) => {
  const env = new TestContext('Create', { timeToActiveMs: Infinity });
  const request = {
    type: 'Create',
    properties: withBucket({ Timeouts: { Create } }),
    ...OWNER,
    requestId: 'r',
  } as const;
  const deadline = startDeadline(env.clock, ms, undefined, 'ServiceTimeout');
  const outcome = await handleRequest(env.context, request, {
    deadline,
    setPhysicalId: () => undefined,
    doAfterResponse: () => undefined,
  });
  expect(outcome).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(text) as unknown });
});

test('the timer of the work ends with the work', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 0 });
  const signals: AbortSignal[] = [];
  const list = (_nextToken: string | undefined, signal: AbortSignal): Promise<RecordingConfigurationPage> => {
    signals.push(signal);
    return Promise.resolve({ configurations: [], nextToken: undefined });
  };
  const dependencies = { ...env.context, configurations: { ...env.context.configurations, list } };
  const request = { type: 'Create', properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(env.clock, 10_000_000);
  await handleRequest(dependencies, request, {
    deadline,
    setPhysicalId: () => undefined,
    doAfterResponse: () => undefined,
  });
  await env.pass(1_000_000);
  expect(signals[0]?.aborted).toBe(false);
  expect(DECLARATION.createTimeoutMs).toBeLessThan(1_000_000);
});
