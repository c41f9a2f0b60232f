import { GetRecordingConfigurationCommand, ListRecordingConfigurationsCommand } from '@aws-sdk/client-ivs';
import fc from 'fast-check';
import { operationNames } from '../../ivs/operations';
import { RateLimiter, serviceRateQuotas } from '../../ivs/rate-quotas';
import { createManualClock } from './manual-clock';
import { closeAfterEach, createCommand, createConfiguration, getFailure, startIvs } from './test-server';

closeAfterEach();

const throttled = { name: 'ThrottlingException', status: 429 };

test('the fourth call within a second is throttled, and a second later three are allowed again', async () => {
  const clock = createManualClock();
  const { client, account } = await startIvs({}, { clock, quotas: true });
  for (const round of [1, 2]) {
    for (let call = 0; call < 3; call++) await createConfiguration(client);
    expect(await getFailure(client.send(createCommand()))).toMatchObject(throttled);
    expect(account.recordingConfigurations()).toHaveLength(3 * round);
    clock.advance(1000);
  }
});

test('every operation has its own quota', async () => {
  const clock = createManualClock();
  const quotas = { ListRecordingConfigurations: 1 };
  const { client } = await startIvs({}, { clock, quotas });
  const arn = await createConfiguration(client);
  await client.send(new ListRecordingConfigurationsCommand({}));
  expect(await getFailure(client.send(new ListRecordingConfigurationsCommand({})))).toMatchObject(throttled);
  await client.send(new GetRecordingConfigurationCommand({ arn }));
  await client.send(new GetRecordingConfigurationCommand({ arn }));
});

test('a server has no quotas by default', async () => {
  const { client, account } = await startIvs({}, { clock: createManualClock() });
  for (let call = 0; call < 10; call++) await createConfiguration(client);
  expect(account.recordingConfigurations()).toHaveLength(10);
});

test("the service's quotas contain every operation", () => {
  expect(Object.keys(serviceRateQuotas).sort()).toEqual([...operationNames].sort());
});

test('an idle minute accumulates at most one second of calls', () => {
  const clock = createManualClock();
  const limiter = new RateLimiter(clock, { GetChannel: 5 });
  limiter.tryAcquire('GetChannel');
  clock.advance(60_000);
  const acquired = Array.from({ length: 20 }, () => limiter.tryAcquire('GetChannel')).filter(Boolean);
  expect(acquired).toHaveLength(5);
});

test('no schedule of calls exceeds the burst and the rate, and waiting for one call is enough', () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), pauses, (quota, waits) => {
      const clock = createManualClock();
      const start = clock.now();
      const limiter = new RateLimiter(clock, { GetChannel: quota });
      let acquired = 0;
      for (const wait of waits) {
        clock.advance(wait);
        if (limiter.tryAcquire('GetChannel')) acquired += 1;
      }
      expect(acquired).toBeLessThanOrEqual(quota + ((clock.now() - start) / 1000) * quota);
      clock.advance(Math.ceil(1000 / quota) + 1);
      expect(limiter.tryAcquire('GetChannel')).toBe(true);
    }),
  );
});
