import {
  readCreateSpan,
  readDesiredState,
  readHeld,
  readHistory,
  readReplacementOf,
  type Held,
} from '../../../lambda/recording-configuration/stack-events';
import { retryUntilConsistent } from '../../../lambda/recording-configuration/retry';
import {
  isInProgress,
  isRollback,
  describeStackResource,
  describeStackResourceOf,
  type StackResourceStatus,
} from '../../../lambda/recording-configuration/stack-resource';
import { resolveDisposition, isCurrentRequest } from '../../../lambda/recording-configuration/superseded';
import { toOriginTag } from '../../../lambda/recording-configuration/ownership';
import { DeadlineError } from '../../../lambda/util/deadline';
import { withBucket } from '../../support/properties';
import {
  TestContext,
  DESIRED_STATE,
  createDesiredState,
  OWNER,
  errorOf,
  failWith,
  type CallOverride,
} from './test-context';

const OLD = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/old';
const MADE = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/made';
const OTHER = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/other';
const MADE_CONFIGURATION = { arn: MADE, state: 'ACTIVE', tags: {} } as const;
const times = (count: number, override: CallOverride): readonly CallOverride[] =>
  Array.from({ length: count }, () => override);

describe('the status of the resource', () => {
  test('is what CloudFormation records', async () => {
    const env = new TestContext();
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: OLD };
    expect(await describeStackResource(env.context)).toMatchObject({ status: 'UPDATE_COMPLETE', physicalId: OLD });
    env.resource = 'absent';
    expect(await describeStackResource(env.context)).toBe('absent');
  });

  test('is unknown if CloudFormation has no such stack: another system may deploy the resource', async () => {
    const { context } = new TestContext();
    const owner = { ...OWNER, stackId: `${OWNER.stackId}else` };
    expect(await describeStackResource({ ...context, owner })).toBe('unknown');
    expect(await describeStackResourceOf(context, owner)).toBe('no-stack');
  });

  test('is unknown without a retry if CloudFormation rejects the call; this is logged', async () => {
    const env = new TestContext();
    env.onNext('describeResource', failWith('AccessDenied'));
    expect(await describeStackResource(env.context)).toBe('unknown');
    expect(env.timesOf('describeResource')).toEqual([0]);
    expect(env.logs).toHaveLength(1);
  });

  test('is unknown if the call throws an unexpected error', async () => {
    const env = new TestContext();
    env.onNext('describeResource', () => {
      throw new TypeError('x');
    });
    expect(await describeStackResource(env.context)).toBe('unknown');
    expect(env.timesOf('describeResource')).toEqual([0]);
  });

  test.each(['Throttling', 'ServiceUnavailable'] as const)(
    'is queried for a minute while the call fails with %s',
    async (kind) => {
      const env = new TestContext();
      env.onNext('describeResource', ...times(5, failWith(kind)));
      expect(await describeStackResource(env.context)).toMatchObject({ status: 'CREATE_IN_PROGRESS' });
      expect(env.timesOf('describeResource')).toEqual([0, 250, 750, 1_750, 3_750, 5_750]);

      const hopeless = new TestContext();
      hopeless.onNext('describeResource', ...times(100, failWith(kind)));
      expect(await describeStackResource(hopeless.context)).toBe('unknown');
      expect(hopeless.timesOf('describeResource').at(-1)).toBe(59_750);
    },
  );

  test('is unknown if no time is left for a retry', async () => {
    const env = new TestContext('Create', { workMs: 100, wholeMs: 250 });
    env.onNext('describeResource', failWith('Throttling'));
    expect(await describeStackResource(env.context)).toBe('unknown');
    expect(env.timesOf('describeResource')).toEqual([0]);
  });

  test('throws when the deadline ends', async () => {
    const env = new TestContext('Create', { workMs: 100, wholeMs: 1_000 });
    env.onNext('describeResource', () => env.pass(1_001).then(() => failWith('ServiceUnavailable')(() => undefined)));
    expect(await errorOf(describeStackResource(env.context))).toEqual(new DeadlineError(1_000));
  });

  test('leaves no timer behind', async () => {
    const env = new TestContext();
    const signals: AbortSignal[] = [];
    const stacks = {
      ...env.context.stacks,
      describeResource: (_stack: string, _id: string, signal: AbortSignal) => {
        signals.push(signal);
        return Promise.resolve('absent' as const);
      },
    };
    await describeStackResource({ ...env.context, stacks });
    await env.pass(100_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });
});

