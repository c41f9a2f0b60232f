import { OWNER_TAGS } from '../../../schema/tags';
import { onCreate, onDelete } from '../../../lambda/recording-configuration/lifecycle';
import { toOriginTag } from '../../../lambda/recording-configuration/ownership';
import { withBucket } from '../../support/properties';
import { TestContext, DESIRED_STATE, createDesiredState, failWith, NO_PROGRESS } from './test-context';

const INVENTED = 'video-Recording-1ABC';
const ADOPTED = toOriginTag({ requestId: 'request-0', createdAt: undefined, isFound: false });

/**
 * A resource that has adopted a configuration, about to be deleted.
 *
 * @param isFinal - whether its stack has ended the operation that adopted it
 */
function setUp({ isFinal = true } = {}) {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration(DESIRED_STATE, { keep: 'me', ...ADOPTED });
  if (!isFinal) env.recordEvent('CREATE_COMPLETE', arn);
  env.recordStart(arn);
  const isOwned = (id = arn): boolean =>
    Object.values(OWNER_TAGS).some((key) =>
      Object.hasOwn(env.account.getRecordingConfiguration({ arn: id }).recordingConfiguration.tags, key),
    );
  return { env, arn, isOwned, adopting: createDesiredState({ AdoptArn: arn }) };
}

test('a Create with AdoptArn makes nothing', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 0 });
  const { arn } = env.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
  }).recordingConfiguration;
  expect(await onCreate(env.context, createDesiredState({ AdoptArn: arn }), NO_PROGRESS)).toBe(arn);
  expect(env.arns).toEqual([arn]);
});

test('an adoption that may still be rolled back is undone by its deletion', async () => {
  const { env, arn, isOwned, adopting } = setUp({ isFinal: false });
  await onDelete(env.context, adopting, arn);
  expect(env.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
  expect(env.timesOf('delete')).toEqual([]);
});

test('where CloudFormation cannot be asked, an adoption is undone rather than deleted', async () => {
  const { env, arn, isOwned, adopting } = setUp();
  env.onNext('listEvents', failWith('AccessDenied'));
  await onDelete(env.context, adopting, arn);
  expect(env.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
});

test('an adoption that is final is deleted', async () => {
  const { env, arn, adopting } = setUp();
  await onDelete(env.context, adopting, arn);
  expect(env.arns).toEqual([]);
});

test('a created configuration is deleted without a check of whether its creation is final', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  env.recordStart(arn);
  await onDelete(env.context, createDesiredState({ AdoptArn: `${arn}else` }), arn);
  expect(env.arns).toEqual([]);
  expect(env.timesOf('listEvents')).toEqual([]);
});

test('a canceled adoption is undone, and what else the owner has left is deleted', async () => {
  const { env, arn, isOwned, adopting } = setUp();
  env.addConfiguration();
  const { arn: retained } = env.addRetainedConfiguration();
  env.recordEvent('CREATE_IN_PROGRESS', '', withBucket(), { agoMs: 1_000 });
  env.recordEvent('CREATE_FAILED', INVENTED);
  env.recordStart(INVENTED);
  await onDelete(env.context, adopting, INVENTED);
  expect(env.arns).toEqual([arn, retained]);
  expect(isOwned()).toBe(false);
});
