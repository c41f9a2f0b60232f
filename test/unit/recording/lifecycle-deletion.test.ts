import { OWNER_TAGS } from '../../../contract/tags';
import { del } from '../../../lambda/recording/lifecycle';
import { Bench, declare, DECLARATION, refusalOf, refused } from './bench';

const ANOTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/1';
const NAMED = declare({ Name: 'two' });

/** A resource that has a configuration, about to be deleted. */
function setUp() {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
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

  test('sees in the list of its equals whether the configuration is gone', async () => {
    const { bench, arn, sites } = setUp();
    await del(bench.operation, DECLARATION, arn);
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'list']);
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
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'get', 'list']);
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

  test.each<[title: string, resource: Bench['resource']]>([
    ['of a stack that CloudFormation does not know', undefined],
    ['of another resource', { status: 'DELETE_IN_PROGRESS', physicalId: 'another' }],
  ])('%s does not delete a configuration without owner tags', async (_title, resource) => {
    const { bench, arn } = setUp();
    const tagKeys = Object.values(OWNER_TAGS);
    bench.account.untagResource({ resourceArn: arn, tagKeys });
    bench.resource = resource;
    expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({
      message: expect.stringMatching(/has no owner tags, and CloudFormation does not show/) as unknown,
    });
    expect(bench.arns).toEqual([arn]);
  });

  test('deletes what CloudFormation has recorded for it, though a person removed the owner tags', async () => {
    const { bench, arn } = setUp();
    bench.account.untagResource({ resourceArn: arn, tagKeys: Object.values(OWNER_TAGS) });
    bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([]);
  });

  test.each(['absent', 'unknown'])('of a resource that is %s is carried out', async (standing) => {
    const { bench, arn } = setUp();
    const { arn: equal } = bench.place();
    if (standing === 'absent') bench.resource = undefined;
    else bench.onNext('describeResource', refused('access-denied'));
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([equal]);
  });

  test('of what is another’s by now, or gone, deletes nothing of it', async () => {
    const { bench, arn } = setUp();
    bench.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.stackId]: ANOTHER_STACK } });
    await del(bench.operation, DECLARATION, arn);
    expect(bench.arns).toEqual([arn]);
    expect(bench.timesOf('list')).toEqual([]);

    bench.account.deleteRecordingConfiguration({ arn });
    await del(bench.operation, DECLARATION, arn);
    expect(bench.timesOf('delete')).toEqual([]);
  });

  test('with an id that is no ARN deletes what the owner has left', async () => {
    const { bench, sites } = setUp();
    const { arn: other } = bench.place(NAMED);
    bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: 'failed-creation-1' };
    await del(bench.operation, DECLARATION, 'failed-creation-1');
    expect(bench.arns).toEqual([other]);
    expect(sites().slice(0, 2)).toEqual(['describeResource', 'list']);
  });

  test('with an id that is no ARN is late, where the resource is not being deleted', async () => {
    const { bench, arn } = setUp();
    bench.resource = { status: 'CREATE_IN_PROGRESS', physicalId: undefined };
    expect(await refusalOf(del(bench.operation, DECLARATION, 'failed-creation-1'))).toMatchObject({
      message: expect.stringMatching(/does not show that the resource failed-creation-1 is being deleted/) as unknown,
    });
    expect(bench.arns).toEqual([arn]);
  });

  test('with an id that is no ARN and without usable properties asks nobody', async () => {
    const { bench, sites } = setUp();
    await del(bench.operation, undefined, 'failed-creation-1');
    expect(sites()).toEqual([]);
    expect(bench.arns).toHaveLength(1);
  });
});
