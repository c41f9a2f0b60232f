import { OWNER_TAGS } from '../../../schema/tags';
import {
  isWantedWithTags,
  reconcileTags,
  repairOwnerTags,
  restoreGoal,
  type TagOutcome,
  type Tagging,
} from '../../../lambda/recording-configuration/tags';
import type { Occasion } from '../../../lambda/recording-configuration/superseded';
import type { Declaration } from '../../../lambda/recording-configuration/desired-state';
import { withBucket } from '../../support/properties';
import { Bench, declare } from './test-context';

const tagged = (tags: object): Declaration => declare({ Tags: tags });

/** An update of the tags of the configuration that the resource has. */
function setUp(before: object, after: object, kind: 'Create' | 'Update' = 'Update') {
  const bench = new Bench(kind);
  const configuration = bench.place(tagged(before));
  const physicalId = kind === 'Update' ? configuration.arn : undefined;
  bench.begin(physicalId ?? '', withBucket({ Tags: after }));
  const occasion: Occasion = { declaration: tagged(after), physicalId, isForward: true };
  const tagging: Tagging = { configuration, before: kind === 'Update' ? tagged(before) : undefined };
  const reconcile = (): Promise<TagOutcome> => reconcileTags(bench.operation, occasion, tagging);
  const isWanted = (outcome: TagOutcome): Promise<boolean> =>
    isWantedWithTags(bench.operation, occasion, tagging, outcome);
  const ownTags = (): object =>
    Object.fromEntries(
      Object.entries(
        bench.account.getRecordingConfiguration({ arn: configuration.arn }).recordingConfiguration.tags,
      ).filter(([key]) => !key.startsWith('cdk-ivs-')),
    );
  const sites = (): readonly string[] => bench.calls.map(({ site }) => site);
  const writes = (): readonly string[] => sites().filter((site) => site.endsWith('Tags'));
  const restore = (): Promise<void> => restoreGoal(bench.operation, configuration.arn, tagged(after));
  return { bench, configuration, occasion, reconcile, isWanted, restore, ownTags, sites, writes };
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
  const { bench, configuration, reconcile, ownTags } = setUp({ a: '1', theirs: '1' }, { a: '2' }, 'Create');
  bench.account.untagResource({ resourceArn: configuration.arn, tagKeys: [OWNER_TAGS.logicalId] });
  Reflect.deleteProperty(configuration.tags, OWNER_TAGS.logicalId);
  await reconcile();
  expect(ownTags()).toEqual({ a: '2', theirs: '1' });
  const { recordingConfiguration } = bench.account.getRecordingConfiguration({ arn: configuration.arn });
  expect(recordingConfiguration.tags[OWNER_TAGS.logicalId]).toBe('Recording');
});

test('what came of the tags is told', async () => {
  expect(await setUp({ a: '1' }, { a: '1' }).reconcile()).toBe('same');
  expect(await setUp({ a: '1' }, { a: '2' }).reconcile()).toBe('changed');
});

test('an event that CloudFormation does not wait for writes nothing of its own', async () => {
  const { bench, reconcile, ownTags, writes } = setUp({ v: '1' }, { v: '2' });
  bench.resource = { status: 'UPDATE_COMPLETE', physicalId: '' };
  expect(await reconcile()).toBe('refused');
  expect(ownTags()).toEqual({ v: '1' });
  expect(writes()).toEqual([]);
});

test('the mark of what was found is written, and is no change of what is declared', async () => {
  const bench = new Bench('Create');
  const configuration = bench.place();
  const occasion: Occasion = { declaration: declare(), physicalId: undefined, isForward: false };
  const tagging = { configuration, before: undefined, more: { [OWNER_TAGS.requestId]: 'request-1 found' } };
  expect(await reconcileTags(bench.operation, occasion, tagging)).toBe('same');
  expect(bench.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.requestId]).toBe('request-1 found');
});

test('where people removed the tag that tells the origin, that is told to be unknown', async () => {
  const { bench, configuration, reconcile } = setUp({}, {});
  Reflect.deleteProperty(configuration.tags, OWNER_TAGS.requestId);
  expect(await reconcile()).toBe('changed');
  expect(bench.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.requestId]).toBe('request-1 found');
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
    const { bench, isWanted, ownTags } = setUp({ v: '1' }, { v: '2' });
    bench.resource = REFUSED;
    expect(await isWanted('refused')).toBe(false);
    expect(await isWanted('same')).toBe(false);
    expect(ownTags()).toEqual({ v: '1' });
  });

  test('ends with no where the record is stale for every second question', async () => {
    const { bench, isWanted, ownTags } = setUp({ v: '1' }, { v: '2' });
    for (let question = 0; question < 5; question += 1) {
      const stale = Array.from({ length: 3 }, () => () => REFUSED);
      bench.onNext('describeResource', (carryOut) => carryOut(), ...stale);
    }
    expect(await isWanted('refused')).toBe(false);
    expect(ownTags()).toEqual({ v: '1' });
    expect(bench.timesOf('describeResource')).toHaveLength(12);
  });
});

