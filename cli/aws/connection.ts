import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IvsClient, type IvsClientConfig } from '@aws-sdk/client-ivs';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { Channels } from '../../lambda/aws/channels';
import { createIvsChannels } from '../../lambda/aws/ivs-channels';
import { createIvsRecordingConfigurations } from '../../lambda/aws/ivs-recording-configurations';
import type { RecordingConfigurations } from '../../lambda/aws/recording-configurations';
import { UsageError } from '../util/command-line';
import { CommandError } from '../command-error';
import { createCloudFormationDeployedStacks } from './cloudformation-deployed-stacks';
import type { ConfigurationSummaries } from './configuration-summaries';
import type { DeployedStacks } from './deployed-stacks';
import { createIvsConfigurationSummaries } from './ivs-configuration-summaries';

/** The connection options of the user. The SDK's variables and files provide the rest. */
export interface ConnectionOptions {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  /** For all services. Variables such as `AWS_ENDPOINT_URL_IVS` set the endpoint of one service. */
  readonly endpoint: string | undefined;
}

/** The AWS calls of the commands. All of them are read-only. */
export interface Connection {
  readonly region: string;
  readonly configurations: Pick<RecordingConfigurations, 'get' | 'list'>;
  readonly summaries: ConfigurationSummaries;
  readonly channels: Pick<Channels, 'listUsing'>;
  readonly stacks: DeployedStacks;
  close(): void;
}

/** Connects to a Region; undefined for the default one. Repeated calls return the same connection. */
export type ConnectTo = (region: string | undefined) => Promise<Connection>;

/**
 * Creates the clients. They use the SDK's retries, which are safe for read-only calls.
 *
 * @throws UsageError if no Region is set, CommandError if the profile does not exist
 */
export async function connect({ region, profile, endpoint }: ConnectionOptions): Promise<Connection> {
  if (profile !== undefined) await checkProfile(profile);
  // The profile option of a client does not apply to endpoints in the profile.
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  // The AWS CLI reads both variables, but the SDK reads only AWS_REGION.
  const selectedRegion = region ?? ((AWS_REGION ?? '') === '' ? nonEmpty(AWS_DEFAULT_REGION) : undefined);
  const configuration = {
    ...(selectedRegion !== undefined && { region: selectedRegion }),
    ...(endpoint !== undefined && { endpoint }),
    logger: SILENT,
  };
  const ivs = new IvsClient(configuration);
  const cloudFormation = new CloudFormationClient(configuration);
  return {
    region: await readRegion(ivs),
    configurations: createIvsRecordingConfigurations(ivs),
    summaries: createIvsConfigurationSummaries(ivs),
    channels: createIvsChannels(ivs),
    stacks: createCloudFormationDeployedStacks(cloudFormation),
    close: () => {
      ivs.destroy();
      cloudFormation.destroy();
    },
  };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** The SDK reports a missing profile only as missing credentials. */
async function checkProfile(profile: string): Promise<void> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const names = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])].filter(
    (name) => !/^(sso-session|services)\b/.test(name),
  );
  if (names.includes(profile)) return;
  const expected = names.length === 0 ? 'there are no profiles' : `expected one of ${names.join(', ')}`;
  throw new CommandError(
    `There is no profile ${JSON.stringify(profile)} in the AWS configuration files: ${expected}. ` +
      'To use other files, set AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE.',
  );
}

/** The SDK's warnings, such as that a profile overrides keys in the environment, are not part of the output. */
const SILENT: NonNullable<IvsClientConfig['logger']> = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Ignores the message.
}

async function readRegion(client: IvsClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new UsageError(
      'No Region. Set --region, AWS_REGION or AWS_DEFAULT_REGION to the Region of the configurations, or use a profile with a Region.',
    );
  }
}
