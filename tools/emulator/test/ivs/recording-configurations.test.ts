import {
  CreateChannelCommand,
  CreateRecordingConfigurationCommand,
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  ListRecordingConfigurationsCommand,
} from '@aws-sdk/client-ivs';
import { createManualClock } from './manual-clock';
import {
  closeAfterEach,
  createCommand,
  createConfiguration,
  destination,
  getFailure,
  missingConfiguration,
  startIvs,
} from './test-server';

closeAfterEach();

describe('creating and reading', () => {
  test('CreateRecordingConfiguration returns every default and the state CREATING', async () => {
    const { client, account } = await startIvs();
    const { recordingConfiguration } = await client.send(createCommand());
    expect(recordingConfiguration).toEqual({
      arn: expect.stringMatching(
        /^arn:aws:ivs:us-east-1:123456789012:recording-configuration\/[A-Za-z0-9]{12}$/,
      ) as string,
      name: '',
      destinationConfiguration: destination,
      thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 60, storage: ['SEQUENTIAL'] },
      renditionConfiguration: { renditionSelection: 'ALL' },
      recordingReconnectWindowSeconds: 0,
      state: 'CREATING',
      tags: {},
    });
    expect(account.recordingConfigurations()).toEqual([{ ...recordingConfiguration, state: 'ACTIVE' }]);
  });

  test('a Get returns the settings of the creation', async () => {
    const { client } = await startIvs();
    const given = {
      name: 'recording_configuration-1',
      destinationConfiguration: destination,
      thumbnailConfiguration: {
        recordingMode: 'INTERVAL',
        targetIntervalSeconds: 30,
        resolution: 'FULL_HD',
        storage: ['LATEST', 'SEQUENTIAL'],
      },
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'LOWEST_RESOLUTION'] },
      recordingReconnectWindowSeconds: 60,
      tags: { stage: 'test' },
    } as const;
    const created = await client.send(
      new CreateRecordingConfigurationCommand({
        ...given,
        thumbnailConfiguration: { ...given.thumbnailConfiguration, storage: ['LATEST', 'SEQUENTIAL'] },
        renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'LOWEST_RESOLUTION'] },
      }),
    );
    const arn = created.recordingConfiguration?.arn;
    const { recordingConfiguration } = await client.send(new GetRecordingConfigurationCommand({ arn }));
    expect(recordingConfiguration).toEqual({ ...given, arn, state: 'ACTIVE' });
  });

  test('disabled thumbnails have no interval, and renditions other than CUSTOM have no list', async () => {
    const { client } = await startIvs();
    const { recordingConfiguration } = await client.send(
      new CreateRecordingConfigurationCommand({
        destinationConfiguration: destination,
        thumbnailConfiguration: { recordingMode: 'DISABLED' },
        renditionConfiguration: { renditionSelection: 'NONE', renditions: ['HD'] },
      }),
    );
    expect(recordingConfiguration).toMatchObject({
      thumbnailConfiguration: { recordingMode: 'DISABLED' },
      renditionConfiguration: { renditionSelection: 'NONE' },
    });
    expect(recordingConfiguration?.thumbnailConfiguration).not.toHaveProperty('targetIntervalSeconds');
    expect(recordingConfiguration?.renditionConfiguration).not.toHaveProperty('renditions');
  });

  test('two creations with the same name create two configurations', async () => {
    const { client, account } = await startIvs();
    const arns = [await createConfiguration(client, 'same'), await createConfiguration(client, 'same')];
    expect(new Set(arns).size).toBe(2);
    expect(account.recordingConfigurations().map(({ arn }) => arn)).toEqual(arns);
  });

  test('a List returns tags and state, but no thumbnails, renditions or reconnect window', async () => {
    const { client } = await startIvs();
    await client.send(
      new CreateRecordingConfigurationCommand({ destinationConfiguration: destination, tags: { owner: 'me' } }),
    );
    const { recordingConfigurations } = await client.send(new ListRecordingConfigurationsCommand({}));
    expect(recordingConfigurations).toEqual([
      {
        arn: expect.any(String) as string,
        name: '',
        destinationConfiguration: destination,
        state: 'ACTIVE',
        tags: { owner: 'me' },
      },
    ]);
  });

  test('objects returned by the account are frozen and do not change', async () => {
    const { client, account } = await startIvs({ timeToActiveMs: Infinity });
    await createConfiguration(client);
    const before = account.recordingConfigurations();
    account.settings.timeToActiveMs = 0;
    expect(before).toMatchObject([{ state: 'CREATING' }]);
    expect(account.recordingConfigurations()).toMatchObject([{ state: 'ACTIVE' }]);
    expect(Object.isFrozen(before[0]) && Object.isFrozen(before[0]?.destinationConfiguration.s3)).toBe(true);
  });
});

