import type { RecordingSettings } from '../../schema/settings';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import { IvsError } from '../../tools/emulator/ivs/ivs-error';
import type { RecordingConfiguration as IvsRecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import { AwsCallError, type AwsCallErrorKind } from '../../lambda/aws/aws-call-error';
import type { Buckets } from '../../lambda/aws/buckets';
import type { Channels } from '../../lambda/aws/channels';
import type { RecordingConfiguration, RecordingConfigurations } from '../../lambda/aws/recording-configurations';
import type { Stack, StackEvent, StackResource, Stacks } from '../../lambda/aws/stacks';
import { fromResponse, toRequest } from '../../lambda/aws/recording-settings';
import type { AccountHistory } from './account-history';
import type { CallSite } from './fault';
import type { Invocation } from './invocation';
import type { ExternalState } from './external-state';

const KIND_OF_STATUS: Readonly<Record<number, AwsCallErrorKind>> = {
  400: 'InvalidRequest',
  402: 'ServiceLimitExceeded',
  403: 'AccessDenied',
  404: 'NotFound',
  409: 'ResourceConflict',
  429: 'Throttling',
};

type Call = <Result>(site: CallSite, signal: AbortSignal, effect: () => Result) => Promise<Result>;

/** Creates calls that fail with the errors of IVS. */
function createIvsCall(invocation: Invocation): Call {
  return (site, signal, effect) =>
    invocation.call(site, `ivs:${site}`, signal, () => {
      try {
        return effect();
      } catch (error) {
        if (!(error instanceof IvsError)) throw error;
        throw new AwsCallError(KIND_OF_STATUS[error.status] ?? 'ServiceUnavailable', `ivs:${site}`, error.message);
      }
    });
}

function isMissing(error: unknown): boolean {
  return error instanceof AwsCallError && error.kind === 'NotFound';
}

/**
 * The recording configurations of an in-memory account, for one run of the function.
 *
 * @param history - serves stale reads; default: reads are consistent
 */
export function createSimulatedConfigurations(
  account: IvsAccount,
  invocation: Invocation,
  history?: AccountHistory,
): RecordingConfigurations {
  const call = createIvsCall(invocation);
  const get = (arn: string): IvsRecordingConfiguration =>
    history === undefined ? account.getRecordingConfiguration({ arn }).recordingConfiguration : history.get(arn);

  return {
    create: (settings, tags, signal) =>
      call('create', signal, () => {
        const input = { ...toInput(settings), tags };
        return pick(account.createRecordingConfiguration(input).recordingConfiguration);
      }),
    get: async (arn, signal) => {
      try {
        return await call('get', signal, () => {
          const recordingConfiguration = get(arn);
          const settings = fromResponse(recordingConfiguration);
          return settings === undefined ? undefined : { ...pick(recordingConfiguration), settings };
        });
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    list: (_nextToken, signal) =>
      call('list', signal, () => {
        const all = history === undefined ? account.recordingConfigurations() : history.list();
        return { configurations: all.map(pick), nextToken: undefined };
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

/**
 * The channels of an in-memory account, for one run of the function.
 *
 * @param externalState - counts the changes by operators, and allows a mismatch after a change between read and update
 */
export function createSimulatedChannels(
  account: IvsAccount,
  invocation: Invocation,
  externalState?: ExternalState,
): Channels {
  const call = createIvsCall(invocation);
  /** The channel that the previous call read, and how often operators had changed it by then. */
  let read: { readonly call: number; readonly arn: string; readonly changes: number | undefined } | undefined;

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
    getRecordingConfiguration: async (arn, signal) => {
      try {
        return await call('getChannel', signal, () => {
          read = { call: invocation.calls, arn, changes: externalState?.countOperatorChanges(arn) };
          return account.getChannel({ arn }).channel.recordingConfigurationArn;
        });
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    setRecordingConfiguration: async (arn, recordingConfigurationArn = '', signal) => {
      const readBefore = read?.call === invocation.calls && read.arn === arn ? read.changes : undefined;
      try {
        await call('setRecording', signal, () => {
          account.updateChannel({ arn, recordingConfigurationArn });
          if (readBefore !== undefined && readBefore !== externalState?.countOperatorChanges(arn))
            externalState?.allowMismatch(arn);
        });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

/** The stacks and resources that CloudFormation shows. */
export interface Records {
  resource(stackId: string, logicalId: string): StackResource | 'absent' | 'no-stack';
  stack(stackId: string): Stack | undefined;
  /** Newest first. */
  events(stackId: string): readonly StackEvent[];
}

/**
 * CloudFormation, for one run of the function.
 *
 * @param onRecordRead - called when the record of a resource is read
 */
export function createSimulatedStacks(
  records: Records,
  invocation: Invocation,
  onRecordRead: () => void = () => undefined,
): Stacks {
  return {
    describeResource: (stackId, logicalId, signal) =>
      invocation.call('describeResource', 'cloudformation:DescribeStackResource', signal, () => {
        onRecordRead();
        return records.resource(stackId, logicalId);
      }),
    describeStack: (stackId, signal) =>
      invocation.call('describeStack', 'cloudformation:DescribeStacks', signal, () => records.stack(stackId)),
    listEvents: (stackId, _nextToken, signal) =>
      invocation.call('listEvents', 'cloudformation:DescribeStackEvents', signal, () => ({
        events: records.events(stackId),
        nextToken: undefined,
      })),
  };
}

export function createSimulatedBuckets(invocation: Invocation): Buckets {
  return {
    inspect: (_bucketName, _accountId, signal) =>
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
  return toRequest(settings) as Parameters<IvsAccount['createRecordingConfiguration']>[0];
}
