import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { GetRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';
import colors from 'picocolors';
import { EXAMPLE_CONTEXT_KEYS } from '../../bin/stacks/example-context';
import { UsageError } from '../../cli/util/command-line';
import { startEmulator } from './aws';
import type { Emulator, EmulatedDeployRequest } from './aws';
import { resolveEnvironment } from './cloudformation/assembly-environment';
import type { AssemblyEnvironment } from './cloudformation/assembly-environment';
import { readCloudAssembly } from './cloudformation/cloud-assembly';
import type { StackResult } from './cloudformation/engine';
import { getErrorMessage } from './cloudformation/error-message';
import { readErrorLine } from './cloudformation/function-errors';
import { createLiveLine } from './cloudformation/live-line';
import { createProgressPrinter, wrapText } from './cloudformation/progress-printer';
import { listPresentResources } from './cloudformation/stack';
import { checkContext, parseStartOptions } from './cloudformation/start-options';
import type { StartOptions } from './cloudformation/start-options';
import { SynthesisError, synthesize } from './cloudformation/synthesis';
import { TemplateError } from './cloudformation/template-error';
import { loadTemplate } from './cloudformation/template';
import { findProviderRequirement } from './cloudformation/template-run';

const PROJECT = join(__dirname, '../..');
const PROVIDER_STACK = 'IvsRecordingConfigurationProvider';
const SERVICE_TOKEN_OUTPUT = 'ServiceToken';
/** The number of failures to print; further failures usually have the same reason. */
const MAX_FAILURES = 5;
const EXIT_INTERRUPTED = 130;

/** A failure whose message needs no stack trace. */
class StartError extends Error {
  override readonly name = 'StartFailure';
}

const width = process.stdout.isTTY ? process.stdout.columns : undefined;
const liveLine = createLiveLine(process.stdout, process.env);
/** Cleanups to run at the end or after Ctrl-C, in reverse order. */
const cleanups: (() => Promise<void> | void)[] = [];
const interruption = new AbortController();
/** The current or last synthesis. */
let synthesis: Promise<void> = Promise.resolve();
/** Stops `--keep` normally; otherwise Ctrl-C ends the process. */
let stopServing: (() => void) | undefined;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopServing !== undefined) stopServing();
    else void interrupt();
  });
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseStartOptions(argv, process.env);
    checkContext(options.context, EXAMPLE_CONTEXT_KEYS);
    if (options.help === undefined) await run(options);
    else print(options.help);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return EXIT_INTERRUPTED;
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    const isUserError = [StartError, TemplateError, SynthesisError].some((kind) => error instanceof kind);
    const text = error instanceof Error && !isUserError ? (error.stack ?? error.message) : getErrorMessage(error);
    process.stderr.write(`${colors.createColors(process.stderr.isTTY && colors.isColorSupported).red(text)}\n`);
    return 1;
  } finally {
    await runCleanups();
  }
}

async function interrupt(): Promise<void> {
  interruption.abort();
  liveLine?.clear();
  await synthesis.catch(() => undefined);
  await runCleanups();
  process.exit(EXIT_INTERRUPTED);
}

async function runCleanups(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

async function run(options: StartOptions): Promise<void> {
  if (options.assembly !== undefined) {
    const stacks = readCloudAssembly(options.assembly);
    await runEmulator(options, resolveEnvironment(stacks), (aws) => deployAll(aws, stacks));
    return;
  }
  if (options.template === undefined) {
    const stacks = await synthesizeExample(options.context);
    await runEmulator(options, {}, (aws) => deployAll(aws, stacks));
    return;
  }
  const source = readTemplateFile(options.template);
  const requirement = await withTemplatePath(options.template, () => findProviderRequirement(source));
  const providers = requirement.isNeeded
    ? (await synthesizeExample({})).filter((stack) => stack.stackName === PROVIDER_STACK)
    : [];
  const stackName = toStackName(options.template);
  await runEmulator(options, {}, async (aws) => {
    await deployAll(aws, providers);
    const parameters = { ...getServiceTokenParameters(aws, requirement.parameters), ...options.parameters };
    await withTemplatePath(options.template ?? '', () => deployAll(aws, [{ stackName, template: source, parameters }]));
  });
}

async function synthesizeExample(context: Readonly<Record<string, string>>): Promise<EmulatedDeployRequest[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  print('Synthesizing bin/app.ts...');
  const startedAt = performance.now();
  const getSeconds = (): number => (performance.now() - startedAt) / 1000;
  synthesis = synthesize(PROJECT, folder, context, interruption.signal);
  await showLive(
    () => `${getSeconds().toFixed(0)} s`,
    () => synthesis,
  );
  print(`Synthesized in ${getSeconds().toFixed(1)} s\n`);
  return readCloudAssembly(folder);
}

/** Derives a valid stack name, different from the provider's, from the template's file name. */
function toStackName(path: string): string {
  const name = path === '-' ? 'Template' : basename(path, extname(path)).replace(/[^A-Za-z0-9-]/g, '-');
  return /^[A-Za-z]/.test(name) && name !== PROVIDER_STACK ? name : `Stack-${name}`;
}

/** Prefixes a TemplateError with the template's path. */
async function withTemplatePath<Result>(path: string, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(`${path}: ${error.message}`, { cause: error });
  }
}

