import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionConfiguration } from '../../lambda/function-configuration';
import type { ResourceHandler } from '../resource-handler';
import { extractZip } from '../../s3/zip';
import { isObject, printScalar } from '../values';
import type { JsonObject } from '../values';
import { truncateName, createStubHandler, readText } from './stub-resource';

/** The operations of Lambda that this handler uses. */
export interface FunctionHost {
  putFunction(configuration: FunctionConfiguration): void;
  deleteFunction(functionName: string): void;
}

export interface FunctionHandlerOptions {
  readonly host: FunctionHost;
  readonly accountId: string;
  readonly region: string;
  /** Folders of code by S3 key. */
  readonly assets: ReadonlyMap<string, string>;
  /** Zip files in S3, by `<bucket>/<key>`. */
  readonly objects: ReadonlyMap<string, Buffer>;
  /** The folder for inline code and extracted zip files. */
  readonly scratchFolder: string;
  readonly authorize: (roleArn: string, action: string, resource: string) => boolean;
}

export function createFunctionHandler({
  host,
  accountId,
  region,
  assets,
  objects,
  scratchFolder,
  authorize,
}: FunctionHandlerOptions): ResourceHandler {
  const formatFunctionArn = (name: string): string => `arn:aws:lambda:${region}:${accountId}:function:${name}`;

  return createStubHandler({
    attributeNames: ['Arn'],
    identify: ({ properties }, generatedId) => readText(properties, 'FunctionName') ?? truncateName(generatedId, 64),
    createOnlyProperties: ['FunctionName'],
    describe: (functionName) => ({ Arn: formatFunctionArn(functionName) }),
    onPut(functionName, properties) {
      const roleArn = readText(properties, 'Role');
      if (roleArn === undefined) throw new Error('Properties validation failed: #: required key [Role] not found');
      checkRole(roleArn, properties);
      const { LoggingConfig: logging, Environment: environment } = properties;
      host.putFunction({
        functionName,
        functionArn: formatFunctionArn(functionName),
        codeDirectory: findCodeFolder(properties.Code),
        handler: readText(properties, 'Handler') ?? 'index.handler',
        timeoutSeconds: readNumber(properties, 'Timeout', 3, [1, 900]),
        memoryMegabytes: readNumber(properties, 'MemorySize', 128, [128, 10_240]),
        variables: readVariables(environment),
        roleArn,
        logGroupName: (isObject(logging) ? readText(logging, 'LogGroup') : undefined) ?? `/aws/lambda/${functionName}`,
      });
    },
    onDelete(functionName) {
      host.deleteFunction(functionName);
    },
  });

  /** Lambda refuses a function whose role has not the permissions for its network and its dead letters. */
  function checkRole(roleArn: string, { VpcConfig: vpc, DeadLetterConfig: deadLetters }: JsonObject): void {
    const check = (call: string, action: string, resource: string): void => {
      if (authorize(roleArn, action, resource)) return;
      throw new Error(`The provided execution role does not have permissions to call ${call} (Status Code: 400)`);
    };
    if (vpc !== undefined) check('CreateNetworkInterface on EC2', 'ec2:CreateNetworkInterface', '*');
    const target = isObject(deadLetters) ? readText(deadLetters, 'TargetArn') : undefined;
    if (target?.includes(':sqs:') === true) check('SendMessage on SQS', 'sqs:SendMessage', target);
  }

  function findCodeFolder(code: unknown): string {
    const { ZipFile: inline, S3Bucket: bucket, S3Key: key } = isObject(code) ? code : {};
    if (typeof inline === 'string') {
      const folder = mkdtempSync(join(scratchFolder, 'code-'));
      writeFileSync(join(folder, 'index.js'), inline);
      return folder;
    }
    if (typeof key !== 'string') throw new Error('Code needs a ZipFile or the S3Key of an asset.');
    const object = objects.get(`${String(bucket)}/${key}`);
    if (object !== undefined) {
      const folder = mkdtempSync(join(scratchFolder, 'code-'));
      extractZip(object, folder);
      return folder;
    }
    const folder = assets.get(key);
    if (folder === undefined || !existsSync(folder)) {
      throw new Error(`S3 Error Code: NoSuchKey. There is no asset with the key ${key}; pass it with the template.`);
    }
    return folder;
  }
}

function readNumber(
  properties: JsonObject,
  name: string,
  defaultValue: number,
  [least, most]: [number, number],
): number {
  const value = Number(printScalar(properties[name]) ?? defaultValue);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(
    `Properties validation failed: #/${name}: expected ${least} to ${most}, got ${String(properties[name])}`,
  );
}

function readVariables(environment: unknown): Record<string, string> {
  const variables = isObject(environment) ? environment.Variables : undefined;
  if (!isObject(variables)) return {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, printScalar(value) ?? '']));
}
