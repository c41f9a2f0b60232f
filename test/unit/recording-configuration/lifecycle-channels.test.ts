import { del, update } from '../../../lambda/recording-configuration/lifecycle';
import type { Declaration } from '../../../lambda/recording-configuration/desired-state';
import { Bench, DECLARATION, declare, refusalOf, SILENT, type Happening } from './test-context';

const FIRST = declare({ OnInUse: 'RELEASE' });
const SECOND = declare({ OnInUse: 'RELEASE', Name: 'two' });
const SECOND_UNDER_FAIL = declare({ Name: 'two' });

/** A resource with a configuration that a channel uses, about to be updated or deleted. */
function setUp(kind: 'Update' | 'Delete') {
  const bench = new Bench(kind, { timeToActiveMs: 0 });
  const { arn } = bench.place();
  bench.begin(arn);
  const attach = (recordingConfigurationArn: string): string =>
    bench.account.createChannel({ recordingConfigurationArn }).channel.arn;
  const users = (): readonly string[] =>
    bench.account.channels().map(({ recordingConfigurationArn }) => recordingConfigurationArn);
  const updateTo = (after: Declaration, before: Declaration | undefined, physicalId = arn): Promise<string> =>
    update(bench.operation, after, { physicalId, before }, SILENT);
  return { bench, arn, attach, users, updateTo };
}

test.each([
  ['now', SECOND, DECLARATION],
  ['before', SECOND_UNDER_FAIL, FIRST],
])('a replacement moves channels where RELEASE is declared %s', async (_when, after, before) => {
  const { arn, attach, users, updateTo } = setUp('Update');
  attach(arn);
  const replacement = await updateTo(after, before);
  expect(replacement).not.toBe(arn);
  expect(users()).toEqual([replacement]);
});

test('under FAIL a replacement leaves channels, and does not look at them', async () => {
  const { bench, arn, attach, users, updateTo } = setUp('Update');
  attach(arn);
  await updateTo(SECOND_UNDER_FAIL, DECLARATION);
  expect(users()).toEqual([arn]);
  expect(bench.timesOf('listUsing')).toEqual([]);
});

test('a change in place does not look at channels', async () => {
  const { bench, updateTo } = setUp('Update');
  await updateTo(FIRST, FIRST);
  expect(bench.timesOf('listUsing')).toEqual([]);
});

test('a replacement of what is gone does not look at channels', async () => {
  const { bench, arn, updateTo } = setUp('Update');
  bench.account.deleteRecordingConfiguration({ arn });
  await updateTo(SECOND, FIRST);
  expect(bench.timesOf('listUsing')).toEqual([]);
});

test('an update that is given up after it moved the channels moves them back, and deletes what it made', async () => {
  const usual = setUp('Update');
  usual.attach(usual.arn);
  await usual.updateTo(SECOND, FIRST);
  const questions = usual.bench.timesOf('describeResource').length;

  const { bench, arn, attach, users, updateTo } = setUp('Update');
  attach(arn);
  const asked = Array.from({ length: questions - 1 }, (): Happening => (carryOut) => carryOut());
  bench.onNext('describeResource', ...asked, (carryOut) => {
    // The ServiceTimeout is over, or rollback is disabled: no event follows.
    bench.resource = { status: 'UPDATE_FAILED', physicalId: arn };
    return carryOut();
  });
  expect(await refusalOf(updateTo(SECOND, FIRST))).toMatchObject({
    message: expect.stringMatching(/cancelled or superseded/) as unknown,
  });
  expect(bench.timesOf('setRecording')).toHaveLength(2);
  expect([users(), bench.arns]).toEqual([[arn], [arn]]);
});

test('a live channel refuses a replacement before anything is made', async () => {
  const { bench, arn, attach, updateTo } = setUp('Update');
  bench.live.add(attach(arn));
  expect(await refusalOf(updateTo(SECOND, FIRST))).toMatchObject({ name: 'LiveChannelsError' });
  expect(bench.arns).toEqual([arn]);
  expect(bench.timesOf('create')).toEqual([]);
});

test.each([
  [FIRST, SECOND],
  [DECLARATION, SECOND],
])('the way back brings the channels of what was never reached, and removes it', async (after, before) => {
  const { bench, arn, attach, users, updateTo } = setUp('Update');
  const { arn: leftover } = bench.place(SECOND);
  attach(leftover);
  await updateTo(after, before);
  expect(users()).toEqual([arn]);
  expect(bench.arns).toEqual([arn]);
});

test('the way back leaves a live channel with what was never reached', async () => {
  const { bench, arn, attach, users, updateTo } = setUp('Update');
  const { arn: leftover } = bench.place(SECOND);
  bench.live.add(attach(leftover));
  attach(leftover);
  await updateTo(FIRST, SECOND);
  expect(users()).toEqual([leftover, arn]);
  expect(bench.arns).toEqual([arn, leftover]);
});

test('the deletion of the resource detaches its channels, and those of what is equal', async () => {
  const { bench, arn, attach, users } = setUp('Delete');
  const { arn: equal } = bench.place();
  attach(arn);
  attach(equal);
  await del(bench.operation, FIRST, arn);
  expect(users()).toEqual(['', '']);
  expect(bench.arns).toEqual([]);
});

test.each<[record: string, isOfReplaced: boolean]>([
  ['DELETE_IN_PROGRESS', true],
  ['UPDATE_COMPLETE', false],
])('the deletion of what was replaced points its channels to the replacement (%s)', async (status, isOfReplaced) => {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  const { arn: replacement } = bench.place(SECOND);
  bench.stackStatus = 'UPDATE_IN_PROGRESS';
  bench.tell('UPDATE_IN_PROGRESS', arn);
  bench.tell('UPDATE_COMPLETE', replacement);
  bench.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  bench.begin(arn);
  bench.resource = { status, physicalId: isOfReplaced ? arn : replacement };
  bench.account.createChannel({ recordingConfigurationArn: arn });
  const users = (): readonly string[] => bench.account.channels().map((channel) => channel.recordingConfigurationArn);
  await del(bench.operation, FIRST, arn);
  expect(users()).toEqual([replacement]);
  expect(bench.arns).toEqual([replacement]);
});

test('under FAIL a deletion leaves channels', async () => {
  const { bench, arn, attach, users } = setUp('Delete');
  attach(arn);
  expect(await refusalOf(del(bench.operation, DECLARATION, arn))).toMatchObject({ name: 'InUseError' });
  expect(users()).toEqual([arn]);
});
