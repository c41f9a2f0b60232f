import { OWNER_TAGS } from '../../../contract/tags';
import { create, del } from '../../../lambda/recording/lifecycle';
import type { Progress } from '../../../lambda/recording/obtaining';
import { Bench, declare, DECLARATION, refused } from './bench';

const silent: Progress = { onWorkingWith: () => undefined, onCreated: () => undefined };

/** A resource that has adopted a configuration, about to be deleted. */
function setUp() {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place(DECLARATION, { keep: 'me' });
  bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: arn };
  const isOwned = (id = arn): boolean =>
    Object.values(OWNER_TAGS).some((key) =>
      Object.hasOwn(bench.account.getRecordingConfiguration({ arn: id }).recordingConfiguration.tags, key),
    );
  return { bench, arn, isOwned, adopting: declare({ AdoptArn: arn }) };
}

test('a Create with AdoptArn makes nothing', async () => {
  const bench = new Bench('Create', { timeToActiveMs: 0 });
  const { arn } = bench.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
  }).recordingConfiguration;
  expect(await create(bench.operation, declare({ AdoptArn: arn }), silent)).toBe(arn);
  expect(bench.arns).toEqual([arn]);
});

test('an adoption that may still be rolled back is undone by its deletion', async () => {
  const { bench, arn, isOwned, adopting } = setUp();
  bench.isCreationFinal = false;
  await del(bench.operation, adopting, arn);
  expect(bench.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
  expect(bench.timesOf('delete')).toEqual([]);
});

test('where CloudFormation cannot be asked, an adoption is undone rather than deleted', async () => {
  const { bench, arn, isOwned, adopting } = setUp();
  bench.onNext('isCreationFinal', refused('access-denied'));
  await del(bench.operation, adopting, arn);
  expect(bench.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
});

test('an adoption that is final is deleted', async () => {
  const { bench, arn, adopting } = setUp();
  await del(bench.operation, adopting, arn);
  expect(bench.arns).toEqual([]);
});

test('of what is not adopted nobody is asked whether its creation is final', async () => {
  const { bench, arn } = setUp();
  bench.isCreationFinal = false;
  await del(bench.operation, declare({ AdoptArn: `${arn}else` }), arn);
  expect(bench.arns).toEqual([]);
  expect(bench.timesOf('isCreationFinal')).toEqual([]);
});

test('a cancelled adoption is undone, and what else the owner has left is deleted', async () => {
  const { bench, arn, isOwned, adopting } = setUp();
  bench.place();
  bench.resource = { status: 'DELETE_IN_PROGRESS', physicalId: 'video-Recording-1ABC' };
  await del(bench.operation, adopting, 'video-Recording-1ABC');
  expect(bench.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
});
