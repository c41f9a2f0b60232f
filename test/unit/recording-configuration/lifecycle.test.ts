import { OWNER_TAGS } from '../../../schema/tags';
import { create, update } from '../../../lambda/recording-configuration/lifecycle';
import type { StackResource } from '../../../lambda/aws/stacks';
import { toOriginTag } from '../../../lambda/recording-configuration/ownership';
import type { Declaration } from '../../../lambda/recording-configuration/desired-state';
import {
  ANSWERED,
  Bench,
  DECLARATION,
  declare,
  OWNER,
  refusalOf,
  refused,
  SILENT,
  type Happening,
} from './test-context';

const ANOTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/1';
const NAMED = declare({ Name: 'two' });

/** A resource that has a configuration, about to be updated. */
function setUp(declaration = DECLARATION) {
  const bench = new Bench('Update', { timeToActiveMs: 0 });
  const { arn } = bench.place(declaration);
  bench.begin(arn);
  const sites = (): readonly string[] => bench.calls.map(({ site }) => site);
  const updateTo = (after: Declaration, before: Declaration | undefined, physicalId = arn): Promise<string> =>
    update(bench.operation, after, { physicalId, before }, SILENT);
  return { bench, arn, sites, updateTo };
}

test('a Create gives the ARN of what it made', async () => {
  const bench = new Bench('Create');
  expect([await create(bench.operation, DECLARATION, SILENT)]).toEqual(bench.arns);
});

