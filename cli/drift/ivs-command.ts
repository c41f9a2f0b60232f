import { parseRecordingConfigurationArn } from '../../schema/arn';

/** A command of the AWS CLI, in the Region of the configuration that it is about. */
export function writeIvsCommand(configurationArn: string, command: string): string {
  const region = parseRecordingConfigurationArn(configurationArn)?.region;
  return `aws ivs ${command}${region === undefined ? '' : ` --region ${region}`}`;
}
