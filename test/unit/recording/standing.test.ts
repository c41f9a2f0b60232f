import { confirm, decideFate, isStillWanted, readGoal, readStanding } from '../../../lambda/recording/standing';
import { DeadlineError } from '../../../lambda/time/deadline';
import { withBucket } from '../../support/properties';
import { Bench, DECLARATION, declare, refusalOf, refused, type Happening } from './bench';

const OLD = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/old';
const MADE = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/made';
const OTHER = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/other';
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
        return Promise.resolve(undefined);
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
    bench.goal = withBucket({ Tags: { a: '1' } });
    expect(await readGoal(bench.operation)).toEqual(declare({ Tags: { a: '1' } }));
    expect(await readGoal({ ...bench.operation, defaultTags: '{"b":"2"}' })).toMatchObject({
      tags: { a: '1', b: '2' },
    });
  });

  test('is undefined where CloudFormation does not say, or says what cannot be used', async () => {
    const bench = new Bench('Update');
    expect(await readGoal(bench.operation)).toBeUndefined();
    bench.goal = { Nmae: 'x' };
    expect(await readGoal(bench.operation)).toBeUndefined();
    bench.onNext('describeGoal', refused('access-denied'));
    expect(await readGoal(bench.operation)).toBeUndefined();
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
    bench.resource = status === undefined ? undefined : { status, physicalId: '' };
    expect(await isStillWanted(bench.operation, CREATION)).toBe(isWanted);
  });

  test.each<[status: string, physicalId: string | undefined, isWanted: boolean]>([
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

  test('where CloudFormation cannot be asked, it may wait', async () => {
    for (const site of ['describeResource', 'describeStatus'] as const) {
      const bench = new Bench('Update');
      bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
      bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      bench.onNext(site, refused('access-denied'));
      expect(await isStillWanted(bench.operation, UPDATE)).toBe(true);
      expect(bench.timesOf('describeGoal')).toEqual([]);
    }
  });

  test('outside a roll-back the goal is not asked for', async () => {
    for (const status of ['UPDATE_IN_PROGRESS', undefined]) {
      const bench = new Bench('Update');
      bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
      bench.stackStatus = status;
      expect(await isStillWanted(bench.operation, UPDATE)).toBe(true);
      expect(bench.timesOf('describeGoal')).toEqual([]);
    }
  });

  test.each<[title: string, goal: unknown, isForward: boolean, isWanted: boolean]>([
    ['its own', withBucket(), true, true],
    ['of other tags', withBucket({ Tags: { a: '1' } }), false, false],
    ['of other settings', withBucket({ Name: 'b' }), false, false],
    ['unknown, for an update that goes forward', undefined, true, false],
    ['unknown, for the one that goes back', undefined, false, true],
  ])('on a roll-back whose goal is %s', async (_title, goal, isForward, isWanted) => {
    const bench = new Bench('Update');
    bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    bench.goal = goal;
    expect(await isStillWanted(bench.operation, { ...UPDATE, isForward })).toBe(isWanted);
  });
});

describe('the fate of a configuration that a Create made', () => {
  const CREATION = { declaration: DECLARATION, physicalId: undefined, isForward: false };

  test.each<[status: string, recorded: string | undefined, isNew: boolean, fate: string]>([
    ['CREATE_IN_PROGRESS', undefined, true, 'keep'],
    ['CREATE_COMPLETE', MADE, true, 'keep'],
    ['CREATE_COMPLETE', MADE, false, 'keep'],
    ['CREATE_COMPLETE', OTHER, true, 'discard'],
    ['CREATE_COMPLETE', OTHER, false, 'leave'],
    ['CREATE_FAILED', undefined, false, 'discard'],
    ['CREATE_FAILED', 'failed-creation-1', false, 'discard'],
    ['DELETE_IN_PROGRESS', OTHER, false, 'discard'],
    ['DELETE_COMPLETE', OTHER, false, 'discard'],
  ])('%s with %s, new: %p', async (status, physicalId, isNew, fate) => {
    const bench = new Bench('Create');
    bench.resource = { status, physicalId };
    expect(await decideFate(bench.operation, CREATION, MADE, isNew)).toBe(fate);
  });

  test('where the resource is absent it goes', async () => {
    const bench = new Bench('Create');
    bench.resource = 'absent';
    expect(await decideFate(bench.operation, CREATION, MADE, false)).toBe('discard');
  });
});

describe('the fate of a configuration that an Update made', () => {
  const UPDATE = { declaration: DECLARATION, physicalId: OLD, isForward: true };

  test.each<[status: string, recorded: string | undefined, isNew: boolean, fate: string]>([
    ['UPDATE_IN_PROGRESS', OLD, false, 'keep'],
    ['UPDATE_COMPLETE', MADE, false, 'keep'],
    ['UPDATE_COMPLETE', OLD, false, 'discard'],
    ['UPDATE_COMPLETE', OTHER, false, 'leave'],
    ['UPDATE_COMPLETE', undefined, false, 'leave'],
    ['UPDATE_COMPLETE', OTHER, true, 'discard'],
    ['DELETE_IN_PROGRESS', OTHER, false, 'discard'],
  ])('%s with %s, new: %p', async (status, physicalId, isNew, fate) => {
    const bench = new Bench('Update');
    bench.resource = { status, physicalId };
    expect(await decideFate(bench.operation, UPDATE, MADE, isNew)).toBe(fate);
  });

  describe('while another event wants the same settings', () => {
    function setUpHeir(goal: object = {}) {
      const bench = new Bench('Update');
      bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: OLD };
      bench.goal = withBucket({ Tags: { other: '1' }, ...goal });
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
      const [decided] = await Promise.all([decideFate(bench.operation, UPDATE, MADE, true), endWith(physicalId)]);
      expect(decided).toBe(fate);
      expect(bench.clock.now() - bench.operation.startedAt).toBeGreaterThanOrEqual(30_000);
      expect(bench.clock.now() - bench.operation.startedAt).toBeLessThan(41_000);
    });

    test('is decided at once where that wants others, or nobody knows', async () => {
      for (const goal of [{ Name: 'other' }, { Name: 'not a name' }]) {
        const { bench } = setUpHeir(goal);
        expect(await decideFate(bench.operation, UPDATE, MADE, true)).toBe('discard');
        expect(bench.clock.now() - bench.operation.startedAt).toBeLessThan(5_000);
      }
    });
  });

  test('where it becomes unknown after the event counted as late, an old one is left alone', async () => {
    const bench = new Bench('Update');
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: OLD };
    const carriedOut: Happening = (carryOut) => carryOut();
    bench.onNext('describeResource', ...times(4, carriedOut), refused('access-denied'));
    expect(await decideFate(bench.operation, UPDATE, MADE, false)).toBe('leave');
  });
});