describe('an Update', () => {
  test('to the same settings keeps the configuration', async () => {
    const { bench, arn, updateTo } = setUp();
    expect(await updateTo(declare({ Tags: { a: '1' } }), DECLARATION)).toBe(arn);
    expect(bench.account.recordingConfigurations()[0]?.tags.a).toBe('1');
    expect([bench.timesOf('get'), bench.timesOf('list')]).toEqual([[0], []]);
  });

  test('to the same settings keeps it though its tags tell others', async () => {
    const { bench, arn, updateTo } = setUp();
    bench.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settings]: 'lost' } });
    expect(await updateTo(DECLARATION, DECLARATION)).toBe(arn);
    expect(bench.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.settings]).toBe(DECLARATION.fingerprint);
  });

  test('to other settings makes another configuration, and leaves the old one', async () => {
    const { bench, arn, updateTo } = setUp();
    const replacement = await updateTo(NAMED, DECLARATION);
    expect(replacement).not.toBe(arn);
    expect(bench.arns).toEqual([arn, replacement]);
  });

  test('tells the log which properties ask for another configuration, where that is known', async () => {
    for (const [before, reasons] of [
      [DECLARATION, ['Name']],
      [undefined, []],
    ] as const) {
      const { bench, arn, updateTo } = setUp();
      await updateTo(NAMED, before);
      expect(bench.logs).toContainEqual({ message: 'Replacing', details: { current: arn, reasons } });
    }
  });

  test('of a configuration that is gone makes another, whatever the settings', async () => {
    const { bench, arn, updateTo } = setUp();
    bench.account.deleteRecordingConfiguration({ arn });
    expect([await updateTo(DECLARATION, DECLARATION)]).toEqual(bench.arns);
    expect(bench.logs).toContainEqual({ message: 'Replacing', details: { current: 'gone', reasons: [] } });
  });

  test('of a configuration that failed makes another', async () => {
    const bench = new Bench('Update', { timeToActiveMs: 0 });
    bench.account.creationFailures.add();
    const { arn } = bench.place();
    await bench.pass(1);
    bench.begin(arn);
    const from = { physicalId: arn, before: DECLARATION };
    const replacement = await update(bench.operation, DECLARATION, from, SILENT);
    expect(bench.arns).toEqual([arn, replacement]);
  });

  test('waits for a configuration that is still CREATING', async () => {
    const bench = new Bench('Update', { timeToActiveMs: 5_000 });
    const { arn } = bench.place();
    bench.begin(arn);
    await update(bench.operation, DECLARATION, { physicalId: arn, before: DECLARATION }, SILENT);
    expect(bench.clock.now() - bench.operation.startedAt).toBeGreaterThanOrEqual(5_000);
  });

  test('of one that is deleted while CREATING makes another', async () => {
    const bench = new Bench('Update', { timeToActiveMs: 5_000 });
    const { arn } = bench.place();
    bench.begin(arn);
    bench.onNext('get', (carryOut) => {
      const found = carryOut();
      bench.account.deleteRecordingConfiguration({ arn });
      return found;
    });
    const replacement = await update(bench.operation, DECLARATION, { physicalId: arn, before: DECLARATION }, SILENT);
    expect(bench.arns).toEqual([replacement]);
    expect([bench.timesOf('get').slice(0, 5), bench.timesOf('create')]).toEqual([[0, 0, 0, 2_500, 5_000], [5_000]]);
  });

  test('of one that IVS does not show for a moment while CREATING keeps it', async () => {
    const bench = new Bench('Update', { timeToActiveMs: 5_000 });
    const { arn } = bench.place();
    bench.begin(arn);
    const missing: Happening = () => undefined;
    bench.onNext('get', (carryOut) => carryOut(), missing, missing, missing);
    expect(await update(bench.operation, DECLARATION, { physicalId: arn, before: DECLARATION }, SILENT)).toBe(arn);
    expect(bench.arns).toEqual([arn]);
  });

  test('from an id that is no ARN makes a configuration without looking for one of that id', async () => {
    const { bench, updateTo } = setUp(NAMED);
    bench.begin('failed-creation-1');
    const made = await updateTo(DECLARATION, DECLARATION, 'failed-creation-1');
    expect(bench.arns).toContain(made);
    expect(bench.calls[0]?.site).toBe('list');
  });

  describe('of a configuration whose owner tags name another resource', () => {
    /** @param resource - what CloudFormation records of the other; undefined where its stack is gone */
    function setUpTaken(resource?: (arn: string) => StackResource) {
      const world = setUp();
      const { bench, arn } = world;
      bench.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.stackId]: ANOTHER_STACK } });
      if (resource !== undefined) {
        bench.records.begin(ANOTHER_STACK);
        bench.records.set(ANOTHER_STACK, OWNER.logicalId, resource(arn));
      }
      const readOwner = (): string | undefined =>
        bench.account.recordingConfigurations().find((each) => each.arn === arn)?.tags[OWNER_TAGS.stackId];
      return { ...world, readOwner };
    }
    const has = (status: string) => (physicalId: string) => ({ status, physicalId });

    test('which has it, is refused', async () => {
      const { arn, updateTo, readOwner } = setUpTaken(has('UPDATE_COMPLETE'));
      expect(await refusalOf(updateTo(DECLARATION, DECLARATION))).toMatchObject({
        name: 'RecordingError',
        message:
          `${arn} belongs to another stack or resource now, as its owner tags say. Expected it to be this one's. ` +
          'Remove the resource from one of the two templates, with DeletionPolicy: Retain.',
      });
      expect(readOwner()).toBe(ANOTHER_STACK);
    });

    test.each([DECLARATION, NAMED])('which has it, ends a rollback with it, untouched', async (before) => {
      const { bench, arn, updateTo, readOwner } = setUpTaken(has('UPDATE_COMPLETE'));
      bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      expect(await updateTo(declare({ Tags: { a: '1' } }), before)).toBe(arn);
      expect([readOwner(), bench.arns]).toEqual([ANOTHER_STACK, [arn]]);
      expect(bench.account.recordingConfigurations()[0]?.tags).not.toHaveProperty('a');
    });

    test.each<[string, ((arn: string) => StackResource) | undefined]>([
      ['is gone', undefined],
      ['was deleted', has('DELETE_COMPLETE')],
      ['has another', () => ({ status: 'UPDATE_COMPLETE', physicalId: 'another' })],
    ])('which %s, makes the owner tags those of this one, which has it', async (_title, resource) => {
      const { bench, arn, updateTo, readOwner } = setUpTaken(resource);
      expect(await updateTo(declare({ Tags: { a: '1' } }), DECLARATION)).toBe(arn);
      expect(readOwner()).toBe(OWNER.stackId);
      expect(bench.account.recordingConfigurations()[0]?.tags.a).toBe('1');
    });

    test('is repaired before a replacement, so that a rollback finds it', async () => {
      const { bench, arn, updateTo, readOwner } = setUpTaken();
      expect(await updateTo(NAMED, DECLARATION)).not.toBe(arn);
      expect(readOwner()).toBe(OWNER.stackId);
      expect(bench.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.settings]).toBe(DECLARATION.fingerprint);
    });

    test.each<[string, (world: ReturnType<typeof setUpTaken>) => void]>([
      [
        'is in an operation, and might return to it',
        ({ bench }) => {
          bench.records.begin(ANOTHER_STACK);
          const resource = { status: 'UPDATE_IN_PROGRESS', physicalId: 'another' };
          bench.records.set(ANOTHER_STACK, OWNER.logicalId, resource);
        },
      ],
      [
        'cannot be asked about',
        ({ bench }) => {
          bench.onNext('describeResource', refused('access-denied'));
        },
      ],
    ])('which %s, is refused', async (_title, spoil) => {
      const world = setUpTaken();
      spoil(world);
      expect(await refusalOf(world.updateTo(DECLARATION, DECLARATION))).toMatchObject({
        name: 'RecordingError',
        message:
          `The owner tags of ${world.arn} name Recording of the stack ${ANOTHER_STACK}, and CloudFormation does not show ` +
          'which resource has it now. Nothing was changed. Try again once no operation of these stacks is in progress.',
      });
      expect(world.readOwner()).toBe(ANOTHER_STACK);
    });

    test('where only one of the two tags is there, says so without a name', async () => {
      const { bench, arn, updateTo } = setUpTaken();
      bench.account.untagResource({ resourceArn: arn, tagKeys: [OWNER_TAGS.logicalId] });
      bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: 'another' };
      expect(await refusalOf(updateTo(DECLARATION, DECLARATION))).toMatchObject({
        message: expect.stringContaining(`The owner tags of ${arn} name another resource, and`) as unknown,
      });
      expect(bench.timesOf('describeResource')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    });

    test('goes on once CloudFormation shows that this one has it, which may take eight seconds', async () => {
      const { bench, arn, updateTo, readOwner } = setUpTaken();
      const stale: Happening = () => ({ status: 'UPDATE_IN_PROGRESS', physicalId: 'another' });
      const asked: Happening = (carryOut) => carryOut();
      bench.onNext('describeResource', ...Array.from({ length: 4 }, () => [stale, asked]).flat());
      expect(await updateTo(declare({ Tags: { a: '1' } }), DECLARATION)).toBe(arn);
      expect(readOwner()).toBe(OWNER.stackId);
    });

    test('is asked about only twice where the time is short', async () => {
      const bench = new Bench('Update', { timeToActiveMs: 0, workMs: 5_000, wholeMs: 5_999 });
      const { arn } = bench.place(DECLARATION, { [OWNER_TAGS.stackId]: ANOTHER_STACK });
      bench.resource = { status: 'UPDATE_IN_PROGRESS', physicalId: 'another' };
      const from = { physicalId: arn, before: DECLARATION };
      expect(await refusalOf(update(bench.operation, DECLARATION, from, SILENT))).toMatchObject({
        message: expect.stringContaining('does not show which resource has it now') as unknown,
      });
      expect(new Set(bench.timesOf('describeResource'))).toEqual(new Set([0, 2_000]));
    });
  });

  test('back from settings that were never reached removes what was made for them, and nothing else', async () => {
    const { bench, arn, updateTo } = setUp();
    bench.place(NAMED);
    const { arn: neighbour } = bench.place(NAMED, { [OWNER_TAGS.logicalId]: 'Neighbour' });
    expect(await updateTo(DECLARATION, NAMED)).toBe(arn);
    expect(bench.arns).toEqual([arn, neighbour]);
  });

  test('back from settings that were never reached leaves what was there before the operation', async () => {
    const { bench, arn, updateTo } = setUp();
    const { arn: retained } = bench.placeRetained(NAMED);
    const { arn: found } = bench.placeRetained(NAMED, {
      ...toOriginTag({ requestId: 'request-0', madeAt: bench.clock.epochMs() - 7_200_000, isFound: true }),
    });
    const { arn: adopted } = bench.place(NAMED, { [OWNER_TAGS.requestId]: 'request-0' });
    bench.place(NAMED);
    expect(await updateTo(DECLARATION, NAMED)).toBe(arn);
    expect(bench.arns).toEqual([arn, retained, found, adopted]);
  });

  test('back from settings that were never reached leaves all where CloudFormation shows no events', async () => {
    const { bench, arn, updateTo } = setUp();
    const { arn: leftover } = bench.place(NAMED);
    bench.onNext('listEvents', refused('access-denied'));
    expect(await updateTo(DECLARATION, NAMED)).toBe(arn);
    expect(bench.arns).toEqual([arn, leftover]);
    expect(bench.logs).toContainEqual({
      message: 'Whether these are leftovers of the update is not known; they are left alone',
      details: { candidates: [{ arn: leftover, madeAt: bench.operation.startedAt }] },
    });
  });

  test('to settings that a person wrote into the tag alone makes another configuration', async () => {
    const { bench, arn, updateTo } = setUp();
    bench.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settings]: NAMED.fingerprint } });
    const replacement = await updateTo(NAMED, DECLARATION);
    expect(bench.arns).toEqual([arn, replacement]);
    const [old] = bench.account.recordingConfigurations();
    expect(old?.tags[OWNER_TAGS.settings]).toBe(DECLARATION.fingerprint);
  });

  test.each<[title: string, tag: string | undefined, before: Declaration | undefined, isKept: boolean]>([
    ['with the tag of the new settings', DECLARATION.fingerprint, NAMED, true],
    ['with the tag of the old settings', DECLARATION.fingerprint, DECLARATION, true],
    ['without the tag, where nothing is to change', undefined, DECLARATION, false],
    ['without the tag, where the settings are to change', undefined, NAMED, false],
    ['with another tag', 'lost', DECLARATION, false],
  ])('of what IVS shows with settings that nobody declared, %s', async (_title, tag, before, isKept) => {
    const { bench, arn, updateTo } = setUp(declare({ Name: 'unknown' }));
    if (tag === undefined) bench.account.untagResource({ resourceArn: arn, tagKeys: [OWNER_TAGS.settings] });
    else bench.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settings]: tag } });
    expect((await updateTo(DECLARATION, before)) === arn).toBe(isKept);
  });

  test('leaves a leftover that is in use alone', async () => {
    const { bench, arn, updateTo } = setUp();
    const { arn: leftover } = bench.place(NAMED);
    bench.account.createChannel({ recordingConfigurationArn: leftover });
    expect(await updateTo(DECLARATION, NAMED)).toBe(arn);
    expect(bench.arns).toEqual([arn, leftover]);
  });

  test('fails where a leftover cannot be deleted for another reason', async () => {
    const { bench, updateTo } = setUp();
    bench.place(NAMED);
    bench.onNext('delete', refused('invalid'));
    expect(await refusalOf(updateTo(DECLARATION, NAMED))).toMatchObject({ kind: 'invalid' });
  });

  describe('that kept the configuration looks a second time for what the update made that it undoes', () => {
    /** The leftover is made, or shown, this long after the way back began. */
    function setUpLate(reason: string, lateMs: number) {
      const world = setUp();
      const { bench, arn } = world;
      bench.tell('UPDATE_FAILED', arn, undefined, { reason });
      bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      bench.begin(arn);
      void bench.pass(lateMs).then(() => bench.place(NAMED));
      return world;
    }

    test('where that may still run', async () => {
      const { bench, arn, updateTo } = setUpLate('Resource update cancelled', 5_000);
      expect(await updateTo(DECLARATION, NAMED)).toBe(arn);
      await bench.pass(10_000);
      expect(bench.arns).toEqual([arn]);
      expect(bench.timesOf('list')).toEqual([0, 6_000]);
    });

    test('not where that was answered', async () => {
      const { bench, arn, updateTo } = setUpLate(ANSWERED, 5_000);
      expect(await updateTo(DECLARATION, NAMED)).toBe(arn);
      expect(bench.timesOf('list')).toEqual([0]);
    });

    test('not where there was something at first', async () => {
      const { bench, arn, updateTo } = setUpLate('Resource update cancelled', 0);
      await bench.pass(1);
      expect(await updateTo(DECLARATION, NAMED)).toBe(arn);
      expect(bench.arns).toEqual([arn]);
      expect(bench.timesOf('list')).toHaveLength(1);
    });

    test('not where the time is short', async () => {
      const bench = new Bench('Update', { timeToActiveMs: 0, workMs: 11_999 });
      const { arn } = bench.place();
      bench.begin(arn);
      expect(await update(bench.operation, DECLARATION, { physicalId: arn, before: NAMED }, SILENT)).toBe(arn);
      expect(bench.timesOf('list')).toEqual([0]);
    });
  });

  describe('between equal templates', () => {
    test('removes whatever was made since an operation ended well: it follows a failed update', async () => {
      const { bench, arn, updateTo } = setUp();
      bench.place(NAMED);
      bench.place(declare({ Name: 'three' }));
      const { arn: retained } = bench.placeRetained(NAMED);
      const { arn: neighbour } = bench.place(NAMED, { [OWNER_TAGS.logicalId]: 'Neighbour' });
      bench.tell('UPDATE_FAILED', arn);
      bench.begin(arn);
      const after = declare({ Timeouts: { Create: 60 } });
      expect(await updateTo(after, DECLARATION)).toBe(arn);
      expect(bench.arns).toEqual([arn, retained, neighbour]);
    });

    test('does not list anything where no update has failed', async () => {
      const { bench, arn, updateTo } = setUp();
      bench.begin(arn);
      expect(await updateTo(declare({ Timeouts: { Create: 60 } }), DECLARATION)).toBe(arn);
      expect(bench.timesOf('list')).toEqual([]);
    });

    test('removes nothing where the tags alone differ', async () => {
      const { bench, arn, updateTo } = setUp();
      const { arn: made } = bench.place(NAMED);
      expect(await updateTo(declare({ Tags: { a: '1' } }), DECLARATION)).toBe(arn);
      expect(bench.arns).toEqual([arn, made]);
    });
  });

  test('back from properties that cannot be used keeps the configuration, and looks for no leftovers', async () => {
    const { bench, arn, updateTo } = setUp();
    expect(await updateTo(DECLARATION, undefined)).toBe(arn);
    expect(bench.timesOf('list')).toEqual([]);
  });
});

