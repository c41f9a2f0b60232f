import { OWNER_TAGS } from '../../../contract/tags';
import { acquire, isOnlyOne } from '../../../lambda/recording/acquisition';
import { findOwned } from '../../../lambda/recording/owned-configurations';
import { toOwnerTags } from '../../../lambda/recording/ownership';
import type { Occasion } from '../../../lambda/recording/standing';
import { Bench, declare, DECLARATION, lost, OWNER, refusalOf, refused } from './bench';

const CREATION: Occasion = { declaration: DECLARATION, physicalId: undefined, isForward: false };

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
      [OWNER_TAGS.requestId]: 'request-1',
    });
  });

  test('looks at the bucket once before it creates, and not where there is nothing to create', async () => {
    const bench = new Bench();
    bench.onNext('create', refused('unavailable'));
    await acquire(bench.operation, CREATION);
    expect(bench.calls.map(({ site }) => site)).toEqual(['list', 'findBucket', 'create', 'list', 'create']);
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

  test('creates again what was not created, further and further apart', async () => {
    const bench = new Bench();
    bench.onNext('create', ...Array.from({ length: 4 }, () => refused('unavailable')));
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ isNew: true });
    expect(bench.timesOf('create')).toEqual([0, 1_000, 3_000, 7_000, 11_000]);
  });

  test('waits throttling out', async () => {
    const bench = new Bench();
    bench.onNext('create', refused('throttled'));
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ isNew: true });
    expect([bench.timesOf('create'), bench.timesOf('list')]).toEqual([[0, 250], [0]]);
  });

  test.each(['invalid', 'quota-exceeded', 'conflict'] as const)('ends where IVS refuses: %s', async (kind) => {
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

  test('settles on one where there are several, after whoever is answering has answered', async () => {
    const bench = new Bench();
    const arns = [bench.place(), bench.place(), bench.place()].map(({ arn }) => arn);
    bench.resource = { status: 'CREATE_COMPLETE', physicalId: arns[1] };
    const { configuration, isNew } = await acquire(bench.operation, CREATION);
    expect([configuration.arn, isNew, bench.arns]).toEqual([arns[1], false, [arns[1]]]);
    expect(bench.timesOf('delete')[0]).toBe(45_000);
  });

  test.each([
    ['records none', undefined],
    ['knows no such resource', 'absent'],
  ])('settles on the first in order where CloudFormation %s', async (_what, standing) => {
    const bench = new Bench();
    const arns = [bench.place(), bench.place(), bench.place()].map(({ arn }) => arn).sort();
    if (standing === 'absent') bench.resource = undefined;
    expect(await acquire(bench.operation, CREATION)).toMatchObject({ configuration: { arn: arns[0] } });
    expect(bench.arns).toEqual([arns[0]]);
  });
});

describe('whether a configuration is the only one', () => {
  const ask = (bench: Bench, arn: string): Promise<boolean> => isOnlyOne(bench.operation, CREATION, arn);

  test('it is, where others are another’s or failed; those that failed go', async () => {
    const bench = new Bench('Create', { timeToActiveMs: 0 });
    bench.account.creationFailures.add();
    const failed = bench.place();
    const { arn } = bench.place();
    bench.place(declare({ Name: 'other' }));
    await bench.pass(1);
    expect(await ask(bench, arn)).toBe(true);
    expect(bench.arns).toHaveLength(2);
    expect(bench.arns).not.toContain(failed.arn);
  });

  test('it is not, where there was another; one is settled on', async () => {
    const bench = new Bench();
    const arns = [bench.place(), bench.place()].map(({ arn }) => arn).sort();
    expect(await ask(bench, arns[0] ?? '')).toBe(false);
    expect(bench.arns).toEqual([arns[0]]);
  });
});
