import {
  readCreationSpan,
  readGoal,
  readHeld,
  readHistory,
  readReplacementOf,
  type Held,
} from '../../../lambda/recording-configuration/stack-events';
import {
  confirm,
  isInProgress,
  isRollBack,
  readStanding,
  readStandingOf,
  type Standing,
} from '../../../lambda/recording-configuration/stack-resource';
import { decideFate, isStillWanted } from '../../../lambda/recording-configuration/superseded';
import { toOriginTag } from '../../../lambda/recording-configuration/ownership';
import { DeadlineError } from '../../../lambda/util/deadline';
import { withBucket } from '../../support/properties';
import { Bench, DECLARATION, declare, OWNER, refusalOf, refused, type Happening } from './test-context';

const OLD = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/old';
const MADE = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/made';
const OTHER = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/other';
const MADE_CONFIGURATION = { arn: MADE, state: 'ACTIVE', tags: {} } as const;
const times = (count: number, happening: Happening): readonly Happening[] =>
  Array.from({ length: count }, () => happening);

describe('how the resource stands', () => {
  test('is what CloudFormation records', async () => {
    const bench = new Bench();
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: OLD };
    expect(await readStanding(bench.operation)).toEqual({ status: 'UPDATE_COMPLETE', physicalId: OLD });
    bench.resource = 'absent';
    expect(await readStanding(bench.operation)).toBe('absent');
  });

  test('is unknown where CloudFormation knows no such stack: something else may deploy the resource', async () => {
    const { operation } = new Bench();
    const owner = { ...OWNER, stackId: `${OWNER.stackId}else` };
    expect(await readStanding({ ...operation, owner })).toBe('unknown');
    expect(await readStandingOf(operation, owner)).toBe('no-stack');
  });

  test('is unknown at once where CloudFormation refuses, and the log tells', async () => {
    const bench = new Bench();
    bench.onNext('describeResource', refused('access-denied'));
    expect(await readStanding(bench.operation)).toBe('unknown');
    expect(bench.timesOf('describeResource')).toEqual([0]);
    expect(bench.logs).toHaveLength(1);
  });

  test('is unknown where asking is a defect', async () => {
    const bench = new Bench();
    bench.onNext('describeResource', () => {
      throw new TypeError('x');
    });
    expect(await readStanding(bench.operation)).toBe('unknown');
    expect(bench.timesOf('describeResource')).toEqual([0]);
  });

  test.each(['throttled', 'unavailable'] as const)('is asked for a minute while the call is %s', async (kind) => {
    const bench = new Bench();
    bench.onNext('describeResource', ...times(5, refused(kind)));
    expect(await readStanding(bench.operation)).toMatchObject({ status: 'CREATE_IN_PROGRESS' });
    expect(bench.timesOf('describeResource')).toEqual([0, 250, 750, 1_750, 3_750, 5_750]);

    const hopeless = new Bench();
    hopeless.onNext('describeResource', ...times(100, refused(kind)));
    expect(await readStanding(hopeless.operation)).toBe('unknown');
    expect(hopeless.timesOf('describeResource').at(-1)).toBe(59_750);
  });

  test('is unknown where the next asking would come too late', async () => {
    const bench = new Bench('Create', { workMs: 100, wholeMs: 250 });
    bench.onNext('describeResource', refused('throttled'));
    expect(await readStanding(bench.operation)).toBe('unknown');
    expect(bench.timesOf('describeResource')).toEqual([0]);
  });

  test('is not found out where all the time there is has ended', async () => {
    const bench = new Bench('Create', { workMs: 100, wholeMs: 1_000 });
    bench.onNext('describeResource', () => bench.pass(1_001).then(() => refused('unavailable')(() => undefined)));
    expect(await refusalOf(readStanding(bench.operation))).toEqual(new DeadlineError(1_000));
  });

  test('leaves no timer behind', async () => {
    const bench = new Bench();
    const signals: AbortSignal[] = [];
    const stacks = {
      ...bench.operation.stacks,
      describeResource: (_stack: string, _id: string, signal: AbortSignal) => {
        signals.push(signal);
        return Promise.resolve('absent' as const);
      },
    };
    await readStanding({ ...bench.operation, stacks });
    await bench.pass(100_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });
});

