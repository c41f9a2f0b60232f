import {
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  ListRecordingConfigurationsCommand,
} from '@aws-sdk/client-ivs';
import fc from 'fast-check';
import { type FaultKind, FaultQueue } from '../../ivs/faults';
import { type OperationName, operationNames } from '../../ivs/operations';
import { createManualClock } from './manual-clock';
import { closeAfterEach, createCommand, createConfiguration, getFailure, startIvs, waitForCall } from './test-server';

closeAfterEach();

const operation = 'CreateRecordingConfiguration';

describe('faults with an error response', () => {
  test.each([
    ['throttle', 'ThrottlingException', 429, 0],
    ['internal-error', 'InternalServerException', 500, 0],
    ['internal-error-after-commit', 'InternalServerException', 500, 1],
    ['unavailable', 'ServiceUnavailable', 503, 0],
    ['not-found', 'ResourceNotFoundException', 404, 0],
  ] as const)('%s is %s with status %d and leaves %d configurations', async (kind, name, status, left) => {
    const { server, client, account } = await startIvs();
    server.faults.add({ operation, kind });
    expect(await getFailure(client.send(createCommand()))).toMatchObject({ name, status });
    expect(account.recordingConfigurations()).toHaveLength(left);
    expect(server.calls.list()).toMatchObject([{ operation, status }]);
    await createConfiguration(client);
    expect(account.recordingConfigurations()).toHaveLength(left + 1);
  });
});

describe('faults of the connection', () => {
  test.each([
    ['drop-before-commit', 0, undefined],
    ['drop-after-commit', 1, 200],
  ] as const)('%s breaks it and leaves %d configurations', async (kind, left, status) => {
    const { server, client, account } = await startIvs();
    server.faults.add({ operation, kind });
    await expect(client.send(createCommand())).rejects.toThrow('socket hang up');
    expect(account.recordingConfigurations()).toHaveLength(left);
    expect(server.calls.list()).toMatchObject([{ operation, status }]);
  });

  test('truncate commits and sends 200 with half of the JSON', async () => {
    const { server, client, account } = await startIvs();
    server.faults.add({ operation, kind: 'truncate' });
    await expect(client.send(createCommand())).rejects.toThrow(SyntaxError);
    expect(account.recordingConfigurations()).toHaveLength(1);
  });

  test('empty-body commits and sends 200 with an empty body', async () => {
    const { server, client, account } = await startIvs();
    server.faults.add({ operation, kind: 'empty-body' });
    const output = await client.send(createCommand());
    expect(output.recordingConfiguration).toBeUndefined();
    expect(output.$metadata.httpStatusCode).toBe(200);
    expect(account.recordingConfigurations()).toHaveLength(1);
  });

  test('delay sleeps on the given clock, then commits', async () => {
    const clock = createManualClock();
    const { server, client, account } = await startIvs({}, { clock });
    server.faults.add({ operation, kind: 'delay', ms: 5000 });
    const sleeping = clock.nextSleep();
    const creation = createConfiguration(client);
    expect(await sleeping).toBe(5000);
    expect(account.recordingConfigurations()).toEqual([]);
    expect(server.calls.list()).toMatchObject([{ operation, status: undefined }]);
    clock.advance(5000);
    await creation;
    expect(account.recordingConfigurations()).toHaveLength(1);
  });

  test('hang does not commit and never responds until the server closes', async () => {
    const { server, client, account } = await startIvs();
    server.faults.add({ operation, kind: 'hang' });
    const pendingCall = client.send(createCommand()).catch((error: unknown) => error);
    await waitForCall(server, operation);
    await client.send(new ListRecordingConfigurationsCommand({}));
    expect(server.calls.list(operation)).toMatchObject([{ status: undefined }]);
    await server.close();
    expect(await pendingCall).toBeInstanceOf(Error);
    expect(account.recordingConfigurations()).toEqual([]);
  });

  test('closing the server ends a delay without a commit', async () => {
    const clock = createManualClock();
    const { server, client, account } = await startIvs({}, { clock });
    server.faults.add({ operation, kind: 'delay', ms: 5000 });
    const sleeping = clock.nextSleep();
    const waiting = client.send(createCommand()).catch((error: unknown) => error);
    await sleeping;
    await server.close();
    expect(clock.sleepers()).toBe(0);
    expect(await waiting).toBeInstanceOf(Error);
    expect(account.recordingConfigurations()).toEqual([]);
  });
});

