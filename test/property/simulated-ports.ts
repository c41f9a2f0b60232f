import type { IvsAccount } from '../../local/ivs/account';
import { IvsError } from '../../local/ivs/ivs-error';
import { AwsCallError, type AwsCallErrorKind } from '../../lambda/aws/aws-call-error';
import type { Buckets } from '../../lambda/aws/buckets';
import type {
  RecordingConfiguration,
  RecordingConfigurations,
  RecordingSettings,
} from '../../lambda/aws/recording-configurations';
import type { StackResource, Stacks } from '../../lambda/aws/stacks';
import type { Invocation } from './invocation';

const KIND_OF_STATUS: Readonly<Record<number, AwsCallErrorKind>> = {
  400: 'invalid',
  402: 'quota-exceeded',
  403: 'access-denied',
  404: 'not-found',
  409: 'conflict',
  429: 'throttled',
};

/** The IVS of an account in memory, as one run of the function reaches it. */
export function createSimulatedConfigurations(account: IvsAccount, invocation: Invocation): RecordingConfigurations {
  const call = <Result>(
    site: 'create' | 'get' | 'list' | 'delete' | 'addTags' | 'removeTags',
    signal: AbortSignal,
    effect: () => Result,
  ): Promise<Result> =>
    invocation.call(site, `ivs:${site}`, signal, () => {
      try {
        return effect();
      } catch (error) {
        if (!(error instanceof IvsError)) throw error;
        throw new AwsCallError(KIND_OF_STATUS[error.status] ?? 'unavailable', `ivs:${site}`, error.message);
      }
    });
  const isMissing = (error: unknown): boolean => error instanceof AwsCallError && error.kind === 'not-found';

  return {
    create: (settings, tags, signal) =>
      call('create', signal, () => {
        const input = { ...toInput(settings), tags };
        return pick(account.createRecordingConfiguration(input).recordingConfiguration);
      }),
    get: async (arn, signal) => {
      try {
        return await call('get', signal, () => pick(account.getRecordingConfiguration({ arn }).recordingConfiguration));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    list: (signal) => call('list', signal, () => account.recordingConfigurations().map(pick)),
    delete: async (arn, signal) => {
      try {
        await call('delete', signal, () => {
          account.deleteRecordingConfiguration({ arn });
        });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    addTags: (resourceArn, tags, signal) =>
      call('addTags', signal, () => {
        account.tagResource({ resourceArn, tags });
      }),
    removeTags: (resourceArn, tagKeys, signal) =>
      call('removeTags', signal, () => {
        account.untagResource({ resourceArn, tagKeys: [...tagKeys] });
      }),
  };
}

/** What CloudFormation says of the stack, as one run of the function hears it. */
export interface Records {
  resource(stackId: string, logicalId: string): StackResource | undefined;
  status(stackId: string): string | undefined;
  goal(stackId: string, logicalId: string): unknown;
}

export function createSimulatedStacks(records: Records, invocation: Invocation): Stacks {
  return {
    describeResource: (stackId, logicalId, signal) =>
      invocation.call('describeResource', 'cloudformation:DescribeStackResource', signal, () =>
        records.resource(stackId, logicalId),
      ),
    describeGoal: (stackId, logicalId, signal) =>
      invocation.call('describeGoal', 'cloudformation:DescribeStackEvents', signal, () =>
        records.goal(stackId, logicalId),
      ),
    describeStatus: (stackId, signal) =>
      invocation.call('describeStatus', 'cloudformation:DescribeStacks', signal, () => records.status(stackId)),
  };
}

export function createSimulatedBuckets(invocation: Invocation): Buckets {
  return {
    find: (_bucketName, _accountId, signal) =>
      invocation.call('findBucket', 's3:ListBucket', signal, () => ({ kind: 'found', region: 'us-east-1' }) as const),
  };
}

function pick({ arn, state, tags }: RecordingConfiguration): RecordingConfiguration {
  return { arn, state, tags };
}

function toInput(settings: RecordingSettings): Parameters<IvsAccount['createRecordingConfiguration']>[0] {
  const { bucketName, name, reconnectWindowSeconds } = settings;
  return {
    destinationConfiguration: { s3: { bucketName } },
    recordingReconnectWindowSeconds: reconnectWindowSeconds,
    ...(name === undefined ? {} : { name }),
  };
}