describe('confirming', () => {
  test('asks three times, two seconds apart, before an event counts as late', async () => {
    const bench = new Bench();
    const askedAt: number[] = [];
    const isInTime = (): Promise<boolean> => {
      askedAt.push(bench.clock.now() - bench.operation.startedAt);
      return Promise.resolve(false);
    };
    expect(await confirm(bench.operation, isInTime)).toBe(false);
    expect(askedAt).toEqual([0, 2_000, 4_000]);
  });

  test('takes the first yes', async () => {
    const bench = new Bench();
    const answers = [false, true, false];
    expect(await confirm(bench.operation, () => Promise.resolve(answers.shift() ?? false))).toBe(true);
    expect(answers).toEqual([false]);
  });
});

describe('the goal', () => {
  test('is what CloudFormation brings the resource to, with the default tags', async () => {
    const bench = new Bench('Update');
    bench.begin(OLD, withBucket({ Tags: { a: '1' } }));
    expect(await readGoal(bench.operation)).toEqual(declare({ Tags: { a: '1' } }));
    expect(await readGoal({ ...bench.operation, defaultTags: '{"b":"2"}' })).toMatchObject({
      tags: { a: '1', b: '2' },
    });
  });

  test('is undefined where CloudFormation does not say, or says what cannot be used', async () => {
    const bench = new Bench('Update');
    expect(await readGoal(bench.operation)).toBeUndefined();
    bench.begin(OLD, { Nmae: 'x' });
    expect(await readGoal(bench.operation)).toBeUndefined();
    bench.begin(OLD);
    bench.onNext('listEvents', refused('access-denied'));
    expect(await readGoal(bench.operation)).toBeUndefined();
  });

  test('on a rollback is that of an event since the rollback began', async () => {
    const bench = new Bench('Update');
    bench.begin(OLD, withBucket({ Name: 'undone' }));
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await readGoal(bench.operation, true)).toBeUndefined();
    bench.begin(OLD);
    expect(await readGoal(bench.operation, true)).toEqual(DECLARATION);
  });

  test('is looked for on page after page, and on five at most', async () => {
    const begun = { at: 0, logicalId: OWNER.logicalId, physicalId: OLD, status: 'UPDATE_IN_PROGRESS', reason: '' };
    const page = (nextToken: string | undefined, ...events: readonly object[]): Happening => {
      return () => ({ events, nextToken });
    };
    for (const [pageOfEvent, isFound] of [
      [5, true],
      [6, false],
    ] as const) {
      const bench = new Bench('Update');
      const before = Array.from({ length: pageOfEvent - 1 }, (_, index) => page(String(index)));
      bench.onNext('listEvents', ...before, page('more', { ...begun, properties: withBucket() }));
      expect((await readGoal(bench.operation)) !== undefined).toBe(isFound);
      expect(bench.timesOf('listEvents')).toHaveLength(5);
    }
  });
});

