import { AwsCallError } from '../../../lambda/aws/aws-call-error';
import { InUseError, remove } from '../../../lambda/recording-configuration/delete';
import { DeadlineError } from '../../../lambda/util/deadline';
import { Bench, refusalOf, refused } from './test-context';

test('deletes, and looks until the configuration is gone', async () => {
  const bench = new Bench('Delete');
  const found = bench.place();
  bench.onNext('get', () => found);
  await remove(bench.operation, found.arn, bench.operation.work);
  expect(bench.arns).toEqual([]);
  expect(bench.calls.map(({ site }) => site)).toEqual(['delete', 'get', 'get']);
});

test('a configuration in use is tried for half a minute, then the error names it', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  bench.account.createChannel({ recordingConfigurationArn: arn });
  const error = await refusalOf(remove(bench.operation, arn, bench.operation.work));
  expect(error).toBeInstanceOf(InUseError);
  expect(error).toMatchObject({ name: 'InUseError', arn, message: `${arn} is in use.` });
  expect((error as InUseError).cause).toMatchObject({ name: 'AwsCallError', kind: 'conflict' });
  expect(bench.timesOf('delete').slice(0, 3)).toEqual([0, 264, 528]);
  expect(bench.timesOf('delete').at(-1)).toBeGreaterThan(30_000);
  expect(bench.timesOf('delete').at(-2)).toBeLessThanOrEqual(30_000);
});

test('the error names the channels, where they can be listed', async () => {
  for (const isListed of [true, false]) {
    const bench = new Bench('Delete', { timeToActiveMs: 0 });
    const { arn } = bench.place();
    const { channel } = bench.account.createChannel({ name: 'stage', recordingConfigurationArn: arn });
    if (!isListed) bench.onNext('listUsing', refused('invalid', 'no'));
    const error = await refusalOf(remove(bench.operation, arn, bench.operation.work));
    expect((error as InUseError).users).toEqual(isListed ? [{ arn: channel.arn, name: 'stage' }] : undefined);
    const warning = {
      message: 'The channels that use the configuration could not be listed',
      details: { arn, refusal: 'no' },
    };
    expect(bench.logs.filter(({ message }) => message.startsWith('The channels'))).toEqual(isListed ? [] : [warning]);
  }
});

test('a configuration in use is in use where the time ends before half a minute, too', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 0, workMs: 2_000 });
  const { arn } = bench.place();
  bench.account.createChannel({ recordingConfigurationArn: arn });
  expect(await refusalOf(remove(bench.operation, arn, bench.operation.work))).toMatchObject({
    name: 'InUseError',
    users: [{ name: '' }],
  });
  expect(bench.clock.now() - bench.operation.startedAt).toBeLessThan(2_000);
});

test('a configuration in use is in use where the time ends in the midst of a call, too', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 0, workMs: 2_000 });
  const { arn } = bench.place();
  const { channel } = bench.account.createChannel({ recordingConfigurationArn: arn });
  bench.onNext(
    'delete',
    (carryOut) => carryOut(),
    async () => {
      await bench.pass(3_000);
      throw new DeadlineError(2_000);
    },
  );
  const error = await refusalOf(remove(bench.operation, arn, bench.operation.work));
  expect(error).toMatchObject({ name: 'InUseError', users: [{ arn: channel.arn }], cause: { kind: 'conflict' } });
});

test('where nothing was in the way, the end of the time is the reason', async () => {
  const bench = new Bench('Delete', { workMs: 2_000 });
  const { arn } = bench.place();
  bench.onNext('delete', () => {
    throw new DeadlineError(2_000);
  });
  expect(await refusalOf(remove(bench.operation, arn, bench.operation.work))).toBeInstanceOf(DeadlineError);
});

test('a configuration in use is freed first, where it may be', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  const { channel } = bench.account.createChannel({ recordingConfigurationArn: arn });
  const freed: string[] = [];
  await remove(bench.operation, arn, bench.operation.work, (id) => {
    freed.push(id);
    bench.account.updateChannel({ arn: channel.arn, recordingConfigurationArn: '' });
    return Promise.resolve(undefined);
  });
  expect(freed).toEqual([arn]);
  expect(bench.arns).toEqual([]);
});

test('what is in use by nobody, or still CREATING, is not freed', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 5_000, deleteWhileCreating: 'refused' });
  const { arn } = bench.place();
  await remove(bench.operation, arn, bench.operation.work, () => Promise.reject(new Error('freed')));
  expect(bench.arns).toEqual([]);
});

test('a deletion that fails undoes the release', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  bench.account.createChannel({ recordingConfigurationArn: arn });
  let undone = 0;
  const release = (): Promise<() => Promise<void>> =>
    Promise.resolve(() => {
      undone += 1;
      return Promise.resolve();
    });
  bench.onNext('delete', (carryOut) => carryOut(), refused('invalid'));
  expect(await refusalOf(remove(bench.operation, arn, bench.operation.work, release))).toMatchObject({
    kind: 'invalid',
  });
  expect(undone).toBe(1);
});

test('an error of the release ends it', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  bench.account.createChannel({ recordingConfigurationArn: arn });
  const live = new RangeError('live');
  expect(await refusalOf(remove(bench.operation, arn, bench.operation.work, () => Promise.reject(live)))).toBe(live);
});

test('a refusal exactly at half a minute is not the last word yet, one after it is', async () => {
  const late = (bench: Bench, ms: number): Promise<unknown> =>
    bench.pass(ms).then(() => refused('conflict')(() => undefined));
  const bench = new Bench('Delete', { timeToActiveMs: 0 });
  const { arn } = bench.place();
  await bench.pass(1);
  bench.onNext('delete', () => late(bench, 30_000));
  await remove(bench.operation, arn, bench.operation.work);
  expect(bench.arns).toEqual([]);

  const other = bench.place();
  await bench.pass(1);
  bench.onNext('delete', () => late(bench, 30_001));
  expect(await refusalOf(remove(bench.operation, other.arn, bench.operation.work))).toBeInstanceOf(InUseError);
});

test('a configuration that cannot be deleted while CREATING is waited for as long as it takes', async () => {
  const bench = new Bench('Delete', { timeToActiveMs: 100_000, deleteWhileCreating: 'refused' });
  const { arn } = bench.place();
  await remove(bench.operation, arn, bench.operation.work);
  expect(bench.arns).toEqual([]);
});

test('a configuration that is unknown a moment after a conflict is deleted again', async () => {
  const bench = new Bench('Delete');
  const { arn } = bench.place();
  bench.onNext('delete', () => bench.pass(31_000).then(() => refused('conflict')(() => undefined)));
  bench.onNext('get', () => undefined);
  await remove(bench.operation, arn, bench.operation.work);
  expect(bench.arns).toEqual([]);
});

test.each([new AwsCallError('invalid', 'ivs:DeleteRecordingConfiguration', 'no'), new TypeError('x')])(
  'any other error ends it: %p',
  async (error) => {
    const bench = new Bench('Delete');
    bench.onNext('delete', () => {
      throw error;
    });
    expect(await refusalOf(remove(bench.operation, bench.place().arn, bench.operation.work))).toBe(error);
    expect(bench.timesOf('delete')).toEqual([0]);
  },
);
