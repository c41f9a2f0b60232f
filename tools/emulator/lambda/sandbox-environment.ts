import { createHash } from 'node:crypto';
import type { FunctionConfiguration } from './function-configuration';

export interface SandboxSettings {
  readonly region: string;
  readonly modulePath: string;
  readonly logStreamName: string;
  /** `AWS_ENDPOINT_URL_IVS` and its like. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** Fake, and different for every role, so that a server can tell by it who calls. */
export function getAccessKeyId(roleArn: string): string {
  return `ASIA${createHash('sha256').update(roleArn).digest('hex').slice(0, 16).toUpperCase()}`;
}

/** The environment variables of the sandbox; of this process's own, `PATH` alone passes on. */
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
    // The SDK warns about the Node.js that runs this emulation; on Lambda the runtime is newer.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LAMBDA_TASK_ROOT: codeDirectory,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: handler,
    ...variables,
  };
}