describe('whether CloudFormation waits for an event', () => {
  const CREATION = { declaration: DECLARATION, physicalId: undefined, isForward: false };
  const UPDATE = { declaration: DECLARATION, physicalId: OLD, isForward: true };

  test.each<[status: string | undefined, isWanted: boolean]>([
    ['CREATE_IN_PROGRESS', true],
    ['CREATE_COMPLETE', false],
    ['UPDATE_IN_PROGRESS', false],
    ['DELETE_IN_PROGRESS', false],
    [undefined, false],
  ])('a Create of a resource that is %s: %p', async (status, isWanted) => {
    const bench = new Bench('Create');
    bench.resource = status === undefined ? 'absent' : { status, physicalId: '' };
    expect(await isStillWanted(bench.operation, CREATION)).toBe(isWanted);
  });

  test.each<[status: string, physicalId: string, isWanted: boolean]>([
    ['UPDATE_IN_PROGRESS', OLD, true],
    ['UPDATE_IN_PROGRESS', OTHER, false],
    ['UPDATE_COMPLETE', OLD, false],
    ['DELETE_IN_PROGRESS', OLD, false],
    ['CREATE_IN_PROGRESS', OLD, false],
  ])('an Update of a resource that is %s with %s: %p', async (status, physicalId, isWanted) => {
    const bench = new Bench('Update');
    bench.resource = { status, physicalId };
    expect(await isStillWanted(bench.operation, UPDATE)).toBe(isWanted);
  });

  /** An update on a rollback; the event of it is shown with these properties. */
  function setUpRollback(goal: unknown, isShown = true) {
    const bench = new Bench('Update');
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
    if (isShown) bench.tell('UPDATE_IN_PROGRESS', OLD, goal);
    return bench;
  }

  test('where CloudFormation cannot be asked, it may wait', async () => {
    for (const site of ['describeResource', 'describeStack'] as const) {
      const bench = setUpRollback(withBucket({ Name: 'other' }));
      bench.onNext(site, refused('access-denied'));
      expect(await isStillWanted(bench.operation, UPDATE)).toBe(true);
      expect(bench.timesOf('listEvents')).toEqual([]);
    }
  });

  test('outside a rollback the goal is not asked for', async () => {
    for (const isKnown of [true, false]) {
      const bench = new Bench('Update');
      bench.begin(OLD);
      if (!isKnown) bench.onNext('describeStack', () => undefined);
      expect(await isStillWanted(bench.operation, UPDATE)).toBe(true);
      expect(bench.timesOf('listEvents')).toEqual([]);
    }
  });

  test.each<[title: string, goal: unknown, isForward: boolean, isWanted: boolean]>([
    ['its own', withBucket(), true, true],
    ['of other tags', withBucket({ Tags: { a: '1' } }), false, false],
    ['of other settings', withBucket({ Name: 'b' }), false, false],
    ['unknown, for an update that goes forward', undefined, true, false],
    ['unknown, for the one that goes back', undefined, false, true],
  ])('on a rollback whose goal is %s', async (_title, goal, isForward, isWanted) => {
    expect(await isStillWanted(setUpRollback(goal).operation, { ...UPDATE, isForward })).toBe(isWanted);
  });

  test('on a rollback whose event is not shown yet, that is waited for once', async () => {
    const bench = setUpRollback(withBucket({ Name: 'b' }), false);
    const { operation } = bench;
    void bench.pass(7_000).then(() => {
      bench.begin(OLD, withBucket());
    });
    expect(await isStillWanted(operation, UPDATE)).toBe(true);
    expect(bench.timesOf('listEvents')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);

    const never = setUpRollback(withBucket(), false);
    expect(await isStillWanted(never.operation, UPDATE)).toBe(false);
    expect(never.timesOf('listEvents')).toHaveLength(5);
    expect(await isStillWanted(never.operation, UPDATE)).toBe(false);
    expect(never.timesOf('listEvents')).toHaveLength(6);
  });

  test('on a rollback whose event is not shown yet, there is no waiting when the time is short', async () => {
    const bench = new Bench('Update', { workMs: 100, wholeMs: 3_999 });
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
    expect(await isStillWanted(bench.operation, UPDATE)).toBe(false);
    expect(bench.timesOf('listEvents')).toEqual([0]);
  });
});

describe('the fate of a configuration that a Create made', () => {
  const CREATION = { declaration: DECLARATION, physicalId: undefined, isForward: false };

  test.each<[status: string, recorded: string, isNew: boolean, fate: string]>([
    ['CREATE_IN_PROGRESS', '', true, 'keep'],
    ['CREATE_COMPLETE', MADE, true, 'keep'],
    ['CREATE_COMPLETE', MADE, false, 'keep'],
    ['CREATE_COMPLETE', OTHER, true, 'discard'],
    ['CREATE_COMPLETE', OTHER, false, 'discard'],
    ['CREATE_FAILED', '', false, 'discard'],
    ['CREATE_FAILED', 'failed-creation-1', false, 'discard'],
    ['DELETE_IN_PROGRESS', OTHER, false, 'discard'],
    ['DELETE_COMPLETE', OTHER, false, 'discard'],
  ])('%s with %s, new: %p', async (status, physicalId, isNew, fate) => {
    const bench = new Bench('Create');
    bench.tell(status, physicalId);
    expect(await decideFate(bench.operation, CREATION, MADE_CONFIGURATION, isNew)).toBe(fate);
  });

  test('where the resource is absent it goes', async () => {
    const bench = new Bench('Create');
    bench.resource = 'absent';
    expect(await decideFate(bench.operation, CREATION, MADE_CONFIGURATION, false)).toBe('discard');
  });
});

