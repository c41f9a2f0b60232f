import type { RecordingConfigurationPage } from '../../../lambda/aws/recording-configurations';
import {
  handleRequest,
  type ResourceInvocation,
  type ResourceOutcome,
  type ResourceRequest,
} from '../../../lambda/recording-configuration/handle-request';
import { formatDetail, formatMessage } from '../../../schema/messages';
import { parseProperties } from '../../../schema/parse-properties';
import { startDeadline } from '../../../lambda/util/deadline';
import { withBucket } from '../../support/properties';
import { TestContext, createDesiredState, DESIRED_STATE, OWNER, failWith, recordPhysicalIds } from './test-context';

type Sent = { readonly properties?: unknown } & (
  | { readonly type: 'Create' }
  | { readonly type: 'Update'; readonly physicalId: string; readonly oldProperties: unknown }
  | { readonly type: 'Delete'; readonly physicalId: string }
);

/** Handles one request in a function with this much time, does the work after the response, and records the physical ids. */
async function serve(env: TestContext, sent: Sent, functionMs = 880_000) {
  const physicalIds: (string | undefined)[] = [];
  const invocation: ResourceInvocation = Object.assign(recordPhysicalIds(physicalIds), {
    deadline: startDeadline(env.clock, functionMs),
  });
  const request: ResourceRequest = { properties: withBucket(), ...OWNER, requestId: 'request-1', ...sent };
  const startedAt = env.clock.now();
  const outcome: ResourceOutcome = await handleRequest(env.context, request, invocation);
  const tookMs = Math.round(env.clock.now() - startedAt);
  const { resource } = env;
  const isInProgress = typeof resource === 'object' && resource.status === 'UPDATE_IN_PROGRESS';
  if (outcome.status === 'FAILED' && isInProgress) env.recordEvent('UPDATE_FAILED', resource.physicalId);
  await invocation.afterResponse?.(startDeadline(env.clock, 60_000));
  const reason = outcome.status === 'FAILED' ? outcome.reason : '';
  return { outcome, reason, physicalIds, tookMs };
}

const UNOBSERVED = { physicalId: undefined, afterResponse: undefined };

/** The message of a Create or Update that Timeouts.Create ended. */
const createTimeout = (seconds: number, configuration = 'The recording configuration'): string =>
  formatMessage('CreateTimeout', { configuration, seconds, advice: 'Increase Timeouts.Create (at most 840 seconds)' });

const deleteTimeout = (seconds: number, configuration = 'The recording configuration'): string =>
  formatMessage('DeleteTimeout', { configuration, seconds, advice: 'Increase Timeouts.Delete (at most 840 seconds)' });

/** A resource with a configuration, before an update or a delete. */
function setUp(kind: 'Update' | 'Delete') {
  const env = new TestContext(kind, { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  env.recordStart(arn);
  return { env, arn };
}

test('a Create returns the ARN and the attributes, of which TagsAll is optional', async () => {
  const env = new TestContext('Create');
  const { outcome, physicalIds } = await serve(env, { type: 'Create' });
  const [arn] = env.arns;
  expect(outcome).toMatchObject({
    status: 'SUCCESS',
    physicalId: arn,
    attributes: { Arn: arn, BucketName: 'stream-archive' },
    optionalAttributes: ['TagsAll'],
  });
  expect(physicalIds).toEqual([arn]);
});

test('an Update returns the id and sets no physical id', async () => {
  const { env, arn } = setUp('Update');
  const { outcome, physicalIds } = await serve(env, { type: 'Update', physicalId: arn, oldProperties: withBucket() });
  expect(outcome).toMatchObject({ status: 'SUCCESS', physicalId: arn, attributes: { Arn: arn } });
  expect(physicalIds).toEqual([]);
});

test('an Update with a replacement sets no physical id', async () => {
  const { env, arn } = setUp('Update');
  const sent = {
    type: 'Update',
    physicalId: arn,
    properties: withBucket({ Name: 'two' }),
    oldProperties: withBucket(),
  };
  const { outcome, physicalIds } = await serve(env, sent as Sent);
  expect(outcome).toMatchObject({ status: 'SUCCESS', physicalId: env.arns.find((other) => other !== arn) });
  expect(physicalIds).toEqual([]);
});

test('an Update that fails before a create deletes nothing', async () => {
  const env = new TestContext('Update', { timeToActiveMs: Infinity });
  const { arn } = env.addConfiguration();
  env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: arn };
  const { reason } = await serve(env, { type: 'Update', physicalId: arn, oldProperties: withBucket() });
  expect(reason).toBe(createTimeout(600));
  expect(env.timesOf('delete')).toEqual([]);
});

test('the default tags apply to a template without tags', async () => {
  const env = new TestContext('Create');
  const context = { ...env.context, defaultTags: '{"team":"video"}' };
  const request = { type: 'Create', properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(env.clock, 880_000);
  const outcome = await handleRequest(context, request, { ...UNOBSERVED, deadline });
  expect(outcome).toMatchObject({ status: 'SUCCESS', attributes: { TagsAll: '{"team":"video"}' } });
});

test('invalid properties return FAILED', async () => {
  const { reason } = await serve(new TestContext('Create'), { type: 'Create', properties: {} });
  const { problems } = parseProperties({});
  expect(problems).toMatchObject([{ path: 'DestinationConfiguration.S3.BucketName' }]);
  expect(reason).toBe(formatMessage('InvalidProperties', { problems: problems[0]?.text ?? '' }));
});

test('a Delete returns its id and no attributes', async () => {
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
  const outcome = await handleRequest(context, request, { ...UNOBSERVED, deadline });
  expect(outcome.status).toBe('SUCCESS');
});

test.each([
  ['are invalid', 'no tags'],
  ['exceed the limit together with the tags of the resource', '{"one-more":"x"}'],
])('a rollback succeeds even if the default tags %s, and a forward update fails', async (_title, defaultTags) => {
  const Tags = Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`k${index}`, 'x']));
  const properties = withBucket({ Tags });
  const env = new TestContext('Update');
  const { arn } = env.addConfiguration(createDesiredState({ Tags }));
  env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: arn };
  const context = { ...env.context, defaultTags };
  const request = { type: 'Update', physicalId: arn, properties, oldProperties: withBucket(), ...OWNER } as const;
  const run = (): Promise<ResourceOutcome> =>
    handleRequest(
      context,
      { ...request, requestId: 'r' },
      { ...UNOBSERVED, deadline: startDeadline(env.clock, 880_000) },
    );
  expect((await run()).status).toBe('FAILED');
  env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  expect(await run()).toMatchObject({ status: 'SUCCESS', physicalId: arn });
});