describe('an Update that undoes a replacement', () => {
  /** The resource has a configuration with the settings that are given up; another delivery has made a second one. */
  function setUpWayBack(stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS') {
    const world = setUp(NAMED);
    const { arn: leftover } = world.bench.place(NAMED);
    world.bench.stackStatus = stackStatus;
    world.bench.begin(world.arn);
    return { ...world, leftover };
  }

  test('removes what was never the resource’s, and leaves what was to CloudFormation', async () => {
    const { bench, arn, updateTo } = setUpWayBack();
    const back = await updateTo(DECLARATION, NAMED);
    expect(bench.arns).toEqual([arn, back]);
  });

  test('removes it where what the resource had is gone, too', async () => {
    const { bench, arn, updateTo } = setUpWayBack();
    bench.account.deleteRecordingConfiguration({ arn });
    const back = await updateTo(DECLARATION, NAMED);
    expect(bench.arns).toEqual([back]);
  });

  test('moves the channels of what it removes, where one of the two says RELEASE', async () => {
    const { bench, leftover, updateTo } = setUpWayBack();
    bench.account.createChannel({ recordingConfigurationArn: leftover });
    const back = await updateTo(DECLARATION, declare({ Name: 'two', OnInUse: 'RELEASE' }));
    expect(bench.account.channels()).toMatchObject([{ recordingConfigurationArn: back }]);
    expect(bench.arns).not.toContain(leftover);
  });

  test('removes nothing on the way forward', async () => {
    const { bench, arn, leftover, updateTo } = setUpWayBack('UPDATE_IN_PROGRESS');
    const forward = await updateTo(DECLARATION, NAMED);
    expect(bench.arns).toEqual([arn, leftover, forward]);
  });

  test('removes nothing where CloudFormation does not wait for it', async () => {
    const { bench, arn, leftover, updateTo } = setUpWayBack();
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: arn };
    await refusalOf(updateTo(DECLARATION, NAMED));
    expect(bench.arns).toEqual([arn, leftover]);
  });

  test('without properties from before looks for nothing', async () => {
    const { bench, arn, leftover, updateTo } = setUpWayBack();
    const back = await updateTo(DECLARATION, undefined);
    expect(bench.arns).toEqual([arn, leftover, back]);
  });
});

describe('an Update on a rollback whose goal is not known', () => {
  const rollBack = () => {
    const world = setUp();
    world.bench.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    return world;
  };

  test('writes tags where it keeps the configuration', async () => {
    const { bench, updateTo } = rollBack();
    await updateTo(declare({ Tags: { a: '1' } }), DECLARATION);
    expect(bench.account.recordingConfigurations()[0]?.tags.a).toBe('1');
  });

  test('is the one that was cancelled, where the resource still has what it is to change', async () => {
    const { bench, arn, updateTo } = rollBack();
    expect(await refusalOf(updateTo(NAMED, DECLARATION))).toMatchObject({ name: 'RecordingError' });
    expect(bench.arns).toEqual([arn]);
  });

  test('is the one that goes back, where the resource has something else', async () => {
    for (const before of [declare({ Name: 'three' }), undefined]) {
      const { bench, arn, updateTo } = rollBack();
      const made = await updateTo(NAMED, before);
      expect(bench.arns).toEqual([arn, made]);
    }
  });
});
