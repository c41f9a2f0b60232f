import { Arn, ArnFormat, Resource, Token } from 'aws-cdk-lib';
import type { aws_ivs } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { formatMessage } from '../schema/messages';
import { ARN_FORM, parseRecordingConfigurationArn } from '../schema/arn';
import type { IRecordingConfiguration } from './recording-configuration-ref';
import { isLookedUp } from './private/validation';

/** A recording configuration that the stack references but does not manage. */
export class ImportedRecordingConfiguration extends Resource implements IRecordingConfiguration {
  public readonly recordingConfigurationId: string;

  public constructor(
    scope: Construct,
    id: string,
    public readonly recordingConfigurationArn: string,
  ) {
    const recordingConfigurationId = readId(`${scope.node.path}/${id}`, recordingConfigurationArn);
    super(scope, id, isLookedUp(recordingConfigurationArn) ? {} : { environmentFromArn: recordingConfigurationArn });
    this.recordingConfigurationId = recordingConfigurationId;
  }

  public get recordingConfigurationRef(): aws_ivs.RecordingConfigurationReference {
    return { recordingConfigurationArn: this.recordingConfigurationArn };
  }
}

function readId(path: string, arn: string): string {
  if (isLookedUp(arn)) return arn;
  if (!Token.isUnresolved(arn)) return parseRecordingConfigurationArn(arn)?.id ?? refuse(path, arn);
  const { service, resource, resourceName } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
  const isRight = (part: string, expected: string): boolean => part === expected || Token.isUnresolved(part);
  if (!isRight(service, 'ivs') || !isRight(resource, 'recording-configuration')) refuse(path, arn);
  return resourceName ?? refuse(path, arn);
}

function refuse(path: string, arn: string): never {
  const values = { value: JSON.stringify(arn), form: ARN_FORM };
  throw new Error(`[${path}] ${formatMessage('InvalidRecordingConfigurationArn', values)}`);
}
