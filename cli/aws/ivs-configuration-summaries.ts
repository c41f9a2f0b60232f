import { ListRecordingConfigurationsCommand, type IvsClient } from '@aws-sdk/client-ivs';
import { AwsCallError } from '../../lambda/aws/aws-call-error';
import { callAws } from '../../lambda/aws/call';
import type { ConfigurationSummaries, ConfigurationSummary } from './configuration-summaries';

const ACTION = 'ivs:ListRecordingConfigurations';
const PAGE_SIZE = 100;

/** Implements ConfigurationSummaries with the SDK's IVS client. */
export function createIvsConfigurationSummaries(client: IvsClient): ConfigurationSummaries {
  return {
    list: async (signal) => {
      const found: ConfigurationSummary[] = [];
      let nextToken: string | undefined;
      do {
        const input = new ListRecordingConfigurationsCommand({ maxResults: PAGE_SIZE, nextToken });
        const page = await callAws(ACTION, signal, (options) => client.send(input, options));
        for (const { arn, state, name, tags, destinationConfiguration } of page.recordingConfigurations ?? []) {
          if (arn === undefined || state === undefined) {
            throw new AwsCallError(
              'ServiceUnavailable',
              ACTION,
              'the response has a configuration without ARN or state',
            );
          }
          const bucketName = destinationConfiguration?.s3?.bucketName;
          found.push({ arn, state, tags: tags ?? {}, name: name === '' ? undefined : name, bucketName });
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined && nextToken !== '');
      return found;
    },
  };
}
