import { OWNER_TAGS } from '../../../schema/tags';
import { acquire, isOnlyOne } from '../../../lambda/recording-configuration/find-or-create';
import { findOwned } from '../../../lambda/recording-configuration/owned-configurations';
import type { RecordingConfiguration, Tags } from '../../../lambda/aws/recording-configurations';
import { toOriginTag, toOwnerTags } from '../../../lambda/recording-configuration/ownership';
import type { Occasion } from '../../../lambda/recording-configuration/superseded';
import { Bench, declare, DECLARATION, lost, OWNER, refusalOf, refused } from './test-context';

const CREATION: Occasion = { declaration: DECLARATION, physicalId: undefined, isForward: false };

/** The origin of what another delivery of the event under test made. */
const ofDelivery = (madeAt: number): Tags => toOriginTag({ requestId: 'request-1', madeAt, isFound: false });

test('the owner’s configurations are those with its tags and these settings', async () => {
  const bench = new Bench();
  const own = bench.place();
  bench.place(declare({ Name: 'other' }));
  bench.place(DECLARATION, { [OWNER_TAGS.logicalId]: 'Neighbour' });
  const found = await findOwned(bench.operation, DECLARATION.fingerprint, bench.operation.work);
  expect(found).toEqual([own]);
});

test('a page that IVS throttles is asked for again, and not those before it', async () => {
  const bench = new Bench();
  bench.pageSize = 2;
  const own = Array.from({ length: 5 }, () => bench.place());
  bench.onNext('list', (carryOut) => carryOut(), refused('throttled'), refused('throttled'));
  expect(await findOwned(bench.operation, DECLARATION.fingerprint, bench.operation.work)).toEqual(own);
  expect(bench.timesOf('list')).toEqual([0, 0, 250, 750, 750]);
});

