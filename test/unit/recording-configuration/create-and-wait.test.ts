import { formatDetail } from '../../../schema/messages';
import { OWNER_TAGS } from '../../../schema/tags';
import type { RecordingConfiguration } from '../../../lambda/aws/recording-configurations';
import { createAndWait, toTagTarget } from '../../../lambda/recording-configuration/create-and-wait';
import type { ExpectedState } from '../../../lambda/recording-configuration/superseded';
import {
  TestContext,
  DESIRED_STATE,
  createDesiredState,
  errorOf,
  resourceError,
  NO_PROGRESS,
  type CallOverride,
} from './test-context';

const OLD = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/old';
const OTHER = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/other';
const CREATION: ExpectedState = { desired: DESIRED_STATE, physicalId: undefined, isForwardUpdate: false };
const UPDATE: ExpectedState = { desired: DESIRED_STATE, physicalId: OLD, isForwardUpdate: true };
const superseded = (kind: 'Create' | 'Update'): object => resourceError('RequestSuperseded', { kind });

/** Obtains, and notes what the caller learns on the way. */
function start(env: TestContext, expected = CREATION) {
  const learned: [what: 'works with' | 'created', arn: string | undefined][] = [];
  const obtained: Promise<RecordingConfiguration> = createAndWait(env.context, expected, {
    onConfiguration: (arn) => learned.push(['works with', arn]),
    onCreated: (arn) => learned.push(['created', arn]),
    onChannelsMoved: () => undefined,
    doAfterResponse: () => undefined,
  }).then(({ configuration }) => configuration);
  return { learned, obtained };
}

test('creates a configuration and waits until it is ACTIVE', async () => {
  const env = new TestContext();
  const { learned, obtained } = start(env);
  const { arn, state } = await obtained;
  expect([env.arns, state]).toEqual([[arn], 'ACTIVE']);
  expect(learned).toEqual([
    ['works with', arn],
    ['created', arn],
  ]);
});

test('one of an earlier request is taken without asking CloudFormation', async () => {
  const env = new TestContext();
  const { arn } = env.addConfiguration();
  env.resource = 'absent';
  const { learned, obtained } = start(env);
  expect(await obtained).toMatchObject({ arn, state: 'ACTIVE' });
  expect(learned).toEqual([['works with', arn]]);
  expect(env.timesOf('describeResource')).toEqual([]);
});

test('one that a superseded event created is deleted', async () => {
  const env = new TestContext();
  env.recordEvent('CREATE_FAILED', 'invented', undefined, { reason: 'Resource creation cancelled' });
  env.recordEvent('DELETE_IN_PROGRESS', 'invented');
  const { learned, obtained } = start(env);
  expect(await errorOf(obtained)).toMatchObject(superseded('Create'));
  expect(env.arns).toEqual([]);
  const arn = learned[0]?.[1];
  expect(arn).toBeDefined();
  expect(learned).toEqual([
    ['works with', arn],
    ['created', arn],
    ['works with', undefined],
    ['created', undefined],
    ['works with', undefined],
  ]);
});

test('one that an earlier delivery of this event made, and that CloudFormation may have had, is left', async () => {
  const env = new TestContext('Update');
  const { arn } = env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-1', createdAt: 0, isFound: false });
  env.recordEvent('UPDATE_COMPLETE', arn);
  env.recordEvent('UPDATE_COMPLETE', OTHER);
  const { learned, obtained } = start(env, UPDATE);
  expect(await errorOf(obtained)).toMatchObject(superseded('Update'));
  expect(env.arns).toEqual([arn]);
  expect(learned).toEqual([
    ['works with', arn],
    ['works with', undefined],
  ]);
});

test('one that an earlier delivery of this event made, and that CloudFormation never had, is deleted', async () => {
  const env = new TestContext('Update');
  env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-1', createdAt: 0, isFound: false });
  env.recordEvent('UPDATE_COMPLETE', OTHER);
  expect(await errorOf(start(env, UPDATE).obtained)).toMatchObject(superseded('Update'));
  expect(env.arns).toEqual([]);
});

test('one whose creation fails is deleted, and the reason is given', async () => {
  const env = new TestContext();
  env.account.creationFailures.add();
  env.bucket = { kind: 'access-denied' };
  const { learned, obtained } = start(env);
  const cause = formatDetail('BucketAccessDenied', { bucket: 'stream-archive', account: '123456789012' });
  expect(await errorOf(obtained)).toMatchObject(resourceError('CreateFailed', { attempts: '', cause }));
  expect(env.arns).toEqual([]);
  expect(learned.slice(2)).toEqual([
    ['works with', undefined],
    ['created', undefined],
  ]);
});

test('one whose creation fails for no reason that the bucket shows is made a second time', async () => {
  const env = new TestContext();
  env.account.creationFailures.add();
  const { learned, obtained } = start(env);
  const { arn, state } = await obtained;
  expect([env.arns, state]).toEqual([[arn], 'ACTIVE']);
  const first = learned[0]?.[1];
  expect(first).not.toBe(arn);
  expect(env.logs).toContainEqual({
    message: 'CREATE_FAILED without a reason in the bucket; creating again',
    details: { arn: first },
  });
});

