import { OWNER_TAGS } from '../../../schema/tags';
import {
  isCurrentWithTags,
  reconcileTags,
  repairOwnerTags,
  restoreDesiredTags,
  restoreRolledBackTags,
  type TagOutcome,
  type TagTarget,
} from '../../../lambda/recording-configuration/tags';
import type { ExpectedState } from '../../../lambda/recording-configuration/superseded';
import type { DesiredState } from '../../../lambda/recording-configuration/desired-state';
import { withBucket } from '../../support/properties';
import { TestContext, createDesiredState } from './test-context';

const tagged = (tags: object): DesiredState => createDesiredState({ Tags: tags });

/** An update of the tags of the resource's configuration. */
function setUp(previous: object, after: object, kind: 'Create' | 'Update' = 'Update') {
  const env = new TestContext(kind);
  const configuration = env.addConfiguration(tagged(previous));
  const physicalId = kind === 'Update' ? configuration.arn : undefined;
  env.recordStart(physicalId ?? '', withBucket({ Tags: after }));
  const expected: ExpectedState = { desired: tagged(after), physicalId, isForwardUpdate: true };
  const tagging: TagTarget = { configuration, previous: kind === 'Update' ? tagged(previous) : undefined };
  const reconcile = (): Promise<TagOutcome> => reconcileTags(env.context, expected, tagging);
  const isCurrent = (outcome: TagOutcome): Promise<boolean> =>
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
  return { env, configuration, expected, reconcile, isCurrent, restore, ownTags, sites, writes };
}

test('old tags are removed before new tags are added', async () => {
  const { reconcile, ownTags, writes } = setUp({ keep: '1', drop: '1' }, { keep: '1', add: '1' });
  await reconcile();
  expect(ownTags()).toEqual({ keep: '1', add: '1' });
  expect(writes()).toEqual(['removeTags', 'addTags']);
});

test('a change that only removes or only adds tags is one call', async () => {
  const going = setUp({ drop: '1' }, {});
  await going.reconcile();
  expect([going.ownTags(), going.writes()]).toEqual([{}, ['removeTags']]);
  const coming = setUp({}, { add: '1' });
  await coming.reconcile();
  expect([coming.ownTags(), coming.writes()]).toEqual([{ add: '1' }, ['addTags']]);
});

test('correct tags need no call', async () => {
  const { reconcile, sites } = setUp({ a: '1' }, { a: '1' }, 'Create');
  await reconcile();
  expect(sites()).toEqual([]);
});

test('a Create corrects different tags, including owner tags, and removes none', async () => {
  const { env, configuration, reconcile, ownTags } = setUp({ a: '1', theirs: '1' }, { a: '2' }, 'Create');
  env.account.untagResource({ resourceArn: configuration.arn, tagKeys: [OWNER_TAGS.logicalId] });
  Reflect.deleteProperty(configuration.tags, OWNER_TAGS.logicalId);
  await reconcile();
  expect(ownTags()).toEqual({ a: '2', theirs: '1' });
  const { recordingConfiguration } = env.account.getRecordingConfiguration({ arn: configuration.arn });
  expect(recordingConfiguration.tags[OWNER_TAGS.logicalId]).toBe('Recording');
});

test('reconcileTags returns whether declared tags changed', async () => {
  expect(await setUp({ a: '1' }, { a: '1' }).reconcile()).toBe('same');
  expect(await setUp({ a: '1' }, { a: '2' }).reconcile()).toBe('changed');
});

test('a superseded request does not write its tags', async () => {
  const { env, reconcile, ownTags, writes } = setUp({ v: '1' }, { v: '2' });
  env.resource = { status: 'UPDATE_COMPLETE', physicalId: '' };
  expect(await reconcile()).toBe('refused');
  expect(ownTags()).toEqual({ v: '1' });
  expect(writes()).toEqual([]);
});

test('the mark of a found configuration is written, and does not count as a change', async () => {
  const env = new TestContext('Create');
  const configuration = env.addConfiguration();
  const expected: ExpectedState = { desired: createDesiredState(), physicalId: undefined, isForwardUpdate: false };
  const tagging = { configuration, previous: undefined, extraTags: { [OWNER_TAGS.requestId]: 'request-1 found' } };
  expect(await reconcileTags(env.context, expected, tagging)).toBe('same');
  expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.requestId]).toBe('request-1 found');
});

test('a removed origin tag is replaced by one without a time', async () => {
  const { env, configuration, reconcile } = setUp({}, {});
  Reflect.deleteProperty(configuration.tags, OWNER_TAGS.requestId);
  expect(await reconcile()).toBe('changed');
  expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.requestId]).toBe('request-1 found');
});

