import { Construct } from 'constructs';
import { formatMessage } from '../schema/messages';
import type { IRecordingConfigurationProvider } from './recording-configuration-provider-ref';
import { isUnknown } from './private/validation';

const FUNCTION_ARN = /^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[a-zA-Z0-9_-]+(?::([a-zA-Z0-9_-]+))?$/;

/** A provider of another stack, identified by its service token. */
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
    throw new Error(`[${path}] ${formatMessage('InvalidServiceToken', { value: JSON.stringify(serviceToken) })}`);
  }
  if (qualifier !== undefined && /^[0-9]+$/.test(qualifier)) {
    const values = { value: JSON.stringify(serviceToken), version: qualifier };
    throw new Error(`[${path}] ${formatMessage('VersionedServiceToken', values)}`);
  }
}
