import type { RecordingConfigurationPage } from '../../../lambda/aws/recording-configurations';
import {
  serveRecording,
  type RecordingOutcome,
  type RecordingRequest,
} from '../../../lambda/recording-configuration/handle-request';
import { startDeadline } from '../../../lambda/util/deadline';
import { withBucket } from '../../support/properties';
import { Bench, declare, DECLARATION, OWNER, refused } from './test-context';

type Sent = { readonly properties?: unknown } & (
  | { readonly type: 'Create' }
  | { readonly type: 'Update'; readonly physicalId: string; readonly oldProperties: unknown }
  | { readonly type: 'Delete'; readonly physicalId: string }
);

/** Serves one request in a function that has this long, and notes the ids to remember. */
async function serve(bench: Bench, sent: Sent, functionMs = 880_000) {
  const remembered: (string | undefined)[] = [];
  const request: RecordingRequest = { properties: withBucket(), ...OWNER, requestId: 'request-1', ...sent };
  const startedAt = bench.clock.now();
  const outcome: RecordingOutcome = await serveRecording(bench.operation, request, {
    deadline: startDeadline(bench.clock, functionMs),
    rememberPhysicalId: (id) => remembered.push(id),
    doAfterResponse: () => undefined,
  });
  const reason = outcome.status === 'FAILED' ? outcome.reason : '';
  return { outcome, reason, remembered, tookMs: Math.round(bench.clock.now() - startedAt) };
}

/** A resource that has a configuration, about to be updated or deleted. */
function setUp(kind: 'Update' | 'Delete') {
  const bench = new Bench(kind, { timeToActiveMs: 0 });
  const { arn } = bench.place();
  bench.begin(arn);
  return { bench, arn };
}

test('a Create gives the ARN and the attributes, of which TagsAll is dispensable', async () => {
  const bench = new Bench('Create');
  const { outcome, remembered } = await serve(bench, { type: 'Create' });
  const [arn] = bench.arns;
  expect(outcome).toMatchObject({
    status: 'SUCCESS',
    physicalId: arn,
    attributes: { Arn: arn, BucketName: 'stream-archive' },
    dispensable: ['TagsAll'],
  });
  expect(remembered).toEqual([arn]);
});

test('an Update gives the id, and remembers none', async () => {
  const { bench, arn } = setUp('Update');
  const { outcome, remembered } = await serve(bench, { type: 'Update', physicalId: arn, oldProperties: withBucket() });
  expect(outcome).toMatchObject({ status: 'SUCCESS', physicalId: arn, attributes: { Arn: arn } });
  expect(remembered).toEqual([]);
});

test('an Update that replaces remembers no id either', async () => {
  const { bench, arn } = setUp('Update');
  const sent = {
    type: 'Update',
    physicalId: arn,
    properties: withBucket({ Name: 'two' }),
    oldProperties: withBucket(),
  };
  const { outcome, remembered } = await serve(bench, sent as Sent);
  expect(outcome).toMatchObject({ status: 'SUCCESS', physicalId: bench.arns.find((other) => other !== arn) });
  expect(remembered).toEqual([]);
});

test('an Update that fails before it made anything deletes nothing', async () => {
  const bench = new Bench('Update', { timeToActiveMs: Infinity });
  const { arn } = bench.place();
  bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: arn };
  const { reason } = await serve(bench, { type: 'Update', physicalId: arn, oldProperties: withBucket() });
  expect(reason).toMatch(/^The recording configuration was not created after 600 s\..* in this Region\.$/);
  expect(bench.timesOf('delete')).toEqual([]);
});