describe('acquiring a configuration', () => {
  test('creates one, with the declared tags, the owner’s and the request’s', async () => {
    const bench = new Bench();
    const { configuration, isNew } = await acquire(bench.operation, {
      ...CREATION,
      declaration: declare({ Tags: { a: '1' } }),
    });
    expect(isNew).toBe(true);
    expect(bench.arns).toEqual([configuration.arn]);
    expect(configuration.tags).toEqual({
      a: '1',
      ...toOwnerTags(OWNER, DECLARATION.fingerprint),
      [OWNER_TAGS.requestId]: 'request-1 2026-01-01T00:00:00.000Z',
    });
  });

  test('looks at the bucket once before it creates, and not where there is nothing to create', async () => {
    const bench = new Bench();
    bench.onNext('create', refused('unavailable'));
    await acquire(bench.operation, CREATION);
    const sites = bench.calls.map(({ site }) => site).filter((site) => site !== 'list');
    expect(sites).toEqual(['findBucket', 'create', 'describeResource', 'create']);
    bench.calls.length = 0;
    await acquire(bench.operation, CREATION);
    expect(bench.calls.map(({ site }) => site)).toEqual(['list']);
  });

  test('creates nothing for a bucket that IVS cannot write to', async () => {
    const bench = new Bench();
    bench.bucket = { kind: 'encrypted-with-kms', algorithm: 'aws:kms' };
    expect(await refusalOf(acquire(bench.operation, CREATION))).toMatchObject({
      name: 'RecordingError',
      message: expect.stringMatching(/^The bucket stream-archive encrypts with aws:kms/) as unknown,
    });
    expect(bench.arns).toEqual([]);
  });

  test('finds the one that is there', async () => {
    const bench = new Bench();
    const configuration = bench.place();
    expect(await acquire(bench.operation, CREATION)).toEqual({ configuration, isNew: false });
    expect(bench.timesOf('create')).toEqual([]);
  });

  test('looks for the one whose creation was not answered, instead of making another', async () => {
    const bench = new Bench();
    bench.onNext('create', lost);
    const { configuration, isNew } = await acquire(bench.operation, CREATION);
    expect([bench.arns, isNew]).toEqual([[configuration.arn], true]);
    expect([bench.timesOf('create'), bench.timesOf('list')]).toEqual([[0], [0, 1_000]]);
  });

  test('creates again what was not created, after half a minute of looking', async () => {
    const bench = new Bench();
    bench.onNext('create', refused('unavailable'), refused('unavailable'));
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ isNew: true });
    expect(bench.timesOf('create')).toEqual([0, 31_000, 63_000]);
    expect(bench.timesOf('list').slice(0, 6)).toEqual([0, 1_000, 3_000, 7_000, 11_000, 15_000]);
  });

  test('finds what IVS creates only after the call was given up', async () => {
    const bench = new Bench();
    bench.onNext('create', async (carryOut) => {
      void bench.pass(20_000).then(carryOut);
      await refused('unavailable')(carryOut);
    });
    const { configuration, isNew } = await acquire(bench.operation, CREATION);
    expect([bench.arns, isNew]).toEqual([[configuration.arn], true]);
    expect(bench.timesOf('create')).toEqual([0]);
  });

  test('does not take what another delivery made for the outcome of its own call', async () => {
    const bench = new Bench();
    bench.onNext('create', async (carryOut) => {
      bench.place(DECLARATION, ofDelivery(bench.clock.epochMs() - 5_000));
      void bench.pass(20_000).then(carryOut);
      await refused('unavailable')(carryOut);
    });
    const { isNew } = await acquire(bench.operation, CREATION);
    expect(bench.clock.now() - bench.operation.startedAt).toBeGreaterThan(20_000);
    expect([bench.arns.length, isNew]).toEqual([1, true]);
    expect(bench.timesOf('create')).toEqual([0]);
  });

  test('takes what another delivery made where its own call had no outcome', async () => {
    const bench = new Bench();
    const other = { arn: '' };
    bench.onNext('create', async (carryOut) => {
      other.arn = bench.place(DECLARATION, ofDelivery(bench.clock.epochMs() - 5_000)).arn;
      await refused('unavailable')(carryOut);
    });
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ configuration: { arn: other.arn }, isNew: true });
    expect(bench.timesOf('create')).toEqual([0]);
    expect(bench.clock.now() - bench.operation.startedAt).toBe(31_000);
  });

  test('waits half a minute for a conflict to pass', async () => {
    const passing = new Bench();
    passing.onNext('create', ...Array.from({ length: 9 }, () => refused('conflict')));
    expect(await acquire(passing.operation, CREATION)).toMatchObject({ isNew: true });
    expect(passing.timesOf('create').slice(0, 4)).toEqual([0, 1_000, 3_000, 7_000]);

    const staying = new Bench();
    staying.onNext('create', ...Array.from({ length: 100 }, () => refused('conflict')));
    expect(await refusalOf(acquire(staying.operation, CREATION))).toMatchObject({ kind: 'conflict' });
    expect(staying.timesOf('create').at(-1)).toBe(31_000);
  });

  test('waits throttling out', async () => {
    const bench = new Bench();
    bench.onNext('create', refused('throttled'));
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ isNew: true });
    expect([bench.timesOf('create'), bench.timesOf('list')]).toEqual([[0, 250], [0]]);
  });

  test.each(['invalid', 'quota-exceeded'] as const)('ends where IVS refuses: %s', async (kind) => {
    const bench = new Bench();
    bench.onNext('create', refused(kind));
    expect(await refusalOf(acquire(bench.operation, CREATION))).toMatchObject({ kind });
    expect(bench.timesOf('create')).toEqual([0]);
  });

  test('ends with a defect', async () => {
    const bench = new Bench();
    const defect = Object.assign(new TypeError('x'), { kind: 'unavailable' });
    bench.onNext('create', () => {
      throw defect;
    });
    expect(await refusalOf(acquire(bench.operation, CREATION))).toBe(defect);
  });

  test('clears a doubt up after the template’s time is over, and makes nothing more then', async () => {
    const found = new Bench('Create', { workMs: 500 });
    found.onNext('create', lost);
    expect(await acquire(found.operation, CREATION)).toMatchObject({ isNew: true });

    const none = new Bench('Create', { workMs: 500 });
    none.onNext('create', refused('unavailable', 'no answer'));
    const error = await refusalOf(acquire(none.operation, CREATION));
    expect(error).toMatchObject({ kind: 'unavailable', message: 'no answer' });
    expect([none.timesOf('create'), none.arns]).toEqual([[0], []]);
  });

  test('clears a doubt up though the look is refused at first', async () => {
    const bench = new Bench('Create', { workMs: 500 });
    bench.onNext('create', lost);
    bench.onNext('list', (carryOut) => carryOut(), refused('throttled'));
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ isNew: true });
    expect(bench.timesOf('list')).toEqual([0, 1_000, 1_250]);
  });

  test('without a doubt looks no longer than the template allows', async () => {
    const bench = new Bench('Create', { workMs: 500 });
    bench.onNext('list', ...Array.from({ length: 10 }, () => refused('throttled')));
    expect(await refusalOf(acquire(bench.operation, CREATION))).toMatchObject({ kind: 'throttled' });
    expect(bench.timesOf('list')).toEqual([0, 250]);
  });

  test('never cuts the creation short', async () => {
    const bench = new Bench();
    const signals: AbortSignal[] = [];
    const { configurations } = bench.operation;
    await acquire(
      {
        ...bench.operation,
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
    expect(signals).toEqual([bench.operation.whole.signal]);
    expect(signals[0]).toBe(bench.operation.whole.signal);
  });

  test('clears away what failed before, except for what the resource has', async () => {
    const bench = new Bench('Update', { timeToActiveMs: 0 });
    bench.account.creationFailures.add({ times: 2 });
    const [current, failed] = [bench.place(), bench.place()];
    await bench.pass(1);
    const { configuration, isNew } = await acquire(bench.operation, { ...CREATION, physicalId: current.arn });
    expect(isNew).toBe(true);
    expect(failed.arn).not.toBe(configuration.arn);
    expect(bench.arns).toEqual([current.arn, configuration.arn]);
  });

  test('settles on one of those that the event made, after whoever is answering has answered', async () => {
    const bench = new Bench();
    const [one, two] = [1, 2].map((at) => bench.place(DECLARATION, ofDelivery(at)).arn);
    const retained = bench.placeRetained().arn;
    void bench.pass(20_000).then(() => {
      bench.resource = { status: 'CREATE_COMPLETE', physicalId: two ?? '' };
    });
    const { configuration, isNew } = await acquire(bench.operation, CREATION);
    expect([configuration.arn, isNew, bench.arns]).toEqual([two, false, [two, retained]]);
    expect(bench.arns).not.toContain(one);
    expect(bench.timesOf('delete')[0]).toBe(30_000);
  });

  test.each([
    ['records none', ''],
    ['knows no such resource', 'absent'],
  ])('settles on the oldest where CloudFormation %s', async (_what, standing) => {
    const bench = new Bench();
    const arns = [2, 1, 3].map((at) => bench.place(DECLARATION, ofDelivery(at)).arn);
    if (standing === 'absent') bench.resource = 'absent';
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ configuration: { arn: arns[1] } });
    expect(bench.arns).toEqual([arns[1]]);
  });

  test('takes the oldest of those that earlier events made, and deletes none of them', async () => {
    const bench = new Bench();
    const arns = [bench.place(), bench.placeRetained()].map(({ arn }) => arn);
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ configuration: { arn: arns[1] }, isNew: false });
    expect([bench.arns, bench.timesOf('describeResource')]).toEqual([arns, []]);
  });
});

