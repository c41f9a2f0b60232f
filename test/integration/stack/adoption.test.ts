import { formatMessage } from '../../../schema/messages';
import { OWNER_TAG_PREFIX } from '../../../schema/tags';
import type { Emulator } from '../../../tools/emulator/aws';
import type { RecordingConfiguration } from '../../../tools/emulator/ivs/recording-configuration';
import { createFailingResource, FAILS_ON_DEMAND } from './failing-resource';
import { ARCHIVE, reasonOf, recording, until, withFunction, type Resources } from './test-environment';

const ARN = { Arn: { Value: { Ref: 'Recording' } } };

/** Creates a configuration outside any stack and returns its ARN. */
function createByHand(aws: Emulator, tags: Readonly<Record<string, string>> = { team: 'live' }): string {
  return aws.ivs.account.createRecordingConfiguration({
    name: 'by-hand',
    destinationConfiguration: { s3: { bucketName: ARCHIVE } },
    tags,
  }).recordingConfiguration.arn;
}

const adopting = (AdoptArn: string, more: Resources = {}): Resources => ({
  Recording: recording({ Name: 'by-hand', AdoptArn, ...more }, ARCHIVE),
});

function hasOwner({ tags }: RecordingConfiguration): boolean {
  return Object.keys(tags).some((key) => key.startsWith(OWNER_TAG_PREFIX));
}

test.concurrent('a configuration created outside a stack is adopted, retagged and deleted with the stack', async () => {
  await withFunction({ ivs: { timeToActiveMs: 0 } }, async ({ aws, deploy, held }) => {
    const arn = createByHand(aws);
    const adopted = await deploy('video', adopting(arn, { Tags: { cost: '42' } }), ARN);
    expect(adopted).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Arn: arn } });
    expect(held()).toMatchObject([{ arn, tags: { team: 'live', cost: '42' } }]);
    expect(held().map(hasOwner)).toEqual([true]);

    expect(await deploy('video', adopting(arn, { Tags: { cost: '43' } }), ARN)).toMatchObject({
      outputs: { Arn: arn },
    });
    expect(held()).toMatchObject([{ arn, tags: { team: 'live', cost: '43' } }]);

    expect(await aws.cloudFormation.delete('video')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(held()).toEqual([]);
  });
});

test.concurrent(
  'the rollback of a creation releases the adopted configuration, and another stack can adopt it',
  async () => {
    await withFunction({ ivs: { timeToActiveMs: 0 } }, async ({ aws, deploy, held }) => {
      const arn = createByHand(aws);
      const failing = { ...adopting(arn), Other: { Type: 'Test::Fail', DependsOn: 'Recording' } };
      expect(await deploy('video', failing)).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
      expect(held()).toMatchObject([{ arn, state: 'ACTIVE', tags: { team: 'live' } }]);
      expect(held().map(hasOwner)).toEqual([false]);
      expect(await deploy('again', adopting(arn), ARN)).toMatchObject({ outputs: { Arn: arn } });
    });
  },
);

test.concurrent('the rollback of an update undoes the adoption that the update added', async () => {
  await withFunction({ ivs: { timeToActiveMs: 0 } }, async ({ aws, deploy, held }) => {
    const arn = createByHand(aws);
    await deploy('video', { Wait: { Type: 'AWS::CloudFormation::WaitConditionHandle' } });
    const failing = { ...adopting(arn), Other: { Type: 'Test::Fail', DependsOn: 'Recording' } };
    expect(await deploy('video', failing)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(held()).toMatchObject([{ arn, tags: { team: 'live' } }]);
    expect(held().map(hasOwner)).toEqual([false]);
  });
});

test.concurrent('a canceled adoption leaves the configuration without owner tags', async () => {
  const other = createFailingResource();
  await withFunction(
    { handlers: other.providers, ivs: { timeToActiveMs: 0 } },
    async ({ aws, deploy, held, settled }) => {
      const arn = createByHand(aws);
      aws.ivs.faults.add({ operation: 'TagResource', kind: 'delay', ms: 500 });
      const deployment = deploy('video', { ...adopting(arn), Other: FAILS_ON_DEMAND });
      await until(() => aws.ivs.calls.list('TagResource').length > 0);
      other.fail();
      expect((await deployment).status).toBe('ROLLBACK_COMPLETE');
      await settled();
      expect(held()).toMatchObject([{ arn, state: 'ACTIVE', tags: { team: 'live' } }]);
      expect(held().map(hasOwner)).toEqual([false]);
    },
  );
});

test.concurrent(
  'another stack can adopt a configuration that was retained, but not one that a stack still has',
  async () => {
    await withFunction({ ivs: { timeToActiveMs: 0 } }, async ({ aws, deploy, held }) => {
      const kept = { Recording: { ...recording({ Name: 'by-hand' }, ARCHIVE), DeletionPolicy: 'Retain' } };
      const arn = (await deploy('old', kept, ARN)).outputs.Arn ?? '';
      const tags = { ...held()[0]?.tags };

      const refused = await deploy('new', adopting(arn));
      expect(refused.status).toBe('ROLLBACK_COMPLETE');
      const stackId = aws.cloudFormation.describe('old')?.id ?? 'none';
      expect(reasonOf(refused)).toContain(
        formatMessage('AdoptArnOwnedByOther', { arn, logicalId: 'Recording', stackId }),
      );
      expect(held()[0]?.tags).toEqual(tags);

      expect(await aws.cloudFormation.delete('old')).toMatchObject({ status: 'DELETE_COMPLETE' });
      expect(held()).toMatchObject([{ arn, tags }]);
      expect(await deploy('newer', adopting(arn), ARN)).toMatchObject({ outputs: { Arn: arn } });
      await aws.cloudFormation.delete('newer');
      expect(held()).toEqual([]);
    });
  },
);

test.concurrent('a provider without adoption fails the creation and does not change the configuration', async () => {
  const variables = { ALLOW_ADOPTION: 'false' };
  await withFunction({ variables, ivs: { timeToActiveMs: 0 } }, async ({ aws, deploy, held }) => {
    const arn = createByHand(aws);
    const refused = await deploy('video', adopting(arn));
    expect(refused.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(refused)).toContain(formatMessage('AdoptionNotAllowed', { arn }));
    expect(aws.ivs.calls.list('TagResource')).toEqual([]);
    expect(held()).toMatchObject([{ arn, state: 'ACTIVE', tags: { team: 'live' } }]);
    expect(held().map(hasOwner)).toEqual([false]);
  });
});

test.concurrent('the reason of a failure ends with the log stream of the invocation', async () => {
  await withFunction({}, async ({ deploy }) => {
    const failed = await deploy('video', { Recording: recording({ Name: 'a b' }, ARCHIVE) });
    expect(reasonOf(failed)).toMatch(/ CloudWatch Log Stream: \d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}/);
  });
});