describe('transition from CREATING', () => {
  test('a configuration is CREATING until the time to ACTIVE has passed, then ACTIVE', async () => {
    const clock = createManualClock();
    const { client } = await startIvs({ timeToActiveMs: 2000 }, { clock });
    const arn = await createConfiguration(client);
    const readState = async (): Promise<string | undefined> =>
      (await client.send(new GetRecordingConfigurationCommand({ arn }))).recordingConfiguration?.state;
    clock.advance(1999);
    expect(await readState()).toBe('CREATING');
    clock.advance(1);
    expect(await readState()).toBe('ACTIVE');
  });

  test('an ACTIVE configuration stays ACTIVE if the time to ACTIVE increases', async () => {
    const clock = createManualClock();
    const { client, account } = await startIvs({ timeToActiveMs: 2000 }, { clock });
    await createConfiguration(client);
    clock.advance(2000);
    expect(account.recordingConfigurations()).toMatchObject([{ state: 'ACTIVE' }]);
    account.settings.timeToActiveMs = 60_000;
    expect(account.recordingConfigurations()).toMatchObject([{ state: 'ACTIVE' }]);
  });

  test('creations with a failure rule end in CREATE_FAILED: the next, those of a bucket, or all', async () => {
    const { client, account } = await startIvs();
    account.creationFailures.add();
    account.creationFailures.add({ bucketName: 'broken', times: 2 });
    const buckets = ['fine', 'fine', 'broken', 'fine', 'broken', 'broken'];
    for (const bucketName of buckets) {
      await client.send(new CreateRecordingConfigurationCommand({ destinationConfiguration: { s3: { bucketName } } }));
    }
    account.creationFailures.add({ times: Infinity });
    await createConfiguration(client);
    await createConfiguration(client);
    account.creationFailures.clear();
    await createConfiguration(client);
    const failed = account.recordingConfigurations().map(({ state }) => state === 'CREATE_FAILED');
    expect(failed).toEqual([true, false, true, false, true, false, true, true, false]);
  });

  test('a failing creation is CREATING first, and exists until it is deleted', async () => {
    const clock = createManualClock();
    const { client, account } = await startIvs({ timeToActiveMs: 500 }, { clock });
    account.creationFailures.add();
    const arn = await createConfiguration(client);
    expect(account.recordingConfigurations()).toMatchObject([{ state: 'CREATING' }]);
    clock.advance(500);
    expect(account.recordingConfigurations()).toMatchObject([{ state: 'CREATE_FAILED' }]);
    await client.send(new DeleteRecordingConfigurationCommand({ arn }));
    expect(account.recordingConfigurations()).toEqual([]);
  });
});

describe('buckets', () => {
  const buckets = new Map([
    ['own', { region: 'eu-west-1', accountId: '123456789012' }],
    ['foreign', { region: 'eu-west-1', accountId: '210987654321' }],
    ['virginian', { region: 'us-east-1', accountId: '123456789012' }],
  ]);
  const createIn = (bucketName: string): CreateRecordingConfigurationCommand =>
    new CreateRecordingConfigurationCommand({ destinationConfiguration: { s3: { bucketName } } });

  test.each([
    ['eu-west-1', 'own', 'ACTIVE'],
    ['eu-west-1', 'foreign', 'CREATE_FAILED'],
    ['eu-west-1', 'unknown', 'CREATE_FAILED'],
    ['us-east-1', 'virginian', 'ACTIVE'],
    ['us-east-1', 'own', 'CREATE_FAILED'],
  ])('in %s a configuration for bucket "%s" becomes %s', async (region, bucketName, state) => {
    const { client, account } = await startIvs({ region, buckets });
    await client.send(createIn(bucketName));
    expect(account.recordingConfigurations()).toMatchObject([{ state }]);
  });

  test('outside us-east-1 a bucket in another Region is rejected', async () => {
    const { client, account } = await startIvs({ region: 'eu-west-1', buckets });
    const failure = await getFailure(client.send(createIn('virginian')));
    expect(failure).toMatchObject({ name: 'ValidationException', status: 400 });
    expect(failure.text).toContain('bucketName');
    expect(account.recordingConfigurations()).toEqual([]);
  });
});