describe('retryUntilConsistent', () => {
  test('reads five times, two seconds apart, before a request counts as stale', async () => {
    const env = new TestContext();
    const askedAt: number[] = [];
    const isInTime = (): Promise<boolean> => {
      askedAt.push(env.clock.now() - env.context.startedAt);
      return Promise.resolve(false);
    };
    expect(await retryUntilConsistent(env.context, isInTime)).toBe(false);
    expect(askedAt).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
  });

  test('returns on the first true', async () => {
    const env = new TestContext();
    const answers = [false, true, false];
    expect(await retryUntilConsistent(env.context, () => Promise.resolve(answers.shift() ?? false))).toBe(true);
    expect(answers).toEqual([false]);
  });
});

describe('the desired state', () => {
  test('is the target of the current operation, with the default tags', async () => {
    const env = new TestContext('Update');
    env.recordStart(OLD, withBucket({ Tags: { a: '1' } }));
    expect(await readDesiredState(env.context)).toEqual(createDesiredState({ Tags: { a: '1' } }));
    expect(await readDesiredState({ ...env.context, defaultTags: '{"b":"2"}' })).toMatchObject({
      tags: { a: '1', b: '2' },
    });
  });

  test('is undefined if CloudFormation does not show it, or shows invalid properties', async () => {
    const env = new TestContext('Update');
    expect(await readDesiredState(env.context)).toBeUndefined();
    env.recordStart(OLD, { Nmae: 'x' });
    expect(await readDesiredState(env.context)).toBeUndefined();
    env.recordStart(OLD);
    env.onNext('listEvents', failWith('AccessDenied'));
    expect(await readDesiredState(env.context)).toBeUndefined();
  });

  test('on a rollback comes from an event since the rollback began', async () => {
    const env = new TestContext('Update');
    env.recordStart(OLD, withBucket({ Name: 'undone' }));
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await readDesiredState(env.context, true)).toBeUndefined();
    env.recordStart(OLD);
    expect(await readDesiredState(env.context, true)).toEqual(DESIRED_STATE);
  });

  test('is searched on at most five pages', async () => {
    const begun = { at: 0, logicalId: OWNER.logicalId, physicalId: OLD, status: 'UPDATE_IN_PROGRESS', reason: '' };
    const page = (nextToken: string | undefined, ...events: readonly object[]): CallOverride => {
      return () => ({ events, nextToken });
    };
    for (const [pageOfEvent, isFound] of [
      [5, true],
      [6, false],
    ] as const) {
      const env = new TestContext('Update');
      const before = Array.from({ length: pageOfEvent - 1 }, (_, index) => page(String(index)));
      env.onNext('listEvents', ...before, page('more', { ...begun, properties: withBucket() }));
      expect((await readDesiredState(env.context)) !== undefined).toBe(isFound);
      expect(env.timesOf('listEvents')).toHaveLength(5);
    }
  });
});