test('one whose creation fails twice is an error that counts', async () => {
  const env = new TestContext();
  env.account.creationFailures.add({ times: 3 });
  const cause = formatDetail('BucketPolicySuspected', { bucket: 'stream-archive', region: 'us-east-1' });
  expect(await errorOf(start(env).obtained)).toMatchObject(
    resourceError('CreateFailed', { attempts: ' 2 times', cause }),
  );
  expect(env.arns).toEqual([]);
  expect(env.timesOf('create')).toHaveLength(2);
});

test('one that was found with other settings than its tag shows is not taken, and its tag is corrected', async () => {
  const env = new TestContext();
  const other = createDesiredState({ Name: 'other' });
  const found = env.addConfiguration(other, { [OWNER_TAGS.settingsHash]: DESIRED_STATE.settingsHash });
  const { arn, tags } = await start(env).obtained;
  expect([env.arns, tags[OWNER_TAGS.settingsHash]]).toEqual([[found.arn, arn], DESIRED_STATE.settingsHash]);
  expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.settingsHash]).toBe(other.settingsHash);
});

describe('the tags of what was obtained', () => {
  const obtainAndTag = async (env: TestContext) =>
    toTagTarget(env.context, await createAndWait(env.context, CREATION, NO_PROGRESS));

  test('of what the event made are those that it has', async () => {
    const { configuration, extraTags } = await obtainAndTag(new TestContext());
    expect(extraTags).toBeUndefined();
    expect(configuration.tags[OWNER_TAGS.requestId]).toMatch(/^request-1 2026-/);
  });

  test('of what it found mark that, with the time when it was made', async () => {
    const env = new TestContext();
    env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-0', createdAt: 0, isFound: false });
    expect((await obtainAndTag(env)).extraTags).toEqual({
      [OWNER_TAGS.requestId]: 'request-1 found 1970-01-01T00:00:00.000Z',
    });
  });

  test('of what was adopted before show no time', async () => {
    const env = new TestContext();
    env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-0', createdAt: undefined, isFound: false });
    expect((await obtainAndTag(env)).extraTags).toEqual({ [OWNER_TAGS.requestId]: 'request-1 found' });
  });
});

test('one that others delete meanwhile is created again', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  void env.pass(2_000).then(() => {
    for (const arn of env.arns) env.account.deleteRecordingConfiguration({ arn });
  });
  const { learned, obtained } = start(env);
  const { arn } = await obtained;
  expect(env.arns).toEqual([arn]);
  const first = learned[0]?.[1];
  expect(first).not.toBe(arn);
  expect(learned).toEqual([
    ['works with', first],
    ['created', first],
    ['works with', undefined],
    ['works with', arn],
    ['created', arn],
  ]);
});

test('one that the event which undoes this one deleted is not made again', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  void env.pass(2_000).then(() => {
    env.recordEvent('DELETE_IN_PROGRESS', 'invented');
    for (const arn of env.arns) env.account.deleteRecordingConfiguration({ arn });
  });
  const { learned, obtained } = start(env);
  expect(await errorOf(obtained)).toMatchObject(superseded('Create'));
  expect(env.timesOf('create')).toEqual([0]);
  expect(env.arns).toEqual([]);
  expect(learned.slice(2)).toEqual([
    ['works with', undefined],
    ['works with', undefined],
    ['created', undefined],
  ]);
});

test('one that IVS shows no more is deleted where CloudFormation has stopped to wait meanwhile', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  const { learned, obtained } = start(env);
  env.onNext(
    'get',
    (proceed) => proceed(),
    () => {
      env.recordEvent('CREATE_FAILED', 'invented', undefined, { reason: 'Resource creation cancelled' });
      env.recordEvent('DELETE_IN_PROGRESS', 'invented');
      return undefined;
    },
    missing,
    missing,
    missing,
  );
  expect(await errorOf(obtained)).toMatchObject(superseded('Create'));
  expect(env.arns).toEqual([]);
  expect(env.timesOf('create')).toEqual([0]);
  expect(learned.at(-1)).toEqual(['created', undefined]);
});

/** How often Get is asked before a configuration that was found counts as gone. */
const GETS = 4;
const missing: CallOverride = () => undefined;

test('one that is deleted five times is an error with the count', async () => {
  const env = new TestContext();
  env.addConfiguration();
  env.onNext('get', ...Array.from({ length: 5 * GETS }, () => missing));
  expect(await errorOf(start(env).obtained)).toMatchObject(resourceError('DeletedDuringCreate', { times: 5 }));
  expect(env.timesOf('get')).toHaveLength(5 * GETS);
});

test('one that is deleted four times is still waited for', async () => {
  const env = new TestContext();
  const { arn } = env.addConfiguration();
  env.onNext('get', ...Array.from({ length: 4 * GETS }, () => missing));
  expect(await start(env).obtained).toMatchObject({ arn, state: 'ACTIVE' });
});

test('where another delivery made one too, the one that both settle on is taken', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  const { learned, obtained } = start(env);
  void env
    .pass(2_000)
    .then(() => env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-1', createdAt: 0, isFound: false }));
  const { arn } = await obtained;
  expect(env.arns).toEqual([arn]);
  expect(learned.filter(([what]) => what === 'created').at(-1)).toEqual(['created', undefined]);
  expect(learned.at(-1)).toEqual(['works with', arn]);
});