describe('on a rollback, what the resource had before', () => {
  /** All owner tags of it were removed while the resource got another one. */
  function setUpFormer({ placed = DECLARATION, stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS' } = {}) {
    const bench = new Bench('Update', { timeToActiveMs: 0 });
    const former = bench.placeRetained(placed).arn;
    bench.account.untagResource({ resourceArn: former, tagKeys: Object.values(OWNER_TAGS) });
    const { arn: physicalId } = bench.place(declare({ Name: 'new' }));
    bench.tell('UPDATE_IN_PROGRESS', former);
    bench.tell('UPDATE_COMPLETE', physicalId);
    if (stackStatus !== bench.stackStatus) bench.stackStatus = stackStatus;
    bench.begin(physicalId);
    const occasion: Occasion = { declaration: DECLARATION, physicalId, isForward: false };
    return { bench, former, physicalId, acquireIt: () => acquire(bench.operation, occasion) };
  }

  test('is found by the events', async () => {
    const { former, acquireIt } = setUpFormer();
    expect(await acquireIt()).toMatchObject({ configuration: { arn: former }, isNew: false });
  });

  test.each<[string, Parameters<typeof setUpFormer>[0]]>([
    ['that goes forward', { stackStatus: 'UPDATE_IN_PROGRESS' }],
    ['to other settings', { placed: declare({ Name: 'three' }) }],
  ])('is not taken by an update %s', async (_title, options) => {
    const { former, acquireIt } = setUpFormer(options);
    const { configuration, isNew } = await acquireIt();
    expect(isNew).toBe(true);
    expect(configuration.arn).not.toBe(former);
  });

  test('is not taken where another resource has it', async () => {
    const { bench, former, acquireIt } = setUpFormer();
    bench.account.tagResource({ resourceArn: former, tags: { [OWNER_TAGS.logicalId]: 'Neighbor' } });
    expect(await acquireIt()).toMatchObject({ isNew: true });
  });

  test('is not taken where it is gone, or where no events are shown', async () => {
    const gone = setUpFormer();
    gone.bench.account.deleteRecordingConfiguration({ arn: gone.former });
    expect(await gone.acquireIt()).toMatchObject({ isNew: true });
    const hidden = setUpFormer();
    hidden.bench.onNext('listEvents', refused('access-denied'));
    expect(await hidden.acquireIt()).toMatchObject({ isNew: true });
  });

  test('is not looked for, and nothing is made, where the event is late', async () => {
    const { bench, acquireIt } = setUpFormer();
    const { arns } = bench;
    bench.tell('UPDATE_COMPLETE', bench.arns[0] ?? '');
    expect(await refusalOf(acquireIt())).toMatchObject({
      name: 'RecordingError',
      message: expect.stringMatching(/^CloudFormation cancelled or superseded this Update/) as unknown,
    });
    expect([bench.arns, bench.timesOf('create')]).toEqual([arns, []]);
  });

  test('is made anew where the events are not shown, and CloudFormation waits for the event', async () => {
    const { bench, physicalId, acquireIt } = setUpFormer();
    bench.tell('UPDATE_COMPLETE', physicalId);
    bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId };
    expect(await acquireIt()).toMatchObject({ isNew: true });
  });

  test('is not taken where it failed', async () => {
    const { bench, former, acquireIt } = setUpFormer();
    bench.onNext('get', (carryOut) => ({ ...(carryOut() as RecordingConfiguration), state: 'CREATE_FAILED' }));
    expect((await acquireIt()).configuration.arn).not.toBe(former);
  });

  test.each(['', 'failed-creation-1'])('is nothing where it had the id %p', async (id) => {
    const bench = new Bench('Update');
    bench.tell('UPDATE_IN_PROGRESS', id);
    bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    bench.begin('another');
    const occasion: Occasion = { declaration: DECLARATION, physicalId: 'another', isForward: false };
    expect(await acquire(bench.operation, occasion)).toMatchObject({ isNew: true });
    expect(bench.timesOf('get')).toEqual([]);
  });
});