test('default tags are the template’s where it has none of its own', async () => {
  const bench = new Bench('Create');
  const operation = { ...bench.operation, defaultTags: '{"team":"video"}' };
  const request = { type: 'Create', properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(bench.clock, 880_000);
  const outcome = await serveRecording(operation, request, {
    deadline,
    rememberPhysicalId: () => undefined,
    doAfterResponse: () => undefined,
  });
  expect(outcome).toMatchObject({ status: 'SUCCESS', attributes: { TagsAll: '{"team":"video"}' } });
});

test('properties that cannot be used are an outcome', async () => {
  const { reason } = await serve(new Bench('Create'), { type: 'Create', properties: {} });
  expect(reason).toMatch(
    /^DestinationConfiguration\.S3\.BucketName is missing: .* --table-s3\. Fix the template, then try again\.$/,
  );
});

test('a Delete gives back its id, and no attributes', async () => {
  const { bench, arn } = setUp('Delete');
  const { outcome } = await serve(bench, { type: 'Delete', physicalId: arn });
  expect(outcome).toEqual({ status: 'SUCCESS', physicalId: arn, attributes: {}, dispensable: [] });
  expect(bench.arns).toEqual([]);
});

test('a Delete does not depend on the default tags', async () => {
  const { bench, arn } = setUp('Delete');
  const operation = { ...bench.operation, defaultTags: 'no tags' };
  const request = { type: 'Delete', physicalId: arn, properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(bench.clock, 880_000);
  const outcome = await serveRecording(operation, request, {
    deadline,
    rememberPhysicalId: () => undefined,
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
  const bench = new Bench('Update');
  const { arn } = bench.place(declare({ Tags }));
  bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: arn };
  const operation = { ...bench.operation, defaultTags };
  const request = { type: 'Update', physicalId: arn, properties, oldProperties: withBucket(), ...OWNER } as const;
  const run = (): Promise<RecordingOutcome> =>
    serveRecording(
      operation,
      { ...request, requestId: 'r' },
      {
        deadline: startDeadline(bench.clock, 880_000),
        rememberPhysicalId: () => undefined,
        doAfterResponse: () => undefined,
      },
    );
  expect((await run()).status).toBe('FAILED');
  bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  expect(await run()).toMatchObject({ status: 'SUCCESS', physicalId: arn });
});

test('a denial that has to do with the bucket names the bucket', async () => {
  const bench = new Bench('Create');
  const denied = refused('access-denied', 'not authorized to perform: s3:ListBucket');
  bench.onNext('create', ...Array.from({ length: 100 }, () => denied));
  const { reason } = await serve(bench, { type: 'Create' });
  expect(reason).toContain('s3:GetEncryptionConfiguration on the bucket stream-archive');
});

test('a Create that fails remembers what there is, and forgets it once it is gone', async () => {
  const bench = new Bench('Create');
  bench.account.creationFailures.add({ times: 2 });
  const { reason, remembered } = await serve(bench, { type: 'Create' });
  expect(reason).toContain('state CREATE_FAILED 2 times');
  const arn: unknown = expect.stringMatching(/^arn:/);
  expect(remembered).toEqual([arn, undefined, arn, undefined]);
});

describe('the time for the work', () => {
  const wait = async (kind: 'Create' | 'Delete', timeouts: object, functionMs: number): Promise<string> => {
    const bench = new Bench(kind, { timeToActiveMs: Infinity, deleteWhileCreating: 'refused' });
    const properties = withBucket({ Timeouts: timeouts });
    if (kind === 'Create') {
      const { reason, tookMs } = await serve(bench, { type: 'Create', properties }, functionMs);
      return `${tookMs} ${reason}`;
    }
    const { arn } = bench.place();
    bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
    const { reason, tookMs } = await serve(bench, { type: 'Delete', physicalId: arn, properties }, functionMs);
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
    const bench = new Bench('Delete', { timeToActiveMs: Infinity, deleteWhileCreating: 'refused' });
    const { arn } = bench.place();
    bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
    const { tookMs } = await serve(bench, { type: 'Delete', physicalId: arn, properties: {} }, 200_000);
    expect(tookMs).toBe(170_000);
  });
});

test('a failure names the configuration that was worked on, else the one that a Delete is for', async () => {
  const bench = new Bench('Delete');
  bench.onNext('get', () => bench.pass(700_000).then(() => refused('unavailable')(() => undefined)));
  const arn = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC';
  const named = await serve(bench, { type: 'Delete', physicalId: arn, properties: withBucket() });
  expect(named.outcome.status).toBe('FAILED');

  const slow = new Bench('Delete');
  slow.place(DECLARATION, {}, { requestId: '1', madeAt: 0, isFound: false });
  slow.begin('failed-creation-1');
  slow.onNext('delete', ...Array.from({ length: 1_000 }, () => refused('conflict')));
  slow.onNext('get', ...Array.from({ length: 1_000 }, () => () => undefined));
  const unnamed = await serve(slow, { type: 'Delete', physicalId: 'failed-creation-1' });
  expect(unnamed.reason).toMatch(/^The recording configuration was still there 600 s after the deletion began\./);
});

describe('an Update that fails after it made a configuration', () => {
  /** What is created from now on stays CREATING. */
  const neverActiveAgain = async (bench: Bench): Promise<void> => {
    await bench.pass(1);
    await bench.operation.configurations.list(undefined, bench.operation.work.signal);
    bench.account.settings.timeToActiveMs = Infinity;
  };

  const toTwo = (arn: string): Sent => ({
    type: 'Update',
    physicalId: arn,
    properties: withBucket({ Name: 'two', Timeouts: { Create: 20 } }),
    oldProperties: withBucket(),
  });

  test('deletes it', async () => {
    const { bench, arn } = setUp('Update');
    await neverActiveAgain(bench);
    const { reason } = await serve(bench, toTwo(arn));
    expect(reason).toMatch(/still CREATING after 20 s.* in this Region\.$/);
    expect(bench.arns).toEqual([arn]);
  });

  test('moves channels back that it had moved to it', async () => {
    const bench = new Bench('Update', { timeToActiveMs: 0 });
    const { arn } = bench.place(declare({ Name: 'two' }));
    const { arn: leftover } = bench.place(declare({ Name: 'two' }));
    bench.account.createChannel({ recordingConfigurationArn: arn });
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const properties = withBucket({ OnInUse: 'RELEASE' });
    bench.begin(arn, properties);
    bench.onNext('delete', refused('invalid', 'no'));
    const oldProperties = withBucket({ Name: 'two' });
    const { reason } = await serve(bench, { type: 'Update', physicalId: arn, properties, oldProperties });
    expect(reason).toMatch(/"no"/);
    expect(bench.timesOf('setRecording')).toHaveLength(2);
    expect(bench.account.channels()).toMatchObject([{ recordingConfigurationArn: arn }]);
    expect(bench.arns).toEqual([arn, leftover]);
  });

  test('leaves it where CloudFormation has it as the resource’s', async () => {
    const { bench, arn } = setUp('Update');
    await neverActiveAgain(bench);
    void bench.pass(10_000).then(() => {
      bench.resource = { status: 'UPDATE_COMPLETE', physicalId: bench.arns.find((other) => other !== arn) ?? '' };
    });
    const { reason } = await serve(bench, toTwo(arn));
    expect(reason).toMatch(/ in this Region\.$/);
    expect(bench.arns).toHaveLength(2);
  });

  test('says so where it cannot be deleted yet', async () => {
    const { bench, arn } = setUp('Update');
    await neverActiveAgain(bench);
    bench.onNext('delete', refused('invalid'));
    const { reason } = await serve(bench, toTwo(arn));
    const made = bench.arns.find((other) => other !== arn) ?? 'none';
    expect(
      reason.endsWith(` ${made}, which the update had made, could not be deleted yet; the rollback deletes it.`),
    ).toBe(true);
  });

  test('leaves alone what an earlier request made', async () => {
    const { bench, arn } = setUp('Update');
    await neverActiveAgain(bench);
    const two = bench.place(declare({ Name: 'two' }));
    const { outcome } = await serve(bench, toTwo(arn));
    expect(outcome.status).toBe('FAILED');
    expect(bench.arns).toEqual([arn, two.arn]);
  });
});

test.each<[string, wholeMs: number, timeout: number, text: RegExp]>([
  ['ServiceTimeout', 60_000, 41, /after 40 s.+ Raise ServiceTimeout, a part/],
  ['ServiceTimeout', 60_000, 600, /after 40 s.+ Raise ServiceTimeout, a part/],
  ['Timeouts.Create', 60_000, 40, /after 40 s.+ Raise Timeouts\.Create/],
  ['Timeouts.Create', 60_000, 10, /after 10 s.+ Raise Timeouts\.Create/],
])('a failure names %s, which ended it: %d ms in all, Timeouts.Create is %d s', async (_name, ms, Create, text) => {
  const bench = new Bench('Create', { timeToActiveMs: Infinity });
  const request = {
    type: 'Create',
    properties: withBucket({ Timeouts: { Create } }),
    ...OWNER,
    requestId: 'r',
  } as const;
  const deadline = startDeadline(bench.clock, ms, undefined, 'ServiceTimeout');
  const outcome = await serveRecording(bench.operation, request, {
    deadline,
    rememberPhysicalId: () => undefined,
    doAfterResponse: () => undefined,
  });
  expect(outcome).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(text) as unknown });
});

test('the timer of the work ends with the work', async () => {
  const bench = new Bench('Create', { timeToActiveMs: 0 });
  const signals: AbortSignal[] = [];
  const list = (_nextToken: string | undefined, signal: AbortSignal): Promise<RecordingConfigurationPage> => {
    signals.push(signal);
    return Promise.resolve({ configurations: [], nextToken: undefined });
  };
  const tools = { ...bench.operation, configurations: { ...bench.operation.configurations, list } };
  const request = { type: 'Create', properties: withBucket(), ...OWNER, requestId: 'r' } as const;
  const deadline = startDeadline(bench.clock, 10_000_000);
  await serveRecording(tools, request, {
    deadline,
    rememberPhysicalId: () => undefined,
    doAfterResponse: () => undefined,
  });
  await bench.pass(1_000_000);
  expect(signals[0]?.aborted).toBe(false);
  expect(DECLARATION.createTimeoutMs).toBeLessThan(1_000_000);
});
