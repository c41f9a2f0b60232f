import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import { startIvsServer, type IvsServer } from '../../tools/emulator/ivs/server';
import { ACCOUNT_ID, createProcessEnvironment, REGION, ROOT } from './environment';
import { readFunctionLog } from './function-log';
import { startMiniStack } from './ministack';
import { describeStack, findStackId, waitForDeletion, type StackView } from './stack-view';
import { expectSuccess, runTool, type Tool, type ToolResult } from './tool';

/** A separate emulated AWS, and the real tools configured for it. */
export interface TestEnvironment {
  readonly ivs: IvsServer;
  /** The recording configurations in IVS, in the order of creation. */
  readonly listRecordingConfigurations: () => readonly RecordingConfiguration[];
  /** Runs the command `aws`. */
  readonly aws: (...args: readonly string[]) => Promise<ToolResult>;
  /** Runs the command `cdk` with the app in cdk.json. */
  readonly cdk: (...args: readonly string[]) => Promise<ToolResult>;
  /** Runs `aws cloudformation deploy`. Does not throw if the deployment fails. */
  readonly deploy: (stackName: string, template: string, ...args: readonly string[]) => Promise<ToolResult>;
  /** Runs `aws cloudformation delete-stack`, and waits for its end. */
  readonly deleteStack: (stackName: string) => Promise<StackView>;
  readonly describe: (stackName: string) => Promise<StackView>;
  /** Reads the log of a stack's function. */
  readonly readLog: (stackName: string) => Promise<string>;
  /** Writes a template file, and returns its path. */
  readonly writeTemplate: (name: string, template: object) => string;
  /** Called by {@link closeTestEnvironments}. */
  readonly close: () => Promise<void>;
}

const openEnvironments = new Set<TestEnvironment>();

/** Closes all environments, also after a failed beforeAll. */
export async function closeTestEnvironments(): Promise<void> {
  for (const environment of openEnvironments) {
    openEnvironments.delete(environment);
    await environment.close();
  }
}

/**
 * Starts IVS in this process and MiniStack in another one. Closing them removes all their files.
 *
 * @param name - the prefix of the printed lines about tools
 */
export async function startTestEnvironment(name: string): Promise<TestEnvironment> {
  const directory = mkdtempSync(join(tmpdir(), 'e2e-'));
  const ivs = await startIvsServer();
  const ministack = await startMiniStack(join(directory, 'ministack'), ivs.endpoint).catch(async (error: unknown) => {
    await ivs.close();
    rmSync(directory, { recursive: true, force: true });
    throw error;
  });
  const home = join(directory, 'home');
  mkdirSync(home);
  const env = {
    ...createProcessEnvironment(home),
    AWS_ACCESS_KEY_ID: ACCOUNT_ID,
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_ENDPOINT_URL: ministack.endpoint,
    AWS_ENDPOINT_URL_IVS: ivs.endpoint,
    AWS_PAGER: '',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    npm_config_update_notifier: 'false',
  };
  const client = new CloudFormationClient({
    endpoint: ministack.endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT_ID, secretAccessKey: 'any' },
  });

  const cdk: Tool = {
    environment: name,
    name: 'cdk',
    program: process.execPath,
    leadingArguments: [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk')],
    trailingArguments: ['--ci', '--no-notices', '--output', join(home, 'cdk.out')],
    env,
  };
  const aws: TestEnvironment['aws'] = (...args) =>
    runTool({ environment: name, name: 'aws', program: 'aws', env }, args);
  const readAws = async (...args: readonly string[]): Promise<string> => expectSuccess(await aws(...args)).stdout;
  const environment: TestEnvironment = {
    ivs,
    listRecordingConfigurations: () => ivs.account.recordingConfigurations(),
    aws,
    cdk: (...args) => runTool(cdk, args),
    deploy: (stackName, template, ...args) =>
      aws('cloudformation', 'deploy', '--stack-name', stackName, '--template-file', template, ...args),
    describe: (stackName) => describeStack(client, stackName),
    deleteStack: async (stackName) => {
      const stackId = await findStackId(client, stackName);
      await readAws('cloudformation', 'delete-stack', '--stack-name', stackName);
      return waitForDeletion(client, stackId);
    },
    readLog: (stackName) => readFunctionLog(client, readAws, stackName),
    writeTemplate: (name, template) => {
      const path = join(home, `${name}.json`);
      writeFileSync(path, JSON.stringify(template, null, 2));
      return path;
    },
    close: async () => {
      client.destroy();
      await ministack.close();
      await ivs.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  openEnvironments.add(environment);
  return environment;
}