describe("the SDK's own retries", () => {
  test('a Create with a lost response creates two configurations, and the caller sees one', async () => {
    const { server, account, createClient } = await startIvs();
    server.faults.add({ operation, kind: 'drop-after-commit' });
    const seen = await createConfiguration(createClient());
    const arns = account.recordingConfigurations().map(({ arn }) => arn);
    expect(arns).toHaveLength(2);
    expect(arns[1]).toBe(seen);
    expect(server.calls.list(operation)).toHaveLength(2);
  });

  test('with one attempt it creates one configuration, which is unknown to the caller', async () => {
    const { server, account, createClient } = await startIvs();
    server.faults.add({ operation, kind: 'drop-after-commit' });
    await expect(createConfiguration(createClient(1))).rejects.toThrow('socket hang up');
    expect(account.recordingConfigurations()).toHaveLength(1);
  });

  test.each(['throttle', 'internal-error', 'unavailable', 'drop-before-commit'] as const)(
    'a read that meets %s succeeds in the end',
    async (kind) => {
      const { server, client, createClient } = await startIvs();
      const arn = await createConfiguration(client);
      server.faults.add({ operation: 'GetRecordingConfiguration', kind });
      const read = await createClient().send(new GetRecordingConfigurationCommand({ arn }));
      expect(read.recordingConfiguration?.arn).toBe(arn);
      expect(server.calls.list('GetRecordingConfiguration')).toHaveLength(2);
    },
  );

  test('a Delete with a lost response ends in ResourceNotFoundException', async () => {
    const { server, client, account, createClient } = await startIvs();
    const arn = await createConfiguration(client);
    server.faults.add({ operation: 'DeleteRecordingConfiguration', kind: 'drop-after-commit' });
    const failure = await getFailure(createClient().send(new DeleteRecordingConfigurationCommand({ arn })));
    expect(failure).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    expect(account.recordingConfigurations()).toEqual([]);
  });
});

describe('the queue', () => {
  const kinds = ['throttle', 'internal-error', 'unavailable', 'not-found'] as const;

  function takeAll(queue: FaultQueue, calls: readonly OperationName[]): (FaultKind | undefined)[] {
    return calls.map((call) => queue.take(call)?.kind);
  }

  test('faults apply in the order of addition, one per call', () => {
    const queue = new FaultQueue();
    queue.add({ operation, kind: 'throttle' });
    queue.add({ operation, kind: 'hang', times: 2 });
    expect(queue.pending()).toHaveLength(2);
    expect(takeAll(queue, Array<OperationName>(4).fill(operation))).toEqual(['throttle', 'hang', 'hang', undefined]);
    expect(queue.pending()).toEqual([]);
  });

  test('a fault does not affect other operations, and * means every operation', () => {
    const queue = new FaultQueue();
    queue.add({ operation: 'GetChannel', kind: 'throttle' });
    queue.add({ operation: '*', kind: 'unavailable', after: 1 });
    expect(takeAll(queue, ['TagResource', 'TagResource', 'TagResource', 'GetChannel'])).toEqual([
      undefined,
      'unavailable',
      undefined,
      'throttle',
    ]);
  });

  test('cleared faults do not apply', () => {
    const queue = new FaultQueue();
    queue.add({ operation: '*', kind: 'hang', times: Infinity });
    expect(takeAll(queue, ['GetChannel', 'GetStream'])).toEqual(['hang', 'hang']);
    queue.clear();
    expect(takeAll(queue, ['GetChannel'])).toEqual([undefined]);
  });

  test('a fault applies to exactly `times` calls after the first `after` calls', () => {
    fc.assert(
      fc.property(
        fc.record({
          operation: fc.constantFrom(...operationNames),
          kind: fc.constantFrom(...kinds),
          times: fc.integer({ min: 1, max: 5 }),
          after: fc.nat(5),
        }),
        fc.array(fc.constantFrom(...operationNames.slice(0, 4)), { maxLength: 40 }),
        (fault, calls) => {
          const queue = new FaultQueue();
          queue.add(fault);
          const matched = calls.filter((call) => queue.take(call) !== undefined);
          const own = calls.filter((call) => call === fault.operation).length;
          expect(matched).toEqual(Array(Math.max(0, Math.min(fault.times, own - fault.after))).fill(fault.operation));
        },
      ),
    );
  });
});