describe('the fate of a configuration that an Update made', () => {
  const UPDATE = { declaration: DECLARATION, physicalId: OLD, isForward: true };

  test.each<[status: string, recorded: string, isNew: boolean, fate: string]>([
    ['UPDATE_IN_PROGRESS', OLD, false, 'keep'],
    ['UPDATE_COMPLETE', MADE, false, 'keep'],
    ['UPDATE_COMPLETE', OLD, false, 'discard'],
    ['UPDATE_COMPLETE', OTHER, false, 'discard'],
    ['UPDATE_COMPLETE', '', false, 'discard'],
    ['UPDATE_COMPLETE', OTHER, true, 'discard'],
    ['DELETE_IN_PROGRESS', OTHER, false, 'discard'],
    ['DELETE_IN_PROGRESS', OLD, false, 'discard'],
  ])('%s with %s, new: %p', async (status, physicalId, isNew, fate) => {
    const bench = new Bench('Update');
    bench.tell(status, physicalId);
    expect(await decideFate(bench.operation, UPDATE, MADE_CONFIGURATION, isNew)).toBe(fate);
  });

  test('is to stay where CloudFormation shows that the resource had it: CloudFormation deletes it, or retains it', async () => {
    const bench = new Bench('Update');
    bench.tell('UPDATE_COMPLETE', MADE);
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: OTHER };
    expect(await decideFate(bench.operation, UPDATE, MADE_CONFIGURATION, false)).toBe('leave');
  });

  test('is to go where only a resource of another stack had it', async () => {
    const bench = new Bench('Update');
    bench.records.begin(NESTED);
    bench.records.tell(NESTED, OWNER.logicalId, { status: 'UPDATE_COMPLETE', physicalId: MADE });
    bench.tell('UPDATE_COMPLETE', OTHER);
    expect(await decideFate(bench.operation, UPDATE, MADE_CONFIGURATION, false)).toBe('discard');
  });

  test('is looked for in no event from before it was made', async () => {
    const bench = new Bench('Update');
    const tags = toOriginTag({ requestId: 'request-1', madeAt: bench.clock.epochMs(), isFound: false });
    for (let count = 0; count < 150; count += 1) bench.tell('UPDATE_COMPLETE', OTHER, undefined, { agoMs: 1_000 });
    bench.tell('UPDATE_COMPLETE', OTHER);
    expect(await decideFate(bench.operation, UPDATE, { ...MADE_CONFIGURATION, tags }, false)).toBe('discard');
    expect(bench.timesOf('listEvents')).toHaveLength(1);
  });

  describe('while another event wants the same settings', () => {
    function setUpHeir(goal: object = {}) {
      const bench = new Bench('Update');
      bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      bench.begin(OLD, withBucket({ Tags: { other: '1' }, ...goal }));
      const endWith = async (physicalId: string): Promise<void> => {
        await bench.pass(30_000);
        bench.resource = { status: 'UPDATE_COMPLETE', physicalId };
      };
      return { bench, endWith };
    }

    test.each([
      [MADE, 'keep'],
      [OTHER, 'discard'],
    ])('is open until that has ended with %s; then it is %s', async (physicalId, fate) => {
      const { bench, endWith } = setUpHeir();
      const [decided] = await Promise.all([
        decideFate(bench.operation, UPDATE, MADE_CONFIGURATION, true),
        endWith(physicalId),
      ]);
      expect(decided).toBe(fate);
      expect(bench.clock.now() - bench.operation.startedAt).toBeGreaterThanOrEqual(30_000);
      expect(bench.clock.now() - bench.operation.startedAt).toBeLessThan(41_000);
    });

    test.each([
      ['that wants others', { Name: 'other' }, 4_000],
      ['nobody knows what that wants', { Name: 'not a name' }, 8_000],
    ])('is decided without it where %s', async (_title, goal, tookMs) => {
      const { bench } = setUpHeir(goal);
      expect(await decideFate(bench.operation, UPDATE, MADE_CONFIGURATION, true)).toBe('discard');
      expect(bench.clock.now() - bench.operation.startedAt).toBe(tookMs);
    });
  });

  describe('in a cleanup that deletes what was replaced', () => {
    const cleanUp = (replacement: string): Bench => {
      const bench = new Bench('Update');
      bench.begin(OLD);
      bench.tell('UPDATE_COMPLETE', replacement);
      bench.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      bench.tell('DELETE_IN_PROGRESS', OLD);
      return bench;
    };

    test('is to stay where it is the replacement, and to go where it is not', async () => {
      expect(await decideFate(cleanUp(MADE).operation, UPDATE, MADE_CONFIGURATION, true)).toBe('keep');
      expect(await decideFate(cleanUp(OTHER).operation, UPDATE, MADE_CONFIGURATION, true)).toBe('discard');
    });

    test('is left where CloudFormation does not show the replacement', async () => {
      const bench = cleanUp(MADE);
      bench.onNext('listEvents', refused('access-denied'));
      expect(await decideFate(bench.operation, UPDATE, MADE_CONFIGURATION, true)).toBe('leave');
    });
  });

  test('where it becomes unknown after the event counted as late, an old one is left alone', async () => {
    const bench = new Bench('Update');
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: OLD };
    const carriedOut: Happening = (carryOut) => carryOut();
    bench.onNext('describeResource', ...times(4, carriedOut), refused('access-denied'));
    expect(await decideFate(bench.operation, UPDATE, MADE_CONFIGURATION, false)).toBe('leave');
  });
});

