import type { IvsAccount } from '../../local/ivs/account';
import { IvsError } from '../../local/ivs/ivs-error';
import { AwsCallError, type AwsCallErrorKind } from '../../lambda/aws/aws-call-error';
import type { Buckets } from '../../lambda/aws/buckets';
import type { Channels } from '../../lambda/aws/channels';
import type {
  RecordingConfiguration,
  RecordingConfigurations,
  RecordingSettings,
} from '../../lambda/aws/recording-configurations';
import type { StackResource, Stacks } from '../../lambda/aws/stacks';
import { fromAnswer } from '../../lambda/aws/recording-settings';
import type { CallSite } from './fault';
import type { Invocation } from './invocation';

const KIND_OF_STATUS: Readonly<Record<number, AwsCallErrorKind>> = {
  400: 'invalid',
  402: 'quota-exceeded',
  403: 'access-denied',
  404: 'not-found',
  409: 'conflict',
  429: 'throttled',
};

type Call = <Result>(site: CallSite, signal: AbortSignal, effect: () => Result) => Promise<Result>;

/** Calls that are refused as IVS refuses them. */
function createIvsCall(invocation: Invocation): Call {
  return (site, signal, effect) =>
    invocation.call(site, `ivs:${site}`, signal, () => {
      try {
        return effect();
      } catch (error) {
        if (!(error instanceof IvsError)) throw error;
        throw new AwsCallError(KIND_OF_STATUS[error.status] ?? 'unavailable', `ivs:${site}`, error.message);
      }
    });
}

function isMissing(error: unknown): boolean {
  return error instanceof AwsCallError && error.kind === 'not-found';
}

/** The IVS of an account in memory, as one run of the function reaches it. */
export function createSimulatedConfigurations(account: IvsAccount, invocation: Invocation): RecordingConfigurations {
  const call = createIvsCall(invocation);

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
    describe: (arn, signal) =>
      call('get', signal, () => {
        const { recordingConfiguration } = account.getRecordingConfiguration({ arn });
        const settings = fromAnswer(recordingConfiguration);
        return settings === undefined ? undefined : { ...pick(recordingConfiguration), settings };
      }),
    list: (_nextToken, signal) =>
      call('list', signal, () => {
        return { configurations: account.recordingConfigurations().map(pick), nextToken: undefined };
      }),
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

/** The channels of an account in memory, as one run of the function reaches them. */
export function createSimulatedChannels(account: IvsAccount, invocation: Invocation): Channels {
  const call = createIvsCall(invocation);

  return {
    listUsing: (filterByRecordingConfigurationArn, _nextToken, signal) =>
      call('listUsing', signal, () => {
        const { channels } = account.listChannels({ filterByRecordingConfigurationArn });
        return { channels: channels.map(({ arn, name }) => ({ arn, name })), nextToken: undefined };
      }),
    isLive: async (channelArn, signal) => {
      try {
        await call('isLive', signal, () => account.getStream({ channelArn }));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    setRecordingConfiguration: async (arn, recordingConfigurationArn = '', signal) => {
      try {
        await call('setRecording', signal, () => account.updateChannel({ arn, recordingConfigurationArn }));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

/** What CloudFormation knows of stacks that have one resource each. */
export interface Records {
  resource(stackId: string): StackResource | undefined;
  status(stackId: string): string | undefined;
  goal(stackId: string): unknown;
  isCreationFinal(stackId: string): boolean;
}

/** CloudFormation as one run of the function hears it. */
export function createSimulatedStacks(records: Records, invocation: Invocation): Stacks {
  return {
    describeResource: (stackId, _logicalId, signal) =>
      invocation.call('describeResource', 'cloudformation:DescribeStackResource', signal, () =>
        records.resource(stackId),
      ),
    describeGoal: (stackId, _logicalId, signal) =>
      invocation.call('describeGoal', 'cloudformation:DescribeStackEvents', signal, () => records.goal(stackId)),
    isCreationFinal: (stackId, _logicalId, signal) =>
      invocation.call('describeGoal', 'cloudformation:DescribeStackEvents', signal, () =>
        records.isCreationFinal(stackId),
      ),
    describeStatus: (stackId, signal) =>
      invocation.call('describeStatus', 'cloudformation:DescribeStacks', signal, () => records.status(stackId)),
  };
}

export function createSimulatedBuckets(invocation: Invocation): Buckets {
  return {
    find: (_bucketName, _accountId, signal) =>
      invocation.call(
        'findBucket',
        's3:ListBucket',
        signal,
        () => ({ kind: 'found', isEncryptionKnown: true }) as const,
      ),
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
