import { OWNER_TAGS } from '../../../schema/tags';
import {
  isCurrentWithTags,
  reconcileTags,
  repairOwnerTags,
  restoreDesiredTags,
  type TagOutcome,
  type TagTarget,
} from '../../../lambda/recording-configuration/tags';
import type { ExpectedState } from '../../../lambda/recording-configuration/superseded';
import type { DesiredState } from '../../../lambda/recording-configuration/desired-state';
import { withBucket } from '../../support/properties';
import { TestContext, createDesiredState } from './test-context';

const tagged = (tags: object): DesiredState => createDesiredState({ Tags: tags });

/** An update of the tags of the configuration that the resource has. */
function setUp(previous: object, after: object, kind: 'Create' | 'Update' = 'Update') {
  const env = new TestContext(kind);
  const configuration = env.addConfiguration(tagged(previous));
  const physicalId = kind === 'Update' ? configuration.arn : undefined;
  env.recordStart(physicalId ?? '', withBucket({ Tags: after }));
  const expected: ExpectedState = { desired: tagged(after), physicalId, isForwardUpdate: true };
  const tagging: TagTarget = { configuration, previous: kind === 'Update' ? tagged(previous) : undefined };
  const reconcile = (): Promise<TagOutcome> => reconcileTags(env.context, expected, tagging);
  const isWanted = (outcome: TagOutcome): Promise<boolean> =>
    isCurrentWithTags(env.context, expected, tagging, outcome);
  const ownTags = (): object =>
    Object.fromEntries(
      Object.entries(
        env.account.getRecordingConfiguration({ arn: configuration.arn }).recordingConfiguration.tags,
      ).filter(([key]) => !key.startsWith('cdk-ivs-')),
    );
  const sites = (): readonly string[] => env.calls.map(({ site }) => site);
  const writes = (): readonly string[] => sites().filter((site) => site.endsWith('Tags'));
  const restore = (): Promise<void> => restoreDesiredTags(env.context, configuration.arn, tagged(after));
  return { env, configuration, expected, reconcile, isWanted, restore, ownTags, sites, writes };
}

test('what goes is removed before what comes is added', async () => {
  const { reconcile, ownTags, writes } = setUp({ keep: '1', drop: '1' }, { keep: '1', add: '1' });
  await reconcile();
  expect(ownTags()).toEqual({ keep: '1', add: '1' });
  expect(writes()).toEqual(['removeTags', 'addTags']);
});

test('what only goes, or only comes, is one call', async () => {
  const going = setUp({ drop: '1' }, {});
  await going.reconcile();
  expect([going.ownTags(), going.writes()]).toEqual([{}, ['removeTags']]);
  const coming = setUp({}, { add: '1' });
  await coming.reconcile();
  expect([coming.ownTags(), coming.writes()]).toEqual([{ add: '1' }, ['addTags']]);
});

test('tags of a configuration that was just made need no look, and CloudFormation is not asked', async () => {
  const { reconcile, sites } = setUp({ a: '1' }, { a: '1' }, 'Create');
  await reconcile();
  expect(sites()).toEqual([]);
});

test('a Create repairs what differs, owner tags included, and removes nothing', async () => {
  const { env, configuration, reconcile, ownTags } = setUp({ a: '1', theirs: '1' }, { a: '2' }, 'Create');
  env.account.untagResource({ resourceArn: configuration.arn, tagKeys: [OWNER_TAGS.logicalId] });
  Reflect.deleteProperty(configuration.tags, OWNER_TAGS.logicalId);
  await reconcile();
  expect(ownTags()).toEqual({ a: '2', theirs: '1' });
  const { recordingConfiguration } = env.account.getRecordingConfiguration({ arn: configuration.arn });
  expect(recordingConfiguration.tags[OWNER_TAGS.logicalId]).toBe('Recording');
});

test('the result of the tags is logged', async () => {
  expect(await setUp({ a: '1' }, { a: '1' }).reconcile()).toBe('same');
  expect(await setUp({ a: '1' }, { a: '2' }).reconcile()).toBe('changed');
});

test('an event that CloudFormation does not wait for writes nothing of its own', async () => {
  const { env, reconcile, ownTags, writes } = setUp({ v: '1' }, { v: '2' });
  env.resource = { status: 'UPDATE_COMPLETE', physicalId: '' };
  expect(await reconcile()).toBe('refused');
  expect(ownTags()).toEqual({ v: '1' });
  expect(writes()).toEqual([]);
});

test('the mark of what was found is written, and is no change of what is declared', async () => {
  const env = new TestContext('Create');
  const configuration = env.addConfiguration();
  const expected: ExpectedState = { desired: createDesiredState(), physicalId: undefined, isForwardUpdate: false };
  const tagging = { configuration, previous: undefined, extraTags: { [OWNER_TAGS.requestId]: 'request-1 found' } };
  expect(await reconcileTags(env.context, expected, tagging)).toBe('same');
  expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.requestId]).toBe('request-1 found');
});

test('where people removed the tag that shows the origin, that is reported to be unknown', async () => {
  const { env, configuration, reconcile } = setUp({}, {});
  Reflect.deleteProperty(configuration.tags, OWNER_TAGS.requestId);
  expect(await reconcile()).toBe('changed');
  expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.requestId]).toBe('request-1 found');
});