describe('what the resource has', () => {
  test.each<[Standing, Held]>([
    ['absent', { id: undefined }],
    ['unknown', 'unknown'],
    [{ status: 'UPDATE_COMPLETE', physicalId: OLD }, { id: OLD }],
  ])('%j: %j', async (standing, held) => {
    expect(await readHeld(new Bench('Update').operation, standing)).toEqual(held);
  });

  test('is unknown while a deletion is recorded that the events do not show', async () => {
    const { operation } = new Bench('Update');
    expect(await readHeld(operation, { status: 'DELETE_IN_PROGRESS', physicalId: OLD })).toBe('unknown');
  });
});

describe('a rollback', () => {
  test.each([
    ['UPDATE_ROLLBACK_IN_PROGRESS', true],
    ['ROLLBACK_IN_PROGRESS', true],
    ['UPDATE_IN_PROGRESS', false],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', false],
  ])('%s: %p', async (status, isIt) => {
    const bench = new Bench('Update');
    bench.stackStatus = status;
    expect(await isRollBack(bench.operation)).toBe(isIt);
  });

  test('is none where CloudFormation cannot be asked, or knows no such stack', async () => {
    const bench = new Bench('Update');
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    bench.onNext('describeStack', () => undefined, refused('access-denied'));
    expect(await isRollBack(bench.operation)).toBe(false);
    expect(await isRollBack(bench.operation)).toBe(false);
  });
});

const ROOT = 'arn:aws:cloudformation:us-east-1:123456789012:stack/root/1';
const NESTED = 'arn:aws:cloudformation:us-east-1:123456789012:stack/nested/1';

/** An event of a resource in a nested stack. */
function setUpNested(kind: 'Update' | 'Delete' = 'Delete') {
  const bench = new Bench(kind);
  const { records } = bench;
  records.begin(ROOT);
  records.begin(NESTED, ROOT);
  const operation = { ...bench.operation, owner: { ...OWNER, stackId: NESTED } };
  const tell = (status: string, physicalId: string): void => {
    records.tell(NESTED, OWNER.logicalId, { status, physicalId });
  };
  /** What happens next happens a second later. */
  const next = (): Promise<void> => bench.pass(1_000);
  return { bench, records, operation, tell, next };
}

describe('whether an operation is in progress', () => {
  test.each([
    ['UPDATE_COMPLETE', 'UPDATE_COMPLETE', false],
    ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', true],
    ['UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', true],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', true],
  ])('the nested stack is %s, its root %s: %p', async (nested, root, isIt) => {
    const { records, operation } = setUpNested();
    records.enter(NESTED, nested);
    records.enter(ROOT, root);
    expect(await isInProgress(operation, NESTED)).toBe(isIt);
  });

  test('it may be, where CloudFormation cannot be asked about either', async () => {
    for (const refusedCall of [1, 2]) {
      const { bench, records, operation } = setUpNested();
      records.enter(NESTED, 'UPDATE_COMPLETE');
      records.enter(ROOT, 'UPDATE_COMPLETE');
      if (refusedCall === 2) bench.onNext('describeStack', (carryOut) => carryOut());
      bench.onNext('describeStack', refused('access-denied'));
      expect(await isInProgress(operation, NESTED)).toBe(true);
    }
  });

  test('it is not, where the stack is gone', async () => {
    expect(await isInProgress(new Bench().operation, NESTED)).toBe(false);
  });
});