describe('whether a request is current', () => {
  const CREATION = { desired: DESIRED_STATE, physicalId: undefined, isForwardUpdate: false };
  const UPDATE = { desired: DESIRED_STATE, physicalId: OLD, isForwardUpdate: true };

  test.each<[status: string | undefined, isCurrent: boolean]>([
    ['CREATE_IN_PROGRESS', true],
    ['CREATE_COMPLETE', false],
    ['UPDATE_IN_PROGRESS', false],
    ['DELETE_IN_PROGRESS', false],
    [undefined, false],
  ])('a Create of a resource that is %s: %p', async (status, isCurrent) => {
    const env = new TestContext('Create');
    env.resource = status === undefined ? 'absent' : { status, physicalId: '' };
    expect(await isCurrentRequest(env.context, CREATION)).toBe(isCurrent);
  });

  test.each<[status: string, physicalId: string, isCurrent: boolean]>([
    ['UPDATE_IN_PROGRESS', OLD, true],
    ['UPDATE_IN_PROGRESS', OTHER, false],
    ['UPDATE_COMPLETE', OLD, false],
    ['DELETE_IN_PROGRESS', OLD, false],
    ['CREATE_IN_PROGRESS', OLD, false],
  ])('an Update of a resource that is %s with %s: %p', async (status, physicalId, isCurrent) => {
    const env = new TestContext('Update');
    env.resource = { status, physicalId };
    expect(await isCurrentRequest(env.context, UPDATE)).toBe(isCurrent);
  });

  /** An update during a rollback, with these properties in its event. */
  function setUpRollback(goal: unknown, isShown = true) {
    const env = new TestContext('Update');
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
    if (isShown) env.recordEvent('UPDATE_IN_PROGRESS', OLD, goal);
    return env;
  }

  test('a request counts as current if CloudFormation rejects the call', async () => {
    for (const site of ['describeResource', 'describeStack'] as const) {
      const env = setUpRollback(withBucket({ Name: 'other' }));
      env.onNext(site, failWith('AccessDenied'));
      expect(await isCurrentRequest(env.context, UPDATE)).toBe(true);
      expect(env.timesOf('listEvents')).toEqual([]);
    }
  });

  test('a request outside a rollback does not read the desired state', async () => {
    for (const isKnown of [true, false]) {
      const env = new TestContext('Update');
      env.recordStart(OLD);
      if (!isKnown) env.onNext('describeStack', () => undefined);
      expect(await isCurrentRequest(env.context, UPDATE)).toBe(true);
      expect(env.timesOf('listEvents')).toEqual([]);
    }
  });

  test.each<[title: string, goal: unknown, isForwardUpdate: boolean, isCurrent: boolean]>([
    ['that of the request', withBucket(), true, true],
    ['of other tags', withBucket({ Tags: { a: '1' } }), false, false],
    ['of other settings', withBucket({ Name: 'b' }), false, false],
    ['unknown, for a forward update', undefined, true, false],
    ['unknown, for the rollback', undefined, false, true],
  ])('on a rollback whose desired state is %s', async (_title, goal, isForwardUpdate, isCurrent) => {
    expect(await isCurrentRequest(setUpRollback(goal).context, { ...UPDATE, isForwardUpdate })).toBe(isCurrent);
  });

  test('a rollback waits once for an event that is not shown yet', async () => {
    const env = setUpRollback(withBucket({ Name: 'b' }), false);
    const { context } = env;
    void env.pass(7_000).then(() => {
      env.recordStart(OLD, withBucket());
    });
    expect(await isCurrentRequest(context, UPDATE)).toBe(true);
    expect(env.timesOf('listEvents')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);

    const never = setUpRollback(withBucket(), false);
    expect(await isCurrentRequest(never.context, UPDATE)).toBe(false);
    expect(never.timesOf('listEvents')).toHaveLength(5);
    expect(await isCurrentRequest(never.context, UPDATE)).toBe(false);
    expect(never.timesOf('listEvents')).toHaveLength(6);
  });

  test('a rollback does not wait for its event if little time is left', async () => {
    const env = new TestContext('Update', { workMs: 100, wholeMs: 3_999 });
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    env.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
    expect(await isCurrentRequest(env.context, UPDATE)).toBe(false);
    expect(env.timesOf('listEvents')).toEqual([0]);
  });
});

describe('the disposition of a configuration that a Create created', () => {
  const CREATION = { desired: DESIRED_STATE, physicalId: undefined, isForwardUpdate: false };

  test.each<[status: string, recorded: string, isNew: boolean, disposition: string]>([
    ['CREATE_IN_PROGRESS', '', true, 'keep'],
    ['CREATE_COMPLETE', MADE, true, 'keep'],
    ['CREATE_COMPLETE', MADE, false, 'keep'],
    ['CREATE_COMPLETE', OTHER, true, 'delete'],
    ['CREATE_COMPLETE', OTHER, false, 'delete'],
    ['CREATE_FAILED', '', false, 'delete'],
    ['CREATE_FAILED', 'failed-creation-1', false, 'delete'],
    ['DELETE_IN_PROGRESS', OTHER, false, 'delete'],
    ['DELETE_COMPLETE', OTHER, false, 'delete'],
  ])('%s with %s, new: %p', async (status, physicalId, isNew, disposition) => {
    const env = new TestContext('Create');
    env.recordEvent(status, physicalId);
    expect(await resolveDisposition(env.context, CREATION, MADE_CONFIGURATION, isNew)).toBe(disposition);
  });

  test('is delete if the resource is absent', async () => {
    const env = new TestContext('Create');
    env.resource = 'absent';
    expect(await resolveDisposition(env.context, CREATION, MADE_CONFIGURATION, false)).toBe('delete');
  });
});