describe('limits of the account', () => {
  test('a creation beyond the quota is rejected with 402, and failed configurations count', async () => {
    const { client, account } = await startIvs({ recordingConfigurationQuota: 2 });
    account.creationFailures.add();
    const arn = await createConfiguration(client);
    await createConfiguration(client);
    const failure = await getFailure(client.send(createCommand()));
    expect(failure).toMatchObject({ name: 'ServiceQuotaExceededException', status: 402 });
    expect(failure.text).toContain('quota of 2');
    await client.send(new DeleteRecordingConfigurationCommand({ arn }));
    await createConfiguration(client);
    expect(account.recordingConfigurations()).toHaveLength(2);
  });

  test('the default quota is 20', async () => {
    const { account } = await startIvs();
    expect(account.settings.recordingConfigurationQuota).toBe(20);
  });

  test('an account pending verification cannot create resources', async () => {
    const { client, account } = await startIvs({ pendingVerification: true });
    const expected = { name: 'PendingVerification', status: 403 };
    expect(await getFailure(client.send(createCommand()))).toMatchObject(expected);
    expect(await getFailure(client.send(new CreateChannelCommand({})))).toMatchObject(expected);
    account.settings.pendingVerification = false;
    await createConfiguration(client);
    expect(account.recordingConfigurations()).toHaveLength(1);
  });
});

describe('deleting', () => {
  test('a deleted configuration does not exist, and a second Delete returns 404', async () => {
    const { client, account } = await startIvs();
    const arn = await createConfiguration(client);
    const { $metadata } = await client.send(new DeleteRecordingConfigurationCommand({ arn }));
    expect($metadata.httpStatusCode).toBe(204);
    expect(account.recordingConfigurations()).toEqual([]);
    const notFound = { name: 'ResourceNotFoundException', status: 404 };
    expect(await getFailure(client.send(new DeleteRecordingConfigurationCommand({ arn })))).toMatchObject(notFound);
    expect(await getFailure(client.send(new GetRecordingConfigurationCommand({ arn })))).toMatchObject(notFound);
  });

  test('a configuration in use by a channel cannot be deleted', async () => {
    const { client, account } = await startIvs();
    const arn = await createConfiguration(client);
    const { channel } = await client.send(new CreateChannelCommand({ recordingConfigurationArn: arn }));
    const failure = await getFailure(client.send(new DeleteRecordingConfigurationCommand({ arn })));
    expect(failure).toMatchObject({ name: 'ConflictException', status: 409 });
    expect(failure.text).toContain(channel?.arn);
    expect(account.recordingConfigurations()).toHaveLength(1);
  });

  test('a CREATING configuration can be deleted, unless deleteWhileCreating is refused', async () => {
    const { client, account } = await startIvs({ timeToActiveMs: Infinity, deleteWhileCreating: 'refused' });
    const arn = await createConfiguration(client);
    const failure = await getFailure(client.send(new DeleteRecordingConfigurationCommand({ arn })));
    expect(failure).toMatchObject({ name: 'ConflictException', status: 409 });
    account.settings.deleteWhileCreating = 'allowed';
    await client.send(new DeleteRecordingConfigurationCommand({ arn }));
    expect(account.recordingConfigurations()).toEqual([]);
  });

  test('a configuration of another account or Region is not found', async () => {
    const { client } = await startIvs({ region: 'eu-west-1' });
    const failure = await getFailure(client.send(new GetRecordingConfigurationCommand({ arn: missingConfiguration })));
    expect(failure).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    expect(failure.text).toContain(missingConfiguration);
  });
});
