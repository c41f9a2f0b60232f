import { OWNER_TAGS } from '../../../schema/tags';
import type { Tags } from '../../../lambda/aws/recording-configurations';
import type { StackResource } from '../../../lambda/aws/stacks';
import { del } from '../../../lambda/recording-configuration/lifecycle';
import { toOriginTag, type Origin } from '../../../lambda/recording-configuration/ownership';
import { withBucket } from '../../support/properties';
import { Bench, DECLARATION, declare, OWNER, refusalOf, refused } from './test-context';

const ANOTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/1';
const NAMED = declare({ Name: 'two' });

/**
 * A resource that has a configuration, about to be deleted.
 *
 * @param isBegun - whether CloudFormation shows that
 */
function setUp({ isBegun = true, tags = {} } = {}) {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place(DECLARATION, tags);
  if (isBegun) bench.begin(arn);
  const sites = (): readonly string[] => bench.calls.map(({ site }) => site);
  return { bench, arn, sites };
}

describe('a Delete', () => {
  test('of the resource deletes its configuration and everything equal', async () => {
    const { bench, arn } = setUp();
    bench.place();
    const { arn: other } = bench.place(NAMED);
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([other]);
  });

  test('asks for the configuration where its settings tag keeps it out of the list', async () => {
    const { bench, arn, sites } = setUp();
    bench.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settings]: 'changed by hand' } });
    await del(bench.operation, DECLARATION, arn);
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'list', 'get']);
  });

  test('sees in the list of its equals whether the configuration is gone', async () => {
    const { bench, arn, sites } = setUp();
    const { arn: retained } = bench.placeRetained();
    await del(bench.operation, DECLARATION, arn);
    expect(sites().slice(0, 4)).toEqual(['describeResource', 'get', 'delete', 'list']);
    expect(sites().filter((site) => site === 'get')).toHaveLength(1);
    expect(bench.arns).toEqual([retained]);
  });

  test('waits where the list still has the configuration, and deletes it no second time', async () => {
    const { bench, arn, sites } = setUp();
    const [own] = bench.account.recordingConfigurations();
    bench.onNext('list', () => ({ configurations: [own], nextToken: undefined }));
    bench.onNext(
      'get',
      (carryOut) => carryOut(),
      () => own,
    );
    await del(bench.operation, DECLARATION, arn);
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'list', 'get', 'get']);
  });

  test('of a configuration whose tags tell of other settings asks for it until it is gone', async () => {
    const { bench, arn, sites } = setUp();
    bench.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settings]: 'lost' } });
    await del(bench.operation, DECLARATION, arn);
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'list', 'get']);
  });

  test('of a replaced configuration deletes just that one', async () => {
    const { bench, arn } = setUp();
    const { arn: equal } = bench.place();
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: 'another' };
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([equal]);
  });

  test('while another id is being deleted deletes just its own', async () => {
    const { bench, arn } = setUp();
    const { arn: equal } = bench.place();
    bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: 'another' };
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([equal]);
  });

  test('without usable properties deletes the configuration alone', async () => {
    const { bench, arn } = setUp();
    const { arn: equal } = bench.place();
    await del(bench.operation, undefined, arn);
    expect(bench.arns).toEqual([equal]);
  });

  test('of what the resource has is late, where nothing is being deleted', async () => {
    const { bench, arn } = setUp();
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: arn };
    expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({
      message:
        `CloudFormation does not show that the resource ${arn} is being deleted. Nothing was deleted. If the deletion ` +
        'is still wanted, delete again.',
    });
    expect(bench.arns).toEqual([arn]);
    expect(bench.timesOf('describeResource')).toEqual([0, 2_000, 4_000]);
    expect(bench.timesOf('get')).toEqual([]);
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_FAILED', 'CREATE_FAILED'])(
    'of what the resource has is refused, where it is %s: nothing but DELETE_* deletes it',
    async (status) => {
      const { bench, arn } = setUp();
      bench.resource = { status, physicalId: arn };
      expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({ name: 'RecordingError' });
      expect(bench.arns).toEqual([arn]);
    },
  );

  test.each<[title: string, tell: (bench: Bench) => void]>([
    [
      'of a resource that CloudFormation does not know',
      (bench) => {
        bench.resource = 'absent';
      },
    ],
    [
      'of another configuration',
      (bench) => {
        bench.begin('another');
      },
    ],
  ])('%s does not delete a configuration without owner tags', async (_title, tell) => {
    const { bench, arn } = setUp({ isBegun: false });
    bench.account.untagResource({ resourceArn: arn, tagKeys: Object.values(OWNER_TAGS) });
    tell(bench);
    expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({
      message:
        `${arn} lacks an owner tag, and CloudFormation does not show that it belongs to this resource. It was not ` +
        'deleted. Delete it with "aws ivs delete-recording-configuration" if nothing else uses it.',
    });
    expect(bench.arns).toEqual([arn]);
  });

  test('deletes what was replaced, though a person removed the owner tags', async () => {
    const { bench, arn } = setUp();
    bench.account.untagResource({ resourceArn: arn, tagKeys: Object.values(OWNER_TAGS) });
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: 'another' };
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([]);
  });

  test('deletes what CloudFormation has recorded for it, though a person removed the owner tags', async () => {
    const { bench, arn } = setUp();
    bench.account.untagResource({ resourceArn: arn, tagKeys: Object.values(OWNER_TAGS) });
    bench.begin(arn);
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([]);
  });

  test.each(['absent', 'unknown'])('of a resource that is %s is carried out', async (standing) => {
    const { bench, arn } = setUp();
    const { arn: equal } = bench.place();
    if (standing === 'absent') bench.resource = 'absent';
    else bench.onNext('describeResource', refused('access-denied'));
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([equal]);
  });

  test('of what is gone deletes nothing', async () => {
    const { bench, arn } = setUp();
    bench.account.deleteRecordingConfiguration({ arn });
    await del(bench.operation, DECLARATION, arn);
    expect(bench.timesOf('delete')).toEqual([]);
    expect(bench.timesOf('get')).toEqual([0, 2_500, 5_000]);
  });

  test('deletes what two looks do not find', async () => {
    const { bench, arn } = setUp();
    bench.onNext(
      'get',
      () => undefined,
      () => undefined,
    );
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([]);
  });

  describe('of a configuration whose owner tags name another resource', () => {
    function setUpTaken(resource?: (arn: string) => StackResource) {
      const world = setUp({ tags: { [OWNER_TAGS.stackId]: ANOTHER_STACK } });
      if (resource !== undefined) {
        world.bench.records.begin(ANOTHER_STACK);
        world.bench.records.set(ANOTHER_STACK, OWNER.logicalId, resource(world.arn));
      }
      return world;
    }
    const UNKNOWN = expect.stringMatching(
      /^The owner tags of arn.+ name Recording of the stack .+other\/1, and/,
    ) as unknown;

    test('which has it, leaves it', async () => {
      const { bench, arn } = setUpTaken((physicalId) => ({ status: 'UPDATE_COMPLETE', physicalId }));
      await del(bench.operation, DECLARATION, arn);
      expect(bench.arns).toEqual([arn]);
      expect(bench.logs).toContainEqual({
        message: 'The configuration belongs to another resource now; it is left alone',
        details: { arn },
      });
    });

    test('which is gone, deletes it with the resource that has it', async () => {
      const { bench, arn } = setUpTaken();
      await del(bench.operation, DECLARATION, arn);
      expect(bench.arns).toEqual([]);
    });

    test('which is gone, is refused where this resource stays', async () => {
      const { bench, arn } = setUpTaken();
      bench.onNext('describeResource', () => ({ status: 'UPDATE_COMPLETE', physicalId: 'another' }));
      expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({ message: UNKNOWN });
      expect(bench.arns).toEqual([arn]);
    });

    test('which might have it, is refused', async () => {
      const { bench, arn } = setUpTaken(() => ({ status: 'UPDATE_FAILED', physicalId: 'another' }));
      expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({ message: UNKNOWN });
      expect(bench.arns).toEqual([arn]);
    });
  });

  describe('of what an event had found', () => {
    const found = (bench: Bench, agoMs: number): Tags =>
      toOriginTag({ requestId: 'request-0', madeAt: bench.clock.epochMs() - agoMs, isFound: true });

    /** The rollback of an update that found it, and that had something else before. */
    function setUpUndone(toTags: (bench: Bench) => Tags) {
      const world = setUp({ isBegun: false });
      const { bench, arn } = world;
      bench.account.tagResource({ resourceArn: arn, tags: toTags(bench) });
      bench.tell('UPDATE_IN_PROGRESS', 'old');
      bench.tell('UPDATE_COMPLETE', arn);
      bench.begin(arn);
      return world;
    }

    test('leaves what was there before the operation', async () => {
      const { bench, arn } = setUpUndone((undone) => found(undone, 7_200_000));
      await del(bench.operation, DECLARATION, arn);
      expect(bench.arns).toEqual([arn]);
      expect(bench.logs).toContainEqual({
        message: 'The configuration was there before the operation that is undone; it is left alone',
        details: { arn },
      });
    });

    test.each<[string, Tags]>([
      ['adopted', toOriginTag({ requestId: 'request-0', madeAt: undefined, isFound: false })],
      ['made at a time that nobody knows', toOriginTag({ requestId: 'request-0', madeAt: undefined, isFound: true })],
    ])('leaves what was %s', async (_title, tags) => {
      const { bench, arn } = setUpUndone(() => tags);
      await del(bench.operation, DECLARATION, arn);
      expect(bench.arns).toEqual([arn]);
    });

    test('deletes what the operation itself made', async () => {
      const { bench, arn } = setUpUndone((undone) => found(undone, 500));
      await del(bench.operation, DECLARATION, arn);
      expect(bench.arns).toEqual([]);
    });

    test('deletes what the resource had before the operation', async () => {
      const { bench, arn } = setUp();
      bench.account.tagResource({ resourceArn: arn, tags: found(bench, 7_200_000) });
      await del(bench.operation, DECLARATION, arn);
      expect(bench.arns).toEqual([]);
    });

    test('is refused where CloudFormation shows no events', async () => {
      const { bench, arn } = setUp();
      bench.account.tagResource({ resourceArn: arn, tags: found(bench, 7_200_000) });
      bench.onNext('listEvents', refused('access-denied'));
      expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({
        message:
          `${arn} may have been retained before, and CloudFormation does not show what the resource had then. It was not ` +
          "deleted. Allow the function's role cloudformation:DescribeStackEvents and cloudformation:DescribeStacks, then " +
          'try again.',
      });
      expect(bench.arns).toEqual([arn]);
    });
  });

  describe('with the id of a creation that reported its failure', () => {
    const FAILED = 'failed-creation-request-7';
    const of7 = (origin: Partial<Origin> = {}): Tags =>
      toOriginTag({ requestId: 'request-7', madeAt: 0, isFound: false, ...origin });

    test('deletes what that made, at whatever time, and nothing else', async () => {
      const { bench, arn } = setUp({ isBegun: false });
      bench.place(NAMED, of7());
      const { arn: neighbor } = bench.place(NAMED, { ...of7(), [OWNER_TAGS.logicalId]: 'Neighbor' });
      bench.begin(FAILED);
      await del(bench.operation, DECLARATION, FAILED);
      expect(bench.arns).toEqual([arn, neighbor]);
      expect(bench.timesOf('list')).toHaveLength(1);
    });

    test('deletes it while the resource is created again', async () => {
      const { bench, arn } = setUp({ isBegun: false });
      bench.place(NAMED, of7());
      bench.resource = { status: 'CREATE_IN_PROGRESS', physicalId: '' };
      await del(bench.operation, DECLARATION, FAILED);
      expect(bench.arns).toEqual([arn]);
    });

    test('leaves what that found and the resource has by now', async () => {
      const { bench, arn } = setUp({ isBegun: false, tags: of7() });
      bench.resource = { status: 'CREATE_COMPLETE', physicalId: arn };
      await del(bench.operation, DECLARATION, FAILED);
      expect(bench.arns).toEqual([arn]);
    });

    test('deletes of what that found only what was made since an operation ended well', async () => {
      const { bench, arn } = setUp({ isBegun: false });
      const now = bench.clock.epochMs();
      const { arn: retained } = bench.place(NAMED, of7({ isFound: true, madeAt: now - 7_200_000 }));
      const { arn: adopted } = bench.place(NAMED, of7({ madeAt: undefined }));
      bench.place(NAMED, of7({ isFound: true, madeAt: now - 1_000 }));
      bench.begin(FAILED);
      await del(bench.operation, DECLARATION, FAILED);
      expect(bench.arns).toEqual([arn, retained, adopted]);
    });

    test('looks a second time where it finds nothing', async () => {
      const { bench, arn } = setUp({ isBegun: false });
      bench.place(NAMED, of7());
      bench.begin(FAILED);
      bench.onNext('list', () => ({ configurations: [], nextToken: undefined }));
      await del(bench.operation, DECLARATION, FAILED);
      expect(bench.timesOf('list')).toEqual([0, 6_000]);
      expect(bench.arns).toEqual([arn]);
    });

    test('looks no second time where the time is short', async () => {
      const bench = new Bench('Delete', { workMs: 11_999 });
      bench.begin(FAILED);
      await del(bench.operation, DECLARATION, FAILED);
      expect(bench.timesOf('list')).toEqual([0]);
    });
  });

  describe('with an id that CloudFormation invented', () => {
    const INVENTED = 'video-Recording-1ABC';

    /** A creation that was cancelled; there are configurations from before it and from after it began. */
    function setUpCancelled() {
      const bench = new Bench('Delete', { timeToActiveMs: 0 });
      const retained = bench.placeRetained().arn;
      const made = bench.place().arn;
      bench.tell('CREATE_IN_PROGRESS', '', withBucket(), { agoMs: 1_000 });
      bench.tell('CREATE_FAILED', INVENTED);
      return { bench, retained, made };
    }

    test('deletes what was made since the creation began', async () => {
      const { bench, retained } = setUpCancelled();
      bench.begin(INVENTED);
      await del(bench.operation, DECLARATION, INVENTED);
      expect(bench.arns).toEqual([retained]);
    });

    test('leaves what a later creation made', async () => {
      const { bench, retained, made } = setUpCancelled();
      await bench.pass(10_000);
      bench.tell('CREATE_IN_PROGRESS', '', withBucket());
      await bench.pass(10_000);
      const { arn: later } = bench.place();
      bench.account.createChannel({ recordingConfigurationArn: later });
      await del(bench.operation, DECLARATION, INVENTED);
      expect(bench.arns).toEqual([retained, later]);
      expect(bench.arns).not.toContain(made);
    });

    test('is refused where CloudFormation does not show when the creation began', async () => {
      const { bench, retained, made } = setUpCancelled();
      bench.begin(INVENTED);
      bench.onNext('listEvents', refused('access-denied'));
      expect(await refusalOf(del(bench.operation, DECLARATION, INVENTED))).toMatchObject({
        message:
          `${retained}, ${made} may have been retained before, and CloudFormation does not show when the creation began ` +
          "that is undone. Nothing was deleted. Allow the function's role cloudformation:DescribeStackEvents and " +
          'cloudformation:DescribeStacks, then try again.',
      });
      expect(bench.arns).toEqual([retained, made]);
    });

    test('asks for no events where nothing is left', async () => {
      const bench = new Bench('Delete');
      bench.begin(INVENTED);
      await del(bench.operation, DECLARATION, INVENTED);
      expect([bench.timesOf('listEvents'), bench.timesOf('list')]).toEqual([[], [0, 6_000]]);
    });
  });

  test('with an id that is no ARN and without usable properties asks nobody', async () => {
    const { bench, sites } = setUp();
    await del(bench.operation, undefined, 'failed-creation-1');
    expect(sites()).toEqual([]);
    expect(bench.arns).toHaveLength(1);
  });
});