describe('the disposition of a configuration that an Update created', () => {
  const UPDATE = { desired: DESIRED_STATE, physicalId: OLD, isForwardUpdate: true };

  test.each<[status: string, recorded: string, isNew: boolean, disposition: string]>([
    ['UPDATE_IN_PROGRESS', OLD, false, 'keep'],
    ['UPDATE_COMPLETE', MADE, false, 'keep'],
    ['UPDATE_COMPLETE', OLD, false, 'delete'],
    ['UPDATE_COMPLETE', OTHER, false, 'delete'],
    ['UPDATE_COMPLETE', '', false, 'delete'],
    ['UPDATE_COMPLETE', OTHER, true, 'delete'],
    ['DELETE_IN_PROGRESS', OTHER, false, 'delete'],
    ['DELETE_IN_PROGRESS', OLD, false, 'delete'],
  ])('%s with %s, new: %p', async (status, physicalId, isNew, disposition) => {
    const env = new TestContext('Update');
    env.recordEvent(status, physicalId);
    expect(await resolveDisposition(env.context, UPDATE, MADE_CONFIGURATION, isNew)).toBe(disposition);
  });

  test('is leave if the resource had it: CloudFormation deletes or retains it', async () => {
    const env = new TestContext('Update');
    env.recordEvent('UPDATE_COMPLETE', MADE);
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: OTHER };
    expect(await resolveDisposition(env.context, UPDATE, MADE_CONFIGURATION, false)).toBe('leave');
  });

  test('is delete if only a resource of another stack had it', async () => {
    const env = new TestContext('Update');
    env.records.createStack(NESTED);
    env.records.recordEvent(NESTED, OWNER.logicalId, { status: 'UPDATE_COMPLETE', physicalId: MADE });
    env.recordEvent('UPDATE_COMPLETE', OTHER);
    expect(await resolveDisposition(env.context, UPDATE, MADE_CONFIGURATION, false)).toBe('delete');
  });

  test('is not searched in events from before its Create', async () => {
    const env = new TestContext('Update');
    const tags = toOriginTag({ requestId: 'request-1', createdAt: env.clock.epochMs(), isFound: false });
    for (let count = 0; count < 150; count += 1) env.recordEvent('UPDATE_COMPLETE', OTHER, undefined, { agoMs: 1_000 });
    env.recordEvent('UPDATE_COMPLETE', OTHER);
    expect(await resolveDisposition(env.context, UPDATE, { ...MADE_CONFIGURATION, tags }, false)).toBe('delete');
    expect(env.timesOf('listEvents')).toHaveLength(1);
  });

  describe('while another request has the same desired settings', () => {
    function setUpSuccessor(goal: object = {}) {
      const env = new TestContext('Update');
      env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      env.recordStart(OLD, withBucket({ Tags: { other: '1' }, ...goal }));
      const endWith = async (physicalId: string): Promise<void> => {
        await env.pass(30_000);
        env.resource = { status: 'UPDATE_COMPLETE', physicalId };
      };
      return { env, endWith };
    }

    test.each([
      [MADE, 'keep'],
      [OTHER, 'delete'],
    ])('waits until that request ends with %s; then it is %s', async (physicalId, disposition) => {
      const { env, endWith } = setUpSuccessor();
      const [decided] = await Promise.all([
        resolveDisposition(env.context, UPDATE, MADE_CONFIGURATION, true),
        endWith(physicalId),
      ]);
      expect(decided).toBe(disposition);
      expect(env.clock.now() - env.context.startedAt).toBeGreaterThanOrEqual(30_000);
      expect(env.clock.now() - env.context.startedAt).toBeLessThan(41_000);
    });

    test.each([
      ['that has other settings', { Name: 'other' }, 8_000],
      ['with invalid properties', { Name: 'not a name' }, 8_000],
    ])('does not wait for a request %s', async (_title, goal, tookMs) => {
      const { env } = setUpSuccessor(goal);
      expect(await resolveDisposition(env.context, UPDATE, MADE_CONFIGURATION, true)).toBe('delete');
      expect(env.clock.now() - env.context.startedAt).toBe(tookMs);
    });
  });

  describe('in a cleanup that deletes the replaced configuration', () => {
    const cleanUp = (replacement: string): TestContext => {
      const env = new TestContext('Update');
      env.recordStart(OLD);
      env.recordEvent('UPDATE_COMPLETE', replacement);
      env.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      env.recordEvent('DELETE_IN_PROGRESS', OLD);
      return env;
    };

    test('is keep for the replacement, and delete for any other', async () => {
      expect(await resolveDisposition(cleanUp(MADE).context, UPDATE, MADE_CONFIGURATION, true)).toBe('keep');
      expect(await resolveDisposition(cleanUp(OTHER).context, UPDATE, MADE_CONFIGURATION, true)).toBe('delete');
    });

    test('is leave if CloudFormation does not show the replacement', async () => {
      const env = cleanUp(MADE);
      env.onNext('listEvents', failWith('AccessDenied'));
      expect(await resolveDisposition(env.context, UPDATE, MADE_CONFIGURATION, true)).toBe('leave');
    });
  });

  test('is leave for an old one if the status becomes unknown after the request counted as stale', async () => {
    const env = new TestContext('Update');
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: OLD };
    const carriedOut: CallOverride = (proceed) => proceed();
    env.onNext('describeResource', ...times(5, carriedOut), failWith('AccessDenied'));
    expect(await resolveDisposition(env.context, UPDATE, MADE_CONFIGURATION, false)).toBe('leave');
  });
});