describe('the history', () => {
  const statusesOf = (history: Awaited<ReturnType<typeof readHistory>>): readonly string[] | undefined =>
    history?.events.map(({ status }) => status);

  test('is what happened to the resource since an operation ended well', async () => {
    const bench = new Bench('Delete');
    const endedAt = bench.clock.epochMs() - 3_600_000;
    bench.tell('UPDATE_IN_PROGRESS', OLD);
    bench.records.tell(OWNER.stackId, 'Neighbor', { status: 'UPDATE_COMPLETE', physicalId: 'n' });
    bench.tell('UPDATE_COMPLETE', MADE);
    bench.begin(MADE);
    const history = await readHistory(bench.operation, MADE);
    expect(statusesOf(history)).toEqual(['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS']);
    expect(history?.endedAt).toBeCloseTo(endedAt, -1);
  });

  test('is all there is where no operation has ended well', async () => {
    const bench = new Bench('Create');
    expect(statusesOf(await readHistory({ ...bench.operation, kind: 'Create' }, ''))).toEqual(['CREATE_IN_PROGRESS']);
    expect((await readHistory(bench.operation, ''))?.endedAt).toBeUndefined();
  });

  test('is read on as many pages as it takes', async () => {
    const bench = new Bench('Delete');
    for (let count = 0; count < 350; count += 1) bench.tell('UPDATE_COMPLETE', MADE);
    bench.begin(MADE);
    expect((await readHistory(bench.operation, MADE))?.events).toHaveLength(351);
    expect(bench.timesOf('listEvents')).toHaveLength(4);
  });

  test('is waited for until it shows the start of the event', async () => {
    const bench = new Bench('Delete');
    bench.tell('UPDATE_COMPLETE', MADE);
    void bench.pass(3_000).then(() => {
      bench.begin(MADE);
    });
    expect(statusesOf(await readHistory(bench.operation, MADE))?.[0]).toBe('DELETE_IN_PROGRESS');
    expect(bench.timesOf('listEvents')).toEqual([0, 2_000, 4_000]);
  });

  test('is not known where the start of the event is never shown; the log tells', async () => {
    for (const [status, id] of [
      ['DELETE_IN_PROGRESS', OTHER],
      ['UPDATE_IN_PROGRESS', MADE],
    ] as const) {
      const bench = new Bench('Delete');
      bench.tell(status, id);
      expect(await readHistory(bench.operation, MADE)).toBeUndefined();
      expect(bench.timesOf('listEvents')).toHaveLength(5);
      expect(bench.logs).toContainEqual({
        message: 'CloudFormation does not show the events of the resource',
        details: { logicalId: OWNER.logicalId },
      });
    }
  });

  test('is not waited for where the time is short', async () => {
    const bench = new Bench('Delete', { workMs: 100, wholeMs: 3_999 });
    expect(await readHistory(bench.operation, MADE)).toBeUndefined();
    expect(bench.timesOf('listEvents')).toEqual([0]);
  });

  test('waits while the events do not show the state of the stack, but not for ever', async () => {
    const bench = new Bench('Delete');
    bench.begin(MADE);
    bench.onNext('describeStack', () => ({ status: 'UPDATE_ROLLBACK_IN_PROGRESS', rootId: OWNER.stackId }));
    expect(await readHistory(bench.operation, MADE)).toBeDefined();
    expect(bench.timesOf('listEvents')).toEqual([0, 2_000]);
  });

  test.each(['describeStack', 'listEvents'] as const)('is not known where %s is refused', async (site) => {
    const bench = new Bench('Delete');
    bench.begin(MADE);
    bench.onNext(site, refused('access-denied'));
    expect(await readHistory(bench.operation, MADE)).toBeUndefined();
  });

  test('is not known of a stack that there is not', async () => {
    const bench = new Bench('Delete');
    expect(await readHistory({ ...bench.operation, owner: { ...OWNER, stackId: NESTED } }, MADE)).toBeUndefined();
    expect(bench.timesOf('listEvents')).toEqual([]);
  });

  test('in a nested stack begins where an operation of the root stack ended well', async () => {
    const { records, operation, tell, next } = setUpNested();
    tell('CREATE_COMPLETE', OLD);
    records.enter(NESTED, 'CREATE_COMPLETE');
    await next();
    records.enter(ROOT, 'CREATE_COMPLETE');
    await next();
    records.enter(ROOT, 'UPDATE_IN_PROGRESS');
    tell('UPDATE_IN_PROGRESS', OLD);
    tell('UPDATE_COMPLETE', MADE);
    records.enter(NESTED, 'UPDATE_COMPLETE');
    await next();
    records.enter(ROOT, 'UPDATE_ROLLBACK_IN_PROGRESS');
    tell('DELETE_IN_PROGRESS', MADE);
    expect(statusesOf(await readHistory(operation, MADE))).toEqual([
      'DELETE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
    ]);
  });

  test('is not known where the root stack, or its events, cannot be read', async () => {
    for (const [site, call] of [
      ['describeStack', 2],
      ['listEvents', 1],
      ['listEvents', 2],
    ] as const) {
      const { bench, records, operation, tell } = setUpNested();
      records.enter(ROOT, 'DELETE_IN_PROGRESS');
      tell('DELETE_IN_PROGRESS', MADE);
      if (call === 2) bench.onNext(site, (carryOut) => carryOut());
      bench.onNext(site, refused('access-denied'));
      expect(await readHistory(operation, MADE)).toBeUndefined();
    }
  });
});