describe('asking a last time', () => {
  const REFUSED = { status: 'UPDATE_COMPLETE', physicalId: 'another' };

  test('is enough where the tags were not left', async () => {
    for (const outcome of ['same', 'changed'] as const) {
      const { isWanted, writes } = setUp({ v: '1' }, { v: '2' });
      expect(await isWanted(outcome)).toBe(true);
      expect(writes()).toEqual([]);
    }
  });

  test('changes tags after all that were left because of a stale record', async () => {
    const { isWanted, ownTags } = setUp({ v: '1' }, { v: '2' });
    expect(await isWanted('refused')).toBe(true);
    expect(ownTags()).toEqual({ v: '2' });
  });

  test('ends with no where the event is not waited for', async () => {
    const { env, isWanted, ownTags } = setUp({ v: '1' }, { v: '2' });
    env.resource = REFUSED;
    expect(await isWanted('refused')).toBe(false);
    expect(await isWanted('same')).toBe(false);
    expect(ownTags()).toEqual({ v: '1' });
  });

  test('ends with no where the record is stale for every second question', async () => {
    const { env, isWanted, ownTags } = setUp({ v: '1' }, { v: '2' });
    for (let question = 0; question < 5; question += 1) {
      const stale = Array.from({ length: 3 }, () => () => REFUSED);
      env.onNext('describeResource', (proceed) => proceed(), ...stale);
    }
    expect(await isWanted('refused')).toBe(false);
    expect(ownTags()).toEqual({ v: '1' });
    expect(env.timesOf('describeResource')).toHaveLength(12);
  });
});

describe('repairing the owner tags', () => {
  const readOwner = ({ account }: TestContext): object =>
    Object.fromEntries(
      Object.entries(account.recordingConfigurations()[0]?.tags ?? {}).filter(([key]) => key.startsWith('cdk-ivs-')),
    );

  test('writes those that are missing or others, and no more', async () => {
    const { env, configuration, expected } = setUp({ v: '1' }, { v: '2' });
    const previous = readOwner(env);
    env.account.untagResource({ resourceArn: configuration.arn, tagKeys: [OWNER_TAGS.stackId] });
    env.account.tagResource({ resourceArn: configuration.arn, tags: { [OWNER_TAGS.settingsHash]: 'lost' } });
    const { tags } = env.account.getRecordingConfiguration({ arn: configuration.arn }).recordingConfiguration;
    await repairOwnerTags(env.context, expected, { ...configuration, tags }, createDesiredState().settingsHash);
    expect(readOwner(env)).toEqual(previous);
    expect(env.account.recordingConfigurations()[0]?.tags.v).toBe('1');
  });

  test('calls nothing where they are right', async () => {
    const { env, configuration, expected, sites } = setUp({}, {});
    await repairOwnerTags(env.context, expected, configuration, createDesiredState().settingsHash);
    expect(sites()).toEqual([]);
  });

  test('writes nothing where CloudFormation does not wait for the event', async () => {
    const { env, configuration, expected, writes } = setUp({}, {});
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: '' };
    await repairOwnerTags(env.context, expected, configuration, 'other');
    expect(writes()).toEqual([]);
  });
});

test('an event that is overtaken brings the tags to the desired state of the one that overtook it', async () => {
  const { env, configuration, reconcile, restore, ownTags } = setUp({ v: '1', old: '1' }, { v: '2', mine: '1' });
  await reconcile();
  env.recordStart(configuration.arn, withBucket({ Tags: { v: '3' } }));
  await restore();
  expect(ownTags()).toEqual({ v: '3' });
});

test('the desired state is followed while it changes', async () => {
  const { env, configuration, reconcile, restore, ownTags } = setUp({}, { mine: '1' });
  await reconcile();
  env.recordStart(configuration.arn, withBucket({ Tags: { first: '1' } }));
  env.onNext('addTags', (proceed) => {
    env.recordStart(configuration.arn, withBucket({ Tags: { second: '1' } }));
    return proceed();
  });
  await restore();
  expect(ownTags()).toEqual({ second: '1' });
});

test('the number of reconcile rounds is limited', async () => {
  const { env, configuration, restore } = setUp({}, { mine: '1' });
  let goals = 0;
  env.onNext(
    'listEvents',
    ...Array.from({ length: 20 }, () => (proceed: () => unknown) => {
      goals += 1;
      env.recordStart(configuration.arn, withBucket({ Tags: { goal: String(goals) } }));
      return proceed();
    }),
  );
  await restore();
  expect(goals).toBe(5);
});

test.each<[title: string, goal: unknown]>([
  ['is not known', undefined],
  ['has other settings, so is another configuration’s', withBucket({ Name: 'other', Tags: { v: '3' } })],
])('a goal that %s changes nothing', async (_title, goal) => {
  const { env, configuration, restore, sites } = setUp({ v: '1' }, { v: '2' });
  env.recordEvent('UPDATE_IN_PROGRESS', configuration.arn, goal);
  await restore();
  expect(sites()).not.toContain('get');
  expect(sites()).not.toContain('addTags');
});

test('a configuration that is gone meanwhile is not tagged', async () => {
  const { env, configuration, restore, sites } = setUp({ v: '1' }, { v: '2' });
  env.recordStart(configuration.arn, withBucket({ Tags: { v: '3' } }));
  env.account.deleteRecordingConfiguration({ arn: configuration.arn });
  await restore();
  expect(sites()).toContain('get');
  expect(sites()).not.toContain('addTags');
});