describe('the current configuration of the resource', () => {
  test.each<[StackResourceStatus, Held]>([
    ['absent', { id: undefined }],
    ['unknown', 'unknown'],
    [{ status: 'UPDATE_COMPLETE', physicalId: OLD }, { id: OLD }],
  ])('%j: %j', async (stackResource, held) => {
    expect(await readHeld(new TestContext('Update').context, stackResource)).toEqual(held);
  });

  test('is unknown while the record shows a deletion and the events do not', async () => {
    const { context } = new TestContext('Update');
    expect(await readHeld(context, { status: 'DELETE_IN_PROGRESS', physicalId: OLD })).toBe('unknown');
  });
});

describe('a rollback', () => {
  test.each([
    ['UPDATE_ROLLBACK_IN_PROGRESS', true],
    ['ROLLBACK_IN_PROGRESS', true],
    ['UPDATE_IN_PROGRESS', false],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', false],
  ])('%s: %p', async (status, isIt) => {
    const env = new TestContext('Update');
    env.stackStatus = status;
    expect(await isRollback(env.context)).toBe(isIt);
  });

  test('is not assumed if CloudFormation rejects the call, or has no such stack', async () => {
    const env = new TestContext('Update');
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    env.onNext('describeStack', () => undefined, failWith('AccessDenied'));
    expect(await isRollback(env.context)).toBe(false);
    expect(await isRollback(env.context)).toBe(false);
  });
});

const ROOT = 'arn:aws:cloudformation:us-east-1:123456789012:stack/root/1';
const NESTED = 'arn:aws:cloudformation:us-east-1:123456789012:stack/nested/1';

/** A request for a resource in a nested stack. */
function setUpNested(kind: 'Update' | 'Delete' = 'Delete') {
  const env = new TestContext(kind);
  const { records } = env;
  records.createStack(ROOT);
  records.createStack(NESTED, ROOT);
  const context = { ...env.context, owner: { ...OWNER, stackId: NESTED } };
  const recordEvent = (status: string, physicalId: string): void => {
    records.recordEvent(NESTED, OWNER.logicalId, { status, physicalId });
  };
  /** Lets a second pass. */
  const next = (): Promise<void> => env.pass(1_000);
  return { env, records, context, recordEvent, next };
}

describe('whether an operation is in progress', () => {
  test.each([
    ['UPDATE_COMPLETE', 'UPDATE_COMPLETE', false],
    ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', true],
    ['UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', true],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', true],
  ])('the nested stack is %s, its root %s: %p', async (nested, root, isIt) => {
    const { records, context } = setUpNested();
    records.setStackStatus(NESTED, nested);
    records.setStackStatus(ROOT, root);
    expect(await isInProgress(context, NESTED)).toBe(isIt);
  });

  test('an operation counts as in progress if CloudFormation rejects the call for either stack', async () => {
    for (const refusedCall of [1, 2]) {
      const { env, records, context } = setUpNested();
      records.setStackStatus(NESTED, 'UPDATE_COMPLETE');
      records.setStackStatus(ROOT, 'UPDATE_COMPLETE');
      if (refusedCall === 2) env.onNext('describeStack', (proceed) => proceed());
      env.onNext('describeStack', failWith('AccessDenied'));
      expect(await isInProgress(context, NESTED)).toBe(true);
    }
  });

  test('no operation is in progress in a deleted stack', async () => {
    expect(await isInProgress(new TestContext().context, NESTED)).toBe(false);
  });
});