describe('the span of a creation that failed', () => {
  const INVENTED = 'video-Recording-1ABC';
  const isoOf = (ms: number): string => new Date(ms).toISOString();

  test('is from its start to that of the next', async () => {
    const bench = new Bench('Delete');
    bench.tell('CREATE_IN_PROGRESS', '');
    const begunAt = bench.clock.epochMs();
    await bench.pass(5_000);
    bench.tell('CREATE_FAILED', INVENTED);
    bench.begin(INVENTED);
    expect(await readCreationSpan(bench.operation, INVENTED)).toEqual({ begunAt, endedAt: Infinity });
    await bench.pass(5_000);
    bench.records.tell(OWNER.stackId, 'Neighbor', { status: 'CREATE_IN_PROGRESS', physicalId: '' });
    bench.tell('CREATE_IN_PROGRESS', '');
    const span = await readCreationSpan(bench.operation, INVENTED);
    expect(isoOf(span?.endedAt ?? 0)).toBe(isoOf(begunAt + 10_000));
  });

  test('is waited for, and not known where it is never shown', async () => {
    const bench = new Bench('Delete');
    void bench.pass(3_000).then(() => {
      bench.tell('CREATE_IN_PROGRESS', '');
      bench.tell('CREATE_FAILED', INVENTED);
    });
    expect(await readCreationSpan(bench.operation, INVENTED)).toBeDefined();
    expect(bench.timesOf('listEvents')).toEqual([0, 2_000, 4_000]);

    const never = new Bench('Delete');
    expect(await readCreationSpan(never.operation, INVENTED)).toBeUndefined();
    expect(never.timesOf('listEvents')).toHaveLength(5);

    const short = new Bench('Delete', { workMs: 100, wholeMs: 3_999 });
    expect(await readCreationSpan(short.operation, INVENTED)).toBeUndefined();
    expect(short.timesOf('listEvents')).toEqual([0]);
  });

  test('is not known where CloudFormation cannot be asked', async () => {
    const bench = new Bench('Delete');
    bench.tell('CREATE_IN_PROGRESS', '');
    bench.tell('CREATE_FAILED', INVENTED);
    bench.onNext('listEvents', refused('access-denied'));
    expect(await readCreationSpan(bench.operation, INVENTED)).toBeUndefined();
  });
});