/** Starts the emulator, deploys, prints the recording configurations, and destroys the stacks. */
async function runEmulator(
  { keep, verbose, bucket: existingBuckets }: StartOptions,
  environment: AssemblyEnvironment,
  deploy: (aws: Emulator) => Promise<void>,
): Promise<void> {
  const aws = await startEmulator({ ...environment, failFast: true });
  cleanups.push(() => aws.close());
  const { accountId, region } = aws;
  for (const name of existingBuckets) aws.s3.buckets.set(name, { accountId, region, encryption: 'AES256' });
  aws.lambda.onLog(({ functionName, text }) => {
    const error = readErrorLine(text);
    if (verbose) print(colors.dim(`${functionName}: ${text}`));
    else if (error !== undefined)
      for (const line of wrapText(`${functionName}: ${error}`, width)) print(colors.red(line));
  });
  await deploy(aws);
  await showConfigurations(aws);
  if (keep) await keepServing(aws);
  else await destroyAll(aws, existingBuckets);
}

function readTemplateFile(path: string): string {
  try {
    return readFileSync(path === '-' ? process.stdin.fd : path, 'utf8');
  } catch (error) {
    const reason = getErrorMessage(error);
    throw new UsageError(`--template ${path}: cannot be read (${reason}); use the path of a YAML or JSON template.`);
  }
}

function getServiceTokenParameters(aws: Emulator, parameters: readonly string[]): Record<string, string> {
  const token = aws.cloudFormation.describe(PROVIDER_STACK)?.outputs.get(SERVICE_TOKEN_OUTPUT)?.value;
  return token === undefined ? {} : Object.fromEntries(parameters.map((name) => [name, token]));
}

async function deployAll(aws: Emulator, stacks: readonly EmulatedDeployRequest[]): Promise<void> {
  for (const stack of stacks) {
    const total = Object.keys(loadTemplate(stack.template).resources).length;
    print(colors.bold(`${stack.stackName}: deploying...`));
    const result = await showProgress(aws, total, () => aws.cloudFormation.deploy(stack));
    if (result.status !== 'CREATE_COMPLETE') throwFailure(result);
    print(`\n${colors.green(`${stack.stackName}: deployed`)}`);
    if (Object.keys(result.outputs).length > 0) print('\nOutputs:');
    for (const [name, value] of Object.entries(result.outputs)) print(`${stack.stackName}.${name} = ${value}`);
    print(`\nStack ARN:\n${result.stackId}\n`);
  }
}

async function destroyAll(aws: Emulator, existingBuckets: readonly string[]): Promise<void> {
  for (const stack of [...aws.cloudFormation.listStacks()].reverse()) {
    const total = listPresentResources(stack).length;
    print(colors.bold(`${stack.name}: destroying...`));
    const result = await showProgress(aws, total, () => aws.cloudFormation.delete(stack.name));
    if (result.status !== 'DELETE_COMPLETE') throwFailure(result);
    print(`\n${colors.green(`${stack.name}: destroyed`)}\n`);
  }
  const configurations = aws.ivs.account.recordingConfigurations().length;
  const channels = aws.ivs.account.channels().length;
  print(`Left in the account: ${configurations} recording configurations, ${channels} channels.`);
  const buckets = [...aws.s3.buckets.keys()].filter((name) => !existingBuckets.includes(name));
  if (buckets.length > 0) print(`Retained by their DeletionPolicy: the buckets ${buckets.join(', ')}.`);
  if (configurations + channels > 0) throw new StartError('There are resources that no stack owns.');
}

