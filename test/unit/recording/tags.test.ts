import { OWNER_TAGS } from '../../../contract/tags';
import { reconcileTags, restoreGoal } from '../../../lambda/recording/tags';
import type { Declaration } from '../../../lambda/recording/declaration';
import { withBucket } from '../../support/properties';
import { Bench, declare } from './bench';

const tagged = (tags: object): Declaration => declare({ Tags: tags });

/** An update of the tags of the configuration that the resource has. */
function setUp(before: object, after: object, kind: 'Create' | 'Update' = 'Update') {
  const bench = new Bench(kind);
  const configuration = bench.place(tagged(before));
  const physicalId = kind === 'Update' ? configuration.arn : undefined;
  bench.resource = { status: `${kind.toUpperCase()}_IN_PROGRESS`, physicalId };
  const reconcile = (): Promise<boolean> =>
    reconcileTags(
      bench.operation,
      configuration,
      { declaration: tagged(after), physicalId, isForward: true },
      kind === 'Update' ? tagged(before) : undefined,
    );
  const ownTags = (): object =>
    Object.fromEntries(
      Object.entries(
        bench.account.getRecordingConfiguration({ arn: configuration.arn }).recordingConfiguration.tags,
      ).filter(([key]) => !key.startsWith('cdk-ivs-')),
    );
  const sites = (): readonly string[] => bench.calls.map(({ site }) => site);
  const restore = (): Promise<void> => restoreGoal(bench.operation, configuration.arn, tagged(after));
  return { bench, configuration, reconcile, restore, ownTags, sites };
}

test('what goes is removed before what comes is added', async () => {
  const { reconcile, ownTags, sites } = setUp({ keep: '1', drop: '1' }, { keep: '1', add: '1' });
  await reconcile();
  expect(ownTags()).toEqual({ keep: '1', add: '1' });
  expect(sites().filter((site) => !site.startsWith('describe'))).toEqual(['removeTags', 'addTags']);
});

test('what only goes, or only comes, is one call', async () => {
  const going = setUp({ drop: '1' }, {});
  await going.reconcile();
  expect([going.ownTags(), going.sites().filter((site) => !site.startsWith('describe'))]).toEqual([{}, ['removeTags']]);
  const coming = setUp({}, { add: '1' });
  await coming.reconcile();
  expect([coming.ownTags(), coming.sites().filter((site) => !site.startsWith('describe'))]).toEqual([
    { add: '1' },
    ['addTags'],
  ]);
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

test('an event that CloudFormation does not wait for writes nothing of its own', async () => {
  const { bench, reconcile, ownTags, sites } = setUp({ v: '1' }, { v: '2' });
  bench.resource = { status: 'UPDATE_COMPLETE', physicalId: undefined };
  await reconcile();
  expect(ownTags()).toEqual({ v: '1' });
  expect(sites()).not.toContain('addTags');
});

test('an event that is overtaken brings the tags to the goal of the one that overtook it', async () => {
  const { bench, reconcile, restore, ownTags } = setUp({ v: '1', old: '1' }, { v: '2', mine: '1' });
  bench.goal = withBucket({ Tags: { v: '3' } });
  await reconcile();
  await restore();
  expect(ownTags()).toEqual({ v: '3' });
});

test('the goal is followed while it changes', async () => {
  const { bench, reconcile, restore, ownTags } = setUp({}, { mine: '1' });
  bench.goal = withBucket({ Tags: { first: '1' } });
  await reconcile();
  bench.onNext('addTags', (carryOut) => {
    bench.goal = withBucket({ Tags: { second: '1' } });
    return carryOut();
  });
  await restore();
  expect(ownTags()).toEqual({ second: '1' });
});

test('the goal is not followed for ever', async () => {
  const { bench, restore } = setUp({}, { mine: '1' });
  let goals = 0;
  bench.onNext(
    'describeGoal',
    ...Array.from({ length: 20 }, () => () => {
      goals += 1;
      return withBucket({ Tags: { goal: String(goals) } });
    }),
  );
  await restore();
  expect(goals).toBe(5);
});

test.each<[title: string, goal: unknown]>([
  ['is not known', undefined],
  ['has other settings, so is another configuration’s', withBucket({ Name: 'other', Tags: { v: '3' } })],
])('a goal that %s changes nothing', async (_title, goal) => {
  const { bench, restore, sites } = setUp({ v: '1' }, { v: '2' });
  bench.goal = goal;
  await restore();
  expect(sites()).not.toContain('get');
  expect(sites()).not.toContain('addTags');
});

test('a configuration that is gone meanwhile is not tagged', async () => {
  const { bench, configuration, restore, sites } = setUp({ v: '1' }, { v: '2' });
  bench.goal = withBucket({ Tags: { v: '3' } });
  bench.account.deleteRecordingConfiguration({ arn: configuration.arn });
  await restore();
  expect(sites()).toContain('get');
  expect(sites()).not.toContain('addTags');
});
