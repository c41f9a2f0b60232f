import {
  GetChannelCommand,
  GetStreamCommand,
  ListChannelsCommand,
  UpdateChannelCommand,
  type IvsClient,
} from '@aws-sdk/client-ivs';
import { AwsCallError, isNotFound } from './aws-call-error';
import { callAws } from './call';
import type { Channel, Channels } from './channels';

const PAGE_SIZE = 100;

/** Implements Channels with the SDK's IVS client. */
export function createIvsChannels(client: IvsClient): Channels {
  return {
    listUsing: async (filterByRecordingConfigurationArn, nextToken, signal) => {
      const input = new ListChannelsCommand({ filterByRecordingConfigurationArn, maxResults: PAGE_SIZE, nextToken });
      const page = await callAws('ivs:ListChannels', signal, (options) => client.send(input, options));
      if (page.channels === undefined) throw emptyResponse('ivs:ListChannels');
      const channels = page.channels.map(({ arn, name = '' }): Channel => {
        if (arn === undefined) throw emptyResponse('ivs:ListChannels');
        return { arn, name };
      });
      return { channels, nextToken: page.nextToken === '' ? undefined : page.nextToken };
    },

    isLive: async (channelArn, signal) => {
      const input = new GetStreamCommand({ channelArn });
      try {
        await callAws('ivs:GetStream', signal, (options) => client.send(input, options));
        return true;
      } catch (error) {
        // ChannelNotBroadcasting is a 404 too:
        // https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_GetStream.html
        if (isNotFound(error)) return false;
        throw error;
      }
    },

    getRecordingConfiguration: async (arn, signal) => {
      const input = new GetChannelCommand({ arn });
      try {
        const { channel } = await callAws('ivs:GetChannel', signal, (options) => client.send(input, options));
        if (channel === undefined) throw emptyResponse('ivs:GetChannel');
        return channel.recordingConfigurationArn ?? '';
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    setRecordingConfiguration: async (arn, recordingConfigurationArn, signal) => {
      const input = new UpdateChannelCommand({ arn, recordingConfigurationArn: recordingConfigurationArn ?? '' });
      await callAws('ivs:UpdateChannel', signal, (options) => client.send(input, options));
    },
  };
}

function emptyResponse(action: string): AwsCallError {
  return new AwsCallError('ServiceUnavailable', action, 'the response was empty');
}