describe('repairing the owner tags', () => {
  const readOwner = ({ account }: Bench): object =>
    Object.fromEntries(
      Object.entries(account.recordingConfigurations()[0]?.tags ?? {}).filter(([key]) => key.startsWith('cdk-ivs-')),
    );

  test('writes those that are missing or others, and no more', async () => {
    const { bench, configuration, occasion } = setUp({ v: '1' }, { v: '2' });
    const before = readOwner(bench);
    bench.account.untagResource({ resourceArn: configuration.arn, tagKeys: [OWNER_TAGS.stackId] });
    bench.account.tagResource({ resourceArn: configuration.arn, tags: { [OWNER_TAGS.settings]: 'lost' } });
    const { tags } = bench.account.getRecordingConfiguration({ arn: configuration.arn }).recordingConfiguration;
    await repairOwnerTags(bench.operation, occasion, { ...configuration, tags }, declare().fingerprint);
    expect(readOwner(bench)).toEqual(before);
    expect(bench.account.recordingConfigurations()[0]?.tags.v).toBe('1');
  });

  test('asks nobody where they are right', async () => {
    const { bench, configuration, occasion, sites } = setUp({}, {});
    await repairOwnerTags(bench.operation, occasion, configuration, declare().fingerprint);
    expect(sites()).toEqual([]);
  });

  test('writes nothing where CloudFormation does not wait for the event', async () => {
    const { bench, configuration, occasion, writes } = setUp({}, {});
    bench.resource = { status: 'UPDATE_COMPLETE', physicalId: '' };
    await repairOwnerTags(bench.operation, occasion, configuration, 'other');
    expect(writes()).toEqual([]);
  });
});

test('an event that is overtaken brings the tags to the goal of the one that overtook it', async () => {
  const { bench, configuration, reconcile, restore, ownTags } = setUp({ v: '1', old: '1' }, { v: '2', mine: '1' });
  await reconcile();
  bench.begin(configuration.arn, withBucket({ Tags: { v: '3' } }));
  await restore();
  expect(ownTags()).toEqual({ v: '3' });
});

test('the goal is followed while it changes', async () => {
  const { bench, configuration, reconcile, restore, ownTags } = setUp({}, { mine: '1' });
  await reconcile();
  bench.begin(configuration.arn, withBucket({ Tags: { first: '1' } }));
  bench.onNext('addTags', (carryOut) => {
    bench.begin(configuration.arn, withBucket({ Tags: { second: '1' } }));
    return carryOut();
  });
  await restore();
  expect(ownTags()).toEqual({ second: '1' });
});

test('the goal is not followed for ever', async () => {
  const { bench, configuration, restore } = setUp({}, { mine: '1' });
  let goals = 0;
  bench.onNext(
    'listEvents',
    ...Array.from({ length: 20 }, () => (carryOut: () => unknown) => {
      goals += 1;
      bench.begin(configuration.arn, withBucket({ Tags: { goal: String(goals) } }));
      return carryOut();
    }),
  );
  await restore();
  expect(goals).toBe(5);
});

test.each<[title: string, goal: unknown]>([
  ['is not known', undefined],
  ['has other settings, so is another configuration’s', withBucket({ Name: 'other', Tags: { v: '3' } })],
])('a goal that %s changes nothing', async (_title, goal) => {
  const { bench, configuration, restore, sites } = setUp({ v: '1' }, { v: '2' });
  bench.tell('UPDATE_IN_PROGRESS', configuration.arn, goal);
  await restore();
  expect(sites()).not.toContain('get');
  expect(sites()).not.toContain('addTags');
});

test('a configuration that is gone meanwhile is not tagged', async () => {
  const { bench, configuration, restore, sites } = setUp({ v: '1' }, { v: '2' });
  bench.begin(configuration.arn, withBucket({ Tags: { v: '3' } }));
  bench.account.deleteRecordingConfiguration({ arn: configuration.arn });
  await restore();
  expect(sites()).toContain('get');
  expect(sites()).not.toContain('addTags');
});