describe('the last check before the response', () => {
  const REFUSED = { status: 'UPDATE_COMPLETE', physicalId: 'another' };

  test('writes no tags if they were written before', async () => {
    for (const outcome of ['same', 'changed'] as const) {
      const { isCurrent, writes } = setUp({ v: '1' }, { v: '2' });
      expect(await isCurrent(outcome)).toBe(true);
      expect(writes()).toEqual([]);
    }
  });

  test('writes tags that were skipped because of a stale record', async () => {
    const { isCurrent, ownTags } = setUp({ v: '1' }, { v: '2' });
    expect(await isCurrent('refused')).toBe(true);
    expect(ownTags()).toEqual({ v: '2' });
  });

  test('returns false if the request is superseded', async () => {
    const { env, isCurrent, ownTags } = setUp({ v: '1' }, { v: '2' });
    env.resource = REFUSED;
    expect(await isCurrent('refused')).toBe(false);
    expect(await isCurrent('same')).toBe(false);
    expect(ownTags()).toEqual({ v: '1' });
  });

  test('returns false if every second check reads a stale record', async () => {
    const { env, isCurrent, ownTags } = setUp({ v: '1' }, { v: '2' });
    for (let question = 0; question < 5; question += 1) {
      const stale = Array.from({ length: 5 }, () => () => REFUSED);
      env.onNext('describeResource', (proceed) => proceed(), ...stale);
    }
    expect(await isCurrent('refused')).toBe(false);
    expect(ownTags()).toEqual({ v: '1' });
    expect(env.timesOf('describeResource')).toHaveLength(18);
  });
});

describe('restoreRolledBackTags', () => {
  const run = async ({ env, configuration, ownTags }: ReturnType<typeof setUp>): Promise<object> => {
    env.account.tagResource({ resourceArn: configuration.arn, tags: { v: '2', two: 'x' } });
    await restoreRolledBackTags(env.context, configuration.arn, tagged({ v: '2', two: 'x' }), tagged({ v: '1' }));
    return ownTags();
  };

  test('writes the tags to which the rollback returns, once the events show it', async () => {
    const given = setUp({ v: '1' }, { v: '2', two: 'x' });
    const { env, configuration } = given;
    env.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    void env.pass(3_000).then(() => {
      env.recordStart(configuration.arn, withBucket({ Tags: { v: '1' } }));
    });
    expect(await run(given)).toEqual({ v: '1' });
  });

  test('writes nothing if the events do not show the rollback', async () => {
    const given = setUp({ v: '1' }, { v: '2', two: 'x' });
    expect(await run(given)).toEqual({ v: '2', two: 'x' });
    expect(given.writes()).toEqual([]);
  });
});

describe('repairOwnerTags', () => {
  const readOwner = ({ account }: TestContext): object =>
    Object.fromEntries(
      Object.entries(account.recordingConfigurations()[0]?.tags ?? {}).filter(([key]) => key.startsWith('cdk-ivs-')),
    );

  test('writes only missing or different owner tags', async () => {
    const { env, configuration, expected } = setUp({ v: '1' }, { v: '2' });
    const previous = readOwner(env);
    env.account.untagResource({ resourceArn: configuration.arn, tagKeys: [OWNER_TAGS.stackId] });
    env.account.tagResource({ resourceArn: configuration.arn, tags: { [OWNER_TAGS.settingsHash]: 'lost' } });
    const { tags } = env.account.getRecordingConfiguration({ arn: configuration.arn }).recordingConfiguration;
    await repairOwnerTags(env.context, expected, { ...configuration, tags }, createDesiredState().settingsHash);
    expect(readOwner(env)).toEqual(previous);
    expect(env.account.recordingConfigurations()[0]?.tags.v).toBe('1');
  });

  test('makes no call if the owner tags are correct', async () => {
    const { env, configuration, expected, sites } = setUp({}, {});
    await repairOwnerTags(env.context, expected, configuration, createDesiredState().settingsHash);
    expect(sites()).toEqual([]);
  });

  test('writes nothing if the request is superseded', async () => {
    const { env, configuration, expected, writes } = setUp({}, {});
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: '' };
    await repairOwnerTags(env.context, expected, configuration, 'other');
    expect(writes()).toEqual([]);
  });
});

test('a superseded request restores the tags of the newer desired state', async () => {
  const { env, configuration, reconcile, restore, ownTags } = setUp({ v: '1', old: '1' }, { v: '2', mine: '1' });
  await reconcile();
  env.recordStart(configuration.arn, withBucket({ Tags: { v: '3' } }));
  await restore();
  expect(ownTags()).toEqual({ v: '3' });
});

test('the tags follow the desired state while it changes', async () => {
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
  ['is unknown', undefined],
  ['has other settings, and belongs to another configuration', withBucket({ Name: 'other', Tags: { v: '3' } })],
])('a desired state that %s changes nothing', async (_title, goal) => {
  const { env, configuration, restore, sites } = setUp({ v: '1' }, { v: '2' });
  env.recordEvent('UPDATE_IN_PROGRESS', configuration.arn, goal);
  await restore();
  expect(sites()).not.toContain('get');
  expect(sites()).not.toContain('addTags');
});

test('a configuration that was deleted meanwhile is not tagged', async () => {
  const { env, configuration, restore, sites } = setUp({ v: '1' }, { v: '2' });
  env.recordStart(configuration.arn, withBucket({ Tags: { v: '3' } }));
  env.account.deleteRecordingConfiguration({ arn: configuration.arn });
  await restore();
  expect(sites()).toContain('get');
  expect(sites()).not.toContain('addTags');
});
