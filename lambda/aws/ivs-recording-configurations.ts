import {
  CreateRecordingConfigurationCommand,
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  ListRecordingConfigurationsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type IvsClient,
  type RecordingConfiguration as IvsRecordingConfiguration,
  type RecordingConfigurationSummary,
} from '@aws-sdk/client-ivs';
import { AwsCallError, isNotFound } from './aws-call-error';
import { callAws } from './call';
import type { RecordingConfiguration, RecordingConfigurations } from './recording-configurations';
import { fromResponse, toRequest } from './recording-settings';

const CREATE = 'ivs:CreateRecordingConfiguration';
const GET = 'ivs:GetRecordingConfiguration';
const PAGE_SIZE = 100;
/** Longer than for other calls, because IVS may still carry out a Create after the timeout. */
const CREATE_LIMIT_MS = 30_000;

/**
 * Implements RecordingConfigurations with the SDK's IVS client.
 *
 * @param client - must not retry: a repeated Create after a lost response would create a duplicate
 */
export function createIvsRecordingConfigurations(client: IvsClient): RecordingConfigurations {
  return {
    create: async (settings, tags, signal) => {
      const input = new CreateRecordingConfigurationCommand({ ...toRequest(settings), tags });
      const { recordingConfiguration } = await callAws(
        CREATE,
        signal,
        (options) => client.send(input, options),
        CREATE_LIMIT_MS,
      );
      return toRecordingConfiguration(CREATE, recordingConfiguration);
    },

    get: async (arn, signal) => {
      const result = await undefinedIfMissing(() => {
        const input = new GetRecordingConfigurationCommand({ arn });
        return callAws(GET, signal, (options) => client.send(input, options));
      });
      if (result === undefined) return undefined;
      const configuration = toRecordingConfiguration(GET, result.recordingConfiguration);
      const settings = fromResponse(result.recordingConfiguration ?? {});
      if (settings === undefined) throw emptyResponse(GET);
      return { ...configuration, settings };
    },

    list: async (nextToken, signal) => {
      const action = 'ivs:ListRecordingConfigurations';
      const input = new ListRecordingConfigurationsCommand({ maxResults: PAGE_SIZE, nextToken });
      const page = await callAws(action, signal, (options) => client.send(input, options));
      if (page.recordingConfigurations === undefined) throw emptyResponse(action);
      return {
        configurations: page.recordingConfigurations.map((summary) => toRecordingConfiguration(action, summary)),
        nextToken: page.nextToken === '' ? undefined : page.nextToken,
      };
    },

    delete: async (arn, signal) => {
      await undefinedIfMissing(() => {
        const input = new DeleteRecordingConfigurationCommand({ arn });
        return callAws('ivs:DeleteRecordingConfiguration', signal, (options) => client.send(input, options));
      });
    },

    addTags: async (resourceArn, tags, signal) => {
      const input = new TagResourceCommand({ resourceArn, tags });
      await callAws('ivs:TagResource', signal, (options) => client.send(input, options));
    },

    removeTags: async (resourceArn, tagKeys, signal) => {
      const input = new UntagResourceCommand({ resourceArn, tagKeys: [...tagKeys] });
      await callAws('ivs:UntagResource', signal, (options) => client.send(input, options));
    },
  };
}

async function undefinedIfMissing<Output>(call: () => Promise<Output>): Promise<Output | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function emptyResponse(action: string): AwsCallError {
  return new AwsCallError('ServiceUnavailable', action, 'the response was empty');
}

function toRecordingConfiguration(
  action: string,
  result: IvsRecordingConfiguration | RecordingConfigurationSummary | undefined,
): RecordingConfiguration {
  if (result?.arn === undefined || result.state === undefined) throw emptyResponse(action);
  return { arn: result.arn, state: parseState(result.state), tags: result.tags ?? {} };
}

const STATES: readonly string[] = ['CREATING', 'CREATE_FAILED', 'ACTIVE'];

function parseState(state: string): RecordingConfiguration['state'] {
  return STATES.includes(state) ? (state as RecordingConfiguration['state']) : 'UNKNOWN';
}