describe('the event history', () => {
  const statusesOf = (history: Awaited<ReturnType<typeof readHistory>>): readonly string[] | undefined =>
    history?.events.map(({ status }) => status);

  test('has the events of the resource since the last committed operation', async () => {
    const env = new TestContext('Delete');
    const endedAt = env.clock.epochMs() - 3_600_000;
    env.recordEvent('UPDATE_IN_PROGRESS', OLD);
    env.records.recordEvent(OWNER.stackId, 'Neighbor', { status: 'UPDATE_COMPLETE', physicalId: 'n' });
    env.recordEvent('UPDATE_COMPLETE', MADE);
    env.recordStart(MADE);
    const history = await readHistory(env.context, MADE);
    expect(statusesOf(history)).toEqual(['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS']);
    expect(history?.endedAt).toBeCloseTo(endedAt, -1);
  });

  test('has all events if no operation is committed', async () => {
    const env = new TestContext('Create');
    expect(statusesOf(await readHistory({ ...env.context, kind: 'Create' }, ''))).toEqual(['CREATE_IN_PROGRESS']);
    expect((await readHistory(env.context, ''))?.endedAt).toBeUndefined();
  });

  test('is read from as many pages as needed', async () => {
    const env = new TestContext('Delete');
    for (let count = 0; count < 350; count += 1) env.recordEvent('UPDATE_COMPLETE', MADE);
    env.recordStart(MADE);
    expect((await readHistory(env.context, MADE))?.events).toHaveLength(351);
    expect(env.timesOf('listEvents')).toHaveLength(4);
  });

  test('is polled until it shows the start of the request', async () => {
    const env = new TestContext('Delete');
    env.recordEvent('UPDATE_COMPLETE', MADE);
    void env.pass(3_000).then(() => {
      env.recordStart(MADE);
    });
    expect(statusesOf(await readHistory(env.context, MADE))?.[0]).toBe('DELETE_IN_PROGRESS');
    expect(env.timesOf('listEvents')).toEqual([0, 2_000, 4_000]);
  });

  test('is unknown if the start of the request is never shown; this is logged', async () => {
    for (const [status, id] of [
      ['DELETE_IN_PROGRESS', OTHER],
      ['UPDATE_IN_PROGRESS', MADE],
    ] as const) {
      const env = new TestContext('Delete');
      env.recordEvent(status, id);
      expect(await readHistory(env.context, MADE)).toBeUndefined();
      expect(env.timesOf('listEvents')).toHaveLength(5);
      expect(env.logs).toContainEqual({
        message: 'Stack events not available',
        details: { logicalId: OWNER.logicalId },
      });
    }
  });

  test('is not polled if little time is left', async () => {
    const env = new TestContext('Delete', { workMs: 100, wholeMs: 3_999 });
    expect(await readHistory(env.context, MADE)).toBeUndefined();
    expect(env.timesOf('listEvents')).toEqual([0]);
  });

  test('is polled while the events do not show the stack status, for a limited time', async () => {
    const env = new TestContext('Delete');
    env.recordStart(MADE);
    env.onNext('describeStack', () => ({ status: 'UPDATE_ROLLBACK_IN_PROGRESS', rootId: OWNER.stackId }));
    expect(await readHistory(env.context, MADE)).toBeDefined();
    expect(env.timesOf('listEvents')).toEqual([0, 2_000]);
  });

  test.each(['describeStack', 'listEvents'] as const)('is unknown if %s is rejected', async (site) => {
    const env = new TestContext('Delete');
    env.recordStart(MADE);
    env.onNext(site, failWith('AccessDenied'));
    expect(await readHistory(env.context, MADE)).toBeUndefined();
  });

  test('is unknown for a stack that does not exist', async () => {
    const env = new TestContext('Delete');
    expect(await readHistory({ ...env.context, owner: { ...OWNER, stackId: NESTED } }, MADE)).toBeUndefined();
    expect(env.timesOf('listEvents')).toEqual([]);
  });

  test('of a nested stack begins after the last committed operation of the root stack', async () => {
    const { records, context, recordEvent, next } = setUpNested();
    recordEvent('CREATE_COMPLETE', OLD);
    records.setStackStatus(NESTED, 'CREATE_COMPLETE');
    await next();
    records.setStackStatus(ROOT, 'CREATE_COMPLETE');
    await next();
    records.setStackStatus(ROOT, 'UPDATE_IN_PROGRESS');
    recordEvent('UPDATE_IN_PROGRESS', OLD);
    recordEvent('UPDATE_COMPLETE', MADE);
    records.setStackStatus(NESTED, 'UPDATE_COMPLETE');
    await next();
    records.setStackStatus(ROOT, 'UPDATE_ROLLBACK_IN_PROGRESS');
    recordEvent('DELETE_IN_PROGRESS', MADE);
    expect(statusesOf(await readHistory(context, MADE))).toEqual([
      'DELETE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
    ]);
  });

  test('is unknown if the root stack or its events cannot be read', async () => {
    for (const [site, call] of [
      ['describeStack', 2],
      ['listEvents', 1],
      ['listEvents', 2],
    ] as const) {
      const { env, records, context, recordEvent } = setUpNested();
      records.setStackStatus(ROOT, 'DELETE_IN_PROGRESS');
      recordEvent('DELETE_IN_PROGRESS', MADE);
      if (call === 2) env.onNext(site, (proceed) => proceed());
      env.onNext(site, failWith('AccessDenied'));
      expect(await readHistory(context, MADE)).toBeUndefined();
    }
  });
});

