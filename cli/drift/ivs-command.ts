import { parseRecordingConfigurationArn } from '../../schema/arn';

/** Returns an AWS CLI command with the Region of the configuration. */
export function writeIvsCommand(configurationArn: string, command: string): string {
  const region = parseRecordingConfigurationArn(configurationArn)?.region;
  return `aws ivs ${command}${region === undefined ? '' : ` --region ${region}`}`;
}