test('the error of a denial about the bucket names the bucket', async () => {
  const env = new TestContext('Create');
  const denied = failWith('AccessDenied', 'not authorized to perform: s3:ListBucket');
  env.onNext('create', ...Array.from({ length: 100 }, () => denied));
  const { reason } = await serve(env, { type: 'Create' });
  expect(reason).toBe(
    formatMessage('BucketInspectionAccessDenied', {
      failure: 'ivs:Action failed in us-east-1: "not authorized to perform: s3:ListBucket".',
      actions: 's3:GetBucketLocation, s3:ListBucket and s3:GetEncryptionConfiguration',
      bucket: 'bucket stream-archive',
    }),
  );
});

test('a failed Create sets the physical id, and clears it after the deletion', async () => {
  const env = new TestContext('Create');
  env.account.creationFailures.add({ times: 2 });
  const { reason, physicalIds } = await serve(env, { type: 'Create' });
  const cause = formatDetail('BucketPolicySuspected', { bucket: 'stream-archive', region: 'us-east-1' });
  expect(reason).toBe(formatMessage('CreateFailed', { attempts: ' 2 times', cause }));
  const arn: unknown = expect.stringMatching(/^arn:/);
  expect(physicalIds).toEqual([arn, undefined, arn, undefined]);
});

describe('the deadline of an operation', () => {
  const wait = async (kind: 'Create' | 'Delete', timeouts: object, functionMs: number) => {
    const env = new TestContext(kind, { timeToActiveMs: Infinity, deleteWhileCreating: 'refused' });
    const properties = withBucket({ Timeouts: timeouts });
    if (kind === 'Create') {
      const { reason, tookMs, physicalIds } = await serve(env, { type: 'Create', properties }, functionMs);
      return { tookMs, reason, arn: physicalIds.find((id) => id !== undefined) };
    }
    const { arn } = env.addConfiguration();
    env.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
    const { reason, tookMs } = await serve(env, { type: 'Delete', physicalId: arn, properties }, functionMs);
    return { tookMs, reason, arn };
  };

  test('is Timeouts.Create or Timeouts.Delete', async () => {
    const create = await wait('Create', { Create: 60, Delete: 5 }, 880_000);
    expect(create).toMatchObject({ tookMs: 60_000, reason: createTimeout(60, create.arn) });
    expect(create.arn).toMatch(/^arn:/);
    const deletion = await wait('Delete', { Create: 5, Delete: 60 }, 880_000);
    expect(deletion).toMatchObject({ tookMs: 60_000, reason: deleteTimeout(60, deletion.arn) });
  });

  test('reserves 30 s of the function for cleanup, or a third of the time if that is less', async () => {
    expect(await wait('Create', { Create: 600 }, 200_000)).toMatchObject({ tookMs: 170_000 });
    expect(await wait('Create', { Create: 600 }, 60_000)).toMatchObject({ tookMs: 40_000 });
  });

  test('is the deadline of the function if the properties are invalid', async () => {
    const env = new TestContext('Delete', { timeToActiveMs: Infinity, deleteWhileCreating: 'refused' });
    const { arn } = env.addConfiguration();
    env.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
    const { tookMs } = await serve(env, { type: 'Delete', physicalId: arn, properties: {} }, 200_000);
    expect(tookMs).toBe(170_000);
  });
});

