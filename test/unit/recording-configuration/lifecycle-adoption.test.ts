import { OWNER_TAGS } from '../../../schema/tags';
import { create, del } from '../../../lambda/recording-configuration/lifecycle';
import { toOriginTag } from '../../../lambda/recording-configuration/ownership';
import { withBucket } from '../../support/properties';
import { Bench, DECLARATION, declare, refused, SILENT } from './test-context';

const INVENTED = 'video-Recording-1ABC';
const ADOPTED = toOriginTag({ requestId: 'request-0', madeAt: undefined, isFound: false });

/**
 * A resource that has adopted a configuration, about to be deleted.
 *
 * @param isFinal - whether its stack has ended the operation that adopted it
 */
function setUp({ isFinal = true } = {}) {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place(DECLARATION, { keep: 'me', ...ADOPTED });
  if (!isFinal) bench.tell('CREATE_COMPLETE', arn);
  bench.begin(arn);
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
  expect(await create(bench.operation, declare({ AdoptArn: arn }), SILENT)).toBe(arn);
  expect(bench.arns).toEqual([arn]);
});

test('an adoption that may still be rolled back is undone by its deletion', async () => {
  const { bench, arn, isOwned, adopting } = setUp({ isFinal: false });
  await del(bench.operation, adopting, arn);
  expect(bench.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
  expect(bench.timesOf('delete')).toEqual([]);
});

test('where CloudFormation cannot be asked, an adoption is undone rather than deleted', async () => {
  const { bench, arn, isOwned, adopting } = setUp();
  bench.onNext('listEvents', refused('access-denied'));
  await del(bench.operation, adopting, arn);
  expect(bench.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
});

test('an adoption that is final is deleted', async () => {
  const { bench, arn, adopting } = setUp();
  await del(bench.operation, adopting, arn);
  expect(bench.arns).toEqual([]);
});

test('of what was created nobody is asked whether its creation is final', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  bench.begin(arn);
  await del(bench.operation, declare({ AdoptArn: `${arn}else` }), arn);
  expect(bench.arns).toEqual([]);
  expect(bench.timesOf('listEvents')).toEqual([]);
});

test('a cancelled adoption is undone, and what else the owner has left is deleted', async () => {
  const { bench, arn, isOwned, adopting } = setUp();
  bench.place();
  const { arn: retained } = bench.placeRetained();
  bench.tell('CREATE_IN_PROGRESS', '', withBucket(), { agoMs: 1_000 });
  bench.tell('CREATE_FAILED', INVENTED);
  bench.begin(INVENTED);
  await del(bench.operation, adopting, INVENTED);
  expect(bench.arns).toEqual([arn, retained]);
  expect(isOwned()).toBe(false);
});