describe('what the resource has instead of what is deleted', () => {
  /** A cleanup after an update, whose deletion may not be shown yet. */
  function setUpCleanup({ isShown = true, stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' } = {}) {
    const bench = new Bench('Delete');
    bench.stackStatus = 'UPDATE_COMPLETE';
    bench.tell('UPDATE_COMPLETE', OTHER);
    bench.stackStatus = 'UPDATE_IN_PROGRESS';
    bench.tell('UPDATE_IN_PROGRESS', OLD);
    bench.tell('UPDATE_COMPLETE', MADE);
    bench.stackStatus = stackStatus;
    if (isShown) bench.begin(OLD);
    return bench;
  }

  test('is what the update gave to it', async () => {
    const bench = setUpCleanup();
    expect(await readReplacementOf(bench.operation, OLD)).toEqual({ id: MADE });
    // The record, which may show either, is not asked for.
    expect(bench.calls.map(({ site }) => site)).toEqual(['listEvents']);
  });

  test('is what the rollback returned to', async () => {
    const bench = setUpCleanup({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS', isShown: false });
    bench.tell('UPDATE_IN_PROGRESS', MADE);
    bench.tell('UPDATE_COMPLETE', OLD);
    bench.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    bench.begin(MADE);
    expect(await readReplacementOf(bench.operation, MADE)).toEqual({ id: OLD });
  });

  test('is nothing where the stack is deleted', async () => {
    const bench = setUpCleanup({ stackStatus: 'DELETE_IN_PROGRESS' });
    expect(await readReplacementOf(bench.operation, OLD)).toEqual({ id: undefined });
  });

  test('is nothing where a creation is rolled back', async () => {
    const bench = new Bench('Delete');
    bench.stackStatus = 'UPDATE_IN_PROGRESS';
    bench.tell('CREATE_IN_PROGRESS', '');
    bench.tell('CREATE_COMPLETE', OLD);
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    bench.begin(OLD);
    expect(await readReplacementOf(bench.operation, OLD)).toEqual({ id: undefined });
  });

  test('is nothing where the resource was taken out of the template', async () => {
    const bench = new Bench('Delete');
    bench.tell('UPDATE_COMPLETE', OTHER);
    bench.stackStatus = 'UPDATE_IN_PROGRESS';
    bench.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    bench.begin(OLD);
    expect(await readReplacementOf(bench.operation, OLD)).toEqual({ id: undefined });
  });

  test('is looked for on no more pages than the operation has', async () => {
    const bench = new Bench('Delete');
    for (let count = 0; count < 150; count += 1) bench.tell('UPDATE_COMPLETE', OTHER);
    bench.stackStatus = 'UPDATE_IN_PROGRESS';
    bench.tell('UPDATE_COMPLETE', MADE);
    for (let count = 0; count < 150; count += 1) {
      bench.records.tell(OWNER.stackId, 'Neighbor', { status: 'UPDATE_COMPLETE', physicalId: 'n' });
    }
    bench.begin(OLD);
    expect(await readReplacementOf(bench.operation, OLD)).toEqual({ id: MADE });
    expect(bench.timesOf('listEvents')).toHaveLength(2);
  });

  test('is waited for while the deletion is not shown, and then not known', async () => {
    const bench = setUpCleanup({ isShown: false });
    void bench.pass(3_000).then(() => {
      bench.begin(OLD);
    });
    expect(await readReplacementOf(bench.operation, OLD)).toEqual({ id: MADE });
    expect(bench.timesOf('listEvents')).toEqual([0, 2_000, 4_000]);

    const never = setUpCleanup({ isShown: false });
    expect(await readReplacementOf(never.operation, OLD)).toBe('unknown');
    expect(never.timesOf('listEvents')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
  });

  test('is not known where the newest deletion is that of another, or only one before is shown', async () => {
    const another = setUpCleanup();
    another.begin(OTHER);
    expect(await readReplacementOf(another.operation, OLD)).toBe('unknown');

    const before = setUpCleanup();
    before.tell('DELETE_COMPLETE', OLD);
    before.stackStatus = 'UPDATE_COMPLETE';
    before.stackStatus = 'UPDATE_IN_PROGRESS';
    expect(await readReplacementOf(before.operation, OLD)).toBe('unknown');
  });

  test('is not waited for where the time is short', async () => {
    const bench = new Bench('Delete', { workMs: 100, wholeMs: 3_999 });
    expect(await readReplacementOf(bench.operation, OLD)).toBe('unknown');
    expect(bench.timesOf('listEvents')).toEqual([0]);
  });

  test('is not known where the events cannot be read', async () => {
    const bench = setUpCleanup();
    bench.onNext('listEvents', refused('access-denied'));
    expect(await readReplacementOf(bench.operation, OLD)).toBe('unknown');
    expect(bench.timesOf('listEvents')).toEqual([0]);
  });

  test('is not known of a stack that there is not', async () => {
    const { operation } = setUpCleanup();
    const owner = { ...OWNER, stackId: NESTED };
    expect(await readReplacementOf({ ...operation, owner }, OLD)).toBe('unknown');
  });

  test('is what the resource has while its deletion is recorded', async () => {
    expect(await readHeld(setUpCleanup().operation, { status: 'DELETE_IN_PROGRESS', physicalId: OLD })).toEqual({
      id: MADE,
    });
  });
});