test('a failure names the configuration of the operation, if there is one', async () => {
  const env = new TestContext('Delete');
  env.onNext('get', () => env.pass(700_000).then(() => failWith('ServiceUnavailable')(() => undefined)));
  const arn = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC';
  const named = await serve(env, { type: 'Delete', physicalId: arn, properties: withBucket() });
  expect(named.outcome.status).toBe('FAILED');

  const slow = new TestContext('Delete');
  slow.addConfiguration(DESIRED_STATE, {}, { requestId: '1', createdAt: 0, isFound: false });
  slow.recordStart('failed-creation-1');
  slow.onNext('delete', ...Array.from({ length: 1_000 }, () => failWith('ResourceConflict')));
  slow.onNext('get', ...Array.from({ length: 1_000 }, () => () => undefined));
  const unnamed = await serve(slow, { type: 'Delete', physicalId: 'failed-creation-1' });
  expect(unnamed.reason).toBe(deleteTimeout(600));
});

describe('an Update that fails after it created a configuration', () => {
  /** Configurations created from now on stay CREATING. */
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

  test('deletes the configuration after the response', async () => {
    const { env, arn } = setUp('Update');
    await neverActiveAgain(env);
    const seen: string[] = [];
    void env.pass(10_000).then(() => seen.push(...env.arns.filter((other) => other !== arn)));
    const { reason } = await serve(env, toTwo(arn));
    expect(seen).toHaveLength(1);
    expect(reason).toBe(createTimeout(20, seen[0]));
    expect(env.arns).toEqual([arn]);
  });

  test('moves back the channels that it had moved', async () => {
    const env = new TestContext('Update', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration(createDesiredState({ Name: 'two' }));
    const { arn: leftover } = env.addConfiguration(createDesiredState({ Name: 'two' }));
    env.account.createChannel({ recordingConfigurationArn: arn });
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const properties = withBucket({ OnInUse: 'RELEASE' });
    env.recordStart(arn, properties);
    env.onNext('delete', failWith('InvalidRequest', 'no'));
    const oldProperties = withBucket({ Name: 'two' });
    const { reason } = await serve(env, { type: 'Update', physicalId: arn, properties, oldProperties });
    expect(reason).toMatch(/"no"/);
    expect(env.timesOf('setRecording')).toHaveLength(2);
    expect(env.account.channels()).toMatchObject([{ recordingConfigurationArn: arn }]);
    expect(env.arns).toEqual([arn, leftover]);
  });

  test('keeps the configuration if the resource has it', async () => {
    const { env, arn } = setUp('Update');
    await neverActiveAgain(env);
    void env.pass(10_000).then(() => {
      env.resource = { status: 'UPDATE_COMPLETE', physicalId: env.arns.find((other) => other !== arn) ?? '' };
    });
    const { reason } = await serve(env, toTwo(arn));
    expect(env.arns).toHaveLength(2);
    expect(reason).toBe(createTimeout(20, env.arns[1]));
  });

  test('keeps the configuration of an earlier request', async () => {
    const { env, arn } = setUp('Update');
    await neverActiveAgain(env);
    const two = env.addConfiguration(createDesiredState({ Name: 'two' }));
    const { outcome } = await serve(env, toTwo(arn));
    expect(outcome.status).toBe('FAILED');
    expect(env.arns).toEqual([arn, two.arn]);
  });
});

test.each([
  ['ServiceTimeout', 60_000, 41, 40],
  ['ServiceTimeout', 60_000, 600, 40],
  ['Timeouts.Create', 60_000, 40, 40],
  ['Timeouts.Create', 60_000, 10, 10],
])('the error of a timeout names %s: %d ms in total, Timeouts.Create is %d s', async (name, ms, Create, seconds) => {
  const env = new TestContext('Create', { timeToActiveMs: Infinity });
  const request = {
    type: 'Create',
    properties: withBucket({ Timeouts: { Create } }),
    ...OWNER,
    requestId: 'r',
  } as const;
  const deadline = startDeadline(env.clock, ms, undefined, 'ServiceTimeout');
  const invocation: ResourceInvocation = { ...UNOBSERVED, deadline };
  const outcome = await handleRequest(env.context, request, invocation);
  const configuration = invocation.physicalId ?? 'none';
  const advice = 'Increase ServiceTimeout, part of which is reserved for cleanup and the response';
  expect(outcome).toMatchObject({
    status: 'FAILED',
    reason:
      name === 'ServiceTimeout'
        ? formatMessage('CreateTimeout', { configuration, seconds, advice })
        : createTimeout(seconds, configuration),
  });
});

test('the timer of the deadline ends with the operation', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 0 });
  const signals: AbortSignal[] = [];
  const list = (_nextToken: string | undefined, signal: AbortSignal): Promise<RecordingConfigurationPage> => {
    signals.push(signal);
    return Promise.resolve({ configurations: [], nextToken: undefined });
  };
  const dependencies = { ...env.context, configurations: { ...env.context.configurations, list } };
  const request = { type: 'Create', properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(env.clock, 10_000_000);
  await handleRequest(dependencies, request, { ...UNOBSERVED, deadline });
  await env.pass(1_000_000);
  expect(signals[0]?.aborted).toBe(false);
  expect(DESIRED_STATE.createTimeoutMs).toBeLessThan(1_000_000);
});