/** Prints the recording configurations as IVS returns them. */
async function showConfigurations(aws: Emulator): Promise<void> {
  const client = new IvsClient({
    region: aws.region,
    endpoint: aws.ivs.endpoint,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  });
  for (const { arn } of aws.ivs.account.recordingConfigurations()) {
    const { recordingConfiguration } = await client.send(new GetRecordingConfigurationCommand({ arn }));
    print(`ivs:GetRecordingConfiguration ${arn}`);
    print(`${JSON.stringify(recordingConfiguration, undefined, 2)}\n`);
  }
  client.destroy();
}

async function keepServing(aws: Emulator): Promise<void> {
  print('Serving until Ctrl-C. Use this environment in another terminal:\n');
  // Any credentials work.
  print(`  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=${aws.region}`);
  print(`  export AWS_DEFAULT_REGION=${aws.region} AWS_PAGER=`);
  for (const [name, endpoint] of Object.entries(aws.endpoints)) print(`  export ${name}=${endpoint}`);
  print('\nFor example:');
  print('  aws ivs list-recording-configurations');
  print('  aws cloudformation describe-stacks');
  print('\ndocs/rehearsal.md goes through adoption, updates, rollbacks and migrations. Events of stacks:');
  aws.cloudFormation.onEvent(({ status, stackName, logicalId, type, reason }) => {
    const text = reason === undefined || reason === 'User Initiated' ? '' : `: ${reason}`;
    for (const line of wrapText(`${status}  ${stackName}  ${logicalId}  ${type}${text}`, width)) print(line);
  });
  await new Promise<void>((resolve) => {
    stopServing = resolve;
  });
  stopServing = undefined;
  print('Stopped.');
}

async function showProgress(aws: Emulator, total: number, operation: () => Promise<StackResult>): Promise<StackResult> {
  const printer = createProgressPrinter({ total, print, colors, width });
  const stop = aws.cloudFormation.onEvent(printer.onEvent);
  const describe = (): string | undefined => {
    if (liveLine === undefined) printer.onTick(Date.now());
    return printer.describeWaits(Date.now());
  };
  try {
    return await showLive(describe, operation);
  } finally {
    stop();
  }
}

/** Updates the live line each second while the work runs. */
async function showLive<Result>(describe: () => string | undefined, work: () => Promise<Result>): Promise<Result> {
  const ticker = setInterval(() => {
    const text = describe();
    if (text !== undefined) liveLine?.show(`   ${text}`);
  }, 1000);
  try {
    return await work();
  } finally {
    clearInterval(ticker);
    liveLine?.clear();
  }
}

/** Prints the reasons last, where users look, without the failures that follow from them. */
function throwFailure({ stackName, status, statusReason, events }: StackResult): never {
  const failures = events.filter(
    ({ status: resourceStatus, reason, logicalId }) =>
      resourceStatus.endsWith('_FAILED') && logicalId !== stackName && reason !== 'Resource creation cancelled',
  );
  const reasons = failures.slice(0, MAX_FAILURES).map(({ logicalId, status: resourceStatus, reason = '' }) => {
    return wrapText(`${logicalId} ${resourceStatus}: ${reason}`, width, '  ').join('\n');
  });
  const others = failures.length - reasons.length;
  const stackReason = events.find(
    ({ status: resourceStatus, logicalId }) => logicalId === stackName && resourceStatus.includes('ROLLBACK'),
  );
  throw new StartError(
    [
      `\n${stackName} ended in ${status}.`,
      ...(others > 0 ? [`  ${others} other failures are above.`] : []),
      ...(reasons.length > 0 ? reasons : [`  ${stackReason?.reason ?? statusReason ?? 'No reason was given.'}`]),
    ].join('\n'),
  );
}

function print(line: string): void {
  liveLine?.clear();
  process.stdout.write(`${line}\n`);
}