describe('the time span of a failed Create', () => {
  const INVENTED = 'video-Recording-1ABC';
  const isoOf = (ms: number): string => new Date(ms).toISOString();

  test('lasts from its start to the start of the next Create', async () => {
    const env = new TestContext('Delete');
    env.recordEvent('CREATE_IN_PROGRESS', '');
    const startedAt = env.clock.epochMs();
    await env.pass(5_000);
    env.recordEvent('CREATE_FAILED', INVENTED);
    env.recordStart(INVENTED);
    expect(await readCreateSpan(env.context, INVENTED)).toEqual({ startedAt, endedAt: Infinity });
    await env.pass(5_000);
    env.records.recordEvent(OWNER.stackId, 'Neighbor', { status: 'CREATE_IN_PROGRESS', physicalId: '' });
    env.recordEvent('CREATE_IN_PROGRESS', '');
    const span = await readCreateSpan(env.context, INVENTED);
    expect(isoOf(span?.endedAt ?? 0)).toBe(isoOf(startedAt + 10_000));
  });

  test('is polled, and unknown if it is never shown', async () => {
    const env = new TestContext('Delete');
    void env.pass(3_000).then(() => {
      env.recordEvent('CREATE_IN_PROGRESS', '');
      env.recordEvent('CREATE_FAILED', INVENTED);
    });
    expect(await readCreateSpan(env.context, INVENTED)).toBeDefined();
    expect(env.timesOf('listEvents')).toEqual([0, 2_000, 4_000]);

    const never = new TestContext('Delete');
    expect(await readCreateSpan(never.context, INVENTED)).toBeUndefined();
    expect(never.timesOf('listEvents')).toHaveLength(5);

    const short = new TestContext('Delete', { workMs: 100, wholeMs: 3_999 });
    expect(await readCreateSpan(short.context, INVENTED)).toBeUndefined();
    expect(short.timesOf('listEvents')).toEqual([0]);
  });

  test('is unknown if CloudFormation rejects the call', async () => {
    const env = new TestContext('Delete');
    env.recordEvent('CREATE_IN_PROGRESS', '');
    env.recordEvent('CREATE_FAILED', INVENTED);
    env.onNext('listEvents', failWith('AccessDenied'));
    expect(await readCreateSpan(env.context, INVENTED)).toBeUndefined();
  });
});

