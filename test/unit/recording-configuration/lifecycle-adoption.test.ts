import { OWNER_TAGS } from '../../../schema/tags';
import { onCreate } from '../../../lambda/recording-configuration/create';
import { onDelete } from '../../../lambda/recording-configuration/delete';
import { toOriginTag } from '../../../lambda/recording-configuration/ownership';
import { withBucket } from '../../support/properties';
import { TestContext, DESIRED_STATE, createDesiredState, failWith } from './test-context';

const INVENTED = 'video-Recording-1ABC';
const ADOPTED = toOriginTag({ requestId: 'request-0', createdAt: undefined, isFound: false });

/**
 * A resource that has adopted a configuration, before a delete.
 *
 * @param isFinal - whether its stack has committed the adoption
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

test('a Create with AdoptArn creates nothing', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 0 });
  const { arn } = env.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
  }).recordingConfiguration;
  expect(await onCreate(env.context, createDesiredState({ AdoptArn: arn }))).toBe(arn);
  expect(env.arns).toEqual([arn]);
});

test('a Delete reverts an adoption that may still roll back', async () => {
  const { env, arn, isOwned, adopting } = setUp({ isFinal: false });
  await onDelete(env.context, adopting, arn);
  expect(env.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
  expect(env.timesOf('delete')).toEqual([]);
});

test('a Delete reverts an adoption if CloudFormation rejects the call', async () => {
  const { env, arn, isOwned, adopting } = setUp();
  env.onNext('listEvents', failWith('AccessDenied'));
  await onDelete(env.context, adopting, arn);
  expect(env.arns).toEqual([arn]);
  expect(isOwned()).toBe(false);
});

test('a Delete deletes the configuration of a committed adoption', async () => {
  const { env, arn, adopting } = setUp();
  await onDelete(env.context, adopting, arn);
  expect(env.arns).toEqual([]);
});

test('a Delete of a created configuration does not check whether the Create is committed', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  env.recordStart(arn);
  await onDelete(env.context, createDesiredState({ AdoptArn: `${arn}else` }), arn);
  expect(env.arns).toEqual([]);
  expect(env.timesOf('listEvents')).toEqual([]);
});

test('a Delete reverts a canceled adoption and deletes the owner’s orphans', async () => {
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
