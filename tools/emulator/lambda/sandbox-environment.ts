import { createHash } from 'node:crypto';
import type { FunctionConfiguration } from './function-configuration';

export interface SandboxSettings {
  readonly region: string;
  readonly modulePath: string;
  readonly logStreamName: string;
  /** Endpoint variables, such as `AWS_ENDPOINT_URL_IVS`. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** Returns a fake access key id that identifies the role. */
export function getAccessKeyId(roleArn: string): string {
  return `ASIA${createHash('sha256').update(roleArn).digest('hex').slice(0, 16).toUpperCase()}`;
}

/** Builds the environment variables of a sandbox. Only `PATH` is inherited from this process. */
export function buildEnvironment(
  configuration: FunctionConfiguration,
  { region, modulePath, logStreamName, endpoints }: SandboxSettings,
): Record<string, string> {
  const { functionName, handler, memoryMegabytes, codeDirectory, roleArn, logGroupName, variables } = configuration;
  return {
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    NODE_PATH: modulePath,
    ...endpoints,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_ACCESS_KEY_ID: getAccessKeyId(roleArn),
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: `session-of-${functionName}`,
    // The SDK may warn about the local Node.js version; the Lambda runtime is newer.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LAMBDA_TASK_ROOT: codeDirectory,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: handler,
    ...variables,
  };
}