describe('whether a configuration is the only one', () => {
  const ask = (bench: Bench, configuration: RecordingConfiguration): Promise<boolean> =>
    isOnlyOne(bench.operation, CREATION, configuration, () => undefined);

  test('it is, where others are another’s or failed; those that failed go', async () => {
    const bench = new Bench('Create', { timeToActiveMs: 0 });
    bench.account.creationFailures.add();
    const failed = bench.place();
    const configuration = bench.place();
    bench.place(declare({ Name: 'other' }));
    await bench.pass(1);
    expect(await ask(bench, configuration)).toBe(true);
    expect(bench.arns).toHaveLength(2);
    expect(bench.arns).not.toContain(failed.arn);
  });

  test('it is, where all are of earlier events', async () => {
    const bench = new Bench();
    const [one] = [bench.place(), bench.placeRetained()];
    expect(await ask(bench, one)).toBe(true);
    expect(bench.arns).toHaveLength(2);
  });

  test('it is not, where another delivery made an older one; that is settled on', async () => {
    const bench = new Bench();
    const [older, own] = [1, 2].map((at) => bench.place(DECLARATION, ofDelivery(at)));
    if (older === undefined || own === undefined) throw new Error('not placed');
    expect(await ask(bench, own)).toBe(false);
    expect(bench.arns).toEqual([older.arn]);
    expect(await ask(bench, older)).toBe(true);
  });

  test('it is not, where an earlier event made one that this one did not find', async () => {
    const bench = new Bench();
    const retained = bench.placeRetained();
    expect(await ask(bench, bench.place(DECLARATION, ofDelivery(2)))).toBe(false);
    expect(bench.arns).toEqual([retained.arn]);
  });

  test('where the list is empty, Get shows whether it is there', async () => {
    const bench = new Bench();
    const configuration = bench.place(DECLARATION, ofDelivery(1));
    const empty = (): unknown => ({ configurations: [], nextToken: undefined });
    bench.onNext('list', empty);
    expect(await ask(bench, configuration)).toBe(true);
    bench.account.deleteRecordingConfiguration({ arn: configuration.arn });
    expect(await ask(bench, configuration)).toBe(false);
  });
});
