import { Construct } from 'constructs';
import type { IRecordingConfigurationProvider } from './recording-configuration-provider-ref';
import { isUnknown } from './private/validation';

const FUNCTION_ARN = /^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[a-zA-Z0-9_-]+(?::([a-zA-Z0-9_-]+))?$/;

/** A provider that another stack owns, known by its service token. */
export class ImportedRecordingConfigurationProvider extends Construct implements IRecordingConfigurationProvider {
  public constructor(
    scope: Construct,
    id: string,
    public readonly serviceToken: string,
  ) {
    super(scope, id);
    if (!isUnknown(serviceToken)) checkServiceToken(this.node.path, serviceToken);
  }
}

function checkServiceToken(path: string, serviceToken: string): void {
  const [arn, qualifier] = FUNCTION_ARN.exec(serviceToken) ?? [];
  if (arn === undefined) {
    throw new Error(
      `[${path}] serviceToken is ${JSON.stringify(serviceToken)}: expected the ARN of a provider's function, ` +
        'arn:aws:lambda:<region>:<account>:function:<name>. It is the serviceToken of the RecordingConfigurationProvider.',
    );
  }
  if (qualifier !== undefined && /^[0-9]+$/.test(qualifier)) {
    throw new Error(
      `[${path}] serviceToken is ${JSON.stringify(serviceToken)}: expected an ARN without a version, since CloudFormation ` +
        `does not let a deployed resource change to the next one. Leave ":${qualifier}" out.`,
    );
  }
}