describe('the replacement of a deleted configuration', () => {
  /** A cleanup after an update, whose deletion may not be shown yet. */
  function setUpCleanup({ isShown = true, stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' } = {}) {
    const env = new TestContext('Delete');
    env.stackStatus = 'UPDATE_COMPLETE';
    env.recordEvent('UPDATE_COMPLETE', OTHER);
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    env.recordEvent('UPDATE_IN_PROGRESS', OLD);
    env.recordEvent('UPDATE_COMPLETE', MADE);
    env.stackStatus = stackStatus;
    if (isShown) env.recordStart(OLD);
    return env;
  }

  test('is the configuration of the update', async () => {
    const env = setUpCleanup();
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: MADE });
    // The record, which may show either, is not read.
    expect(env.calls.map(({ site }) => site)).toEqual(['listEvents']);
  });

  test('is the configuration that the rollback restored', async () => {
    const env = setUpCleanup({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS', isShown: false });
    env.recordEvent('UPDATE_IN_PROGRESS', MADE);
    env.recordEvent('UPDATE_COMPLETE', OLD);
    env.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    env.recordStart(MADE);
    expect(await readReplacementOf(env.context, MADE)).toEqual({ id: OLD });
  });

  test('does not exist if the stack is deleted', async () => {
    const env = setUpCleanup({ stackStatus: 'DELETE_IN_PROGRESS' });
    env.recordStart(MADE);
    expect(await readReplacementOf(env.context, MADE)).toEqual({ id: undefined });
  });

  test('does not exist if a Create is rolled back', async () => {
    const env = new TestContext('Delete');
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    env.recordEvent('CREATE_IN_PROGRESS', '');
    env.recordEvent('CREATE_COMPLETE', OLD);
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    env.recordStart(OLD);
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: undefined });
  });

  test('does not exist if the resource was removed from the template', async () => {
    const env = new TestContext('Delete');
    env.recordEvent('UPDATE_COMPLETE', OLD);
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    env.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    env.recordStart(OLD);
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: undefined });
  });

  test('is that of an earlier operation if the cleanup deletes a failed create from before it', async () => {
    const env = new TestContext('Delete');
    env.recordEvent('CREATE_FAILED', OLD);
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    env.recordEvent('CREATE_COMPLETE', MADE);
    env.stackStatus = 'UPDATE_FAILED';
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    env.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    env.recordStart(OLD);
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: MADE });
  });

  test('does not exist if it was deleted, too', async () => {
    const env = new TestContext('Delete');
    env.recordEvent('CREATE_COMPLETE', MADE);
    env.stackStatus = 'DELETE_IN_PROGRESS';
    env.recordStart(MADE);
    env.recordStart(OLD);
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: undefined });
  });

  test('is searched in a limited number of events', async () => {
    const env = new TestContext('Delete');
    env.recordEvent('UPDATE_COMPLETE', OLD);
    for (let count = 0; count < 1_000; count += 1) {
      env.records.recordEvent(OWNER.stackId, 'Neighbor', { status: 'UPDATE_COMPLETE', physicalId: 'n' });
    }
    env.stackStatus = 'DELETE_IN_PROGRESS';
    env.recordStart(OLD);
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: undefined });
    expect(env.timesOf('listEvents')).toHaveLength(5);
  });

  test('is searched in all events of the operation', async () => {
    const env = new TestContext('Delete');
    for (let count = 0; count < 150; count += 1) env.recordEvent('UPDATE_COMPLETE', OTHER);
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    env.recordEvent('UPDATE_COMPLETE', MADE);
    for (let count = 0; count < 150; count += 1) {
      env.records.recordEvent(OWNER.stackId, 'Neighbor', { status: 'UPDATE_COMPLETE', physicalId: 'n' });
    }
    env.recordStart(OLD);
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: MADE });
    expect(env.timesOf('listEvents')).toHaveLength(2);
  });

  test('is polled while the deletion is not shown, then unknown', async () => {
    const env = setUpCleanup({ isShown: false });
    void env.pass(3_000).then(() => {
      env.recordStart(OLD);
    });
    expect(await readReplacementOf(env.context, OLD)).toEqual({ id: MADE });
    expect(env.timesOf('listEvents')).toEqual([0, 2_000, 4_000]);

    const never = setUpCleanup({ isShown: false });
    expect(await readReplacementOf(never.context, OLD)).toBe('unknown');
    expect(never.timesOf('listEvents')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
  });

  test('is unknown if the newest deletion is of another id, or of an earlier operation', async () => {
    const another = setUpCleanup();
    another.recordStart(OTHER);
    expect(await readReplacementOf(another.context, OLD)).toBe('unknown');

    const before = setUpCleanup();
    before.recordEvent('DELETE_COMPLETE', OLD);
    before.stackStatus = 'UPDATE_COMPLETE';
    before.stackStatus = 'UPDATE_IN_PROGRESS';
    expect(await readReplacementOf(before.context, OLD)).toBe('unknown');
  });

  test('is not polled if little time is left', async () => {
    const env = new TestContext('Delete', { workMs: 100, wholeMs: 3_999 });
    expect(await readReplacementOf(env.context, OLD)).toBe('unknown');
    expect(env.timesOf('listEvents')).toEqual([0]);
  });

  test('is unknown if the events cannot be read', async () => {
    const env = setUpCleanup();
    env.onNext('listEvents', failWith('AccessDenied'));
    expect(await readReplacementOf(env.context, OLD)).toBe('unknown');
    expect(env.timesOf('listEvents')).toEqual([0]);
  });

  test('is unknown for a stack that does not exist', async () => {
    const { context } = setUpCleanup();
    const owner = { ...OWNER, stackId: NESTED };
    expect(await readReplacementOf({ ...context, owner }, OLD)).toBe('unknown');
  });

  test('is the current configuration while the record shows a deletion', async () => {
    expect(await readHeld(setUpCleanup().context, { status: 'DELETE_IN_PROGRESS', physicalId: OLD })).toEqual({
      id: MADE,
    });
  });
});
