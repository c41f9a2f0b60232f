import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { GetRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';
import colors from 'picocolors';
import { EXAMPLE_CONTEXT_KEYS } from '../../bin/stacks/example-context';
import { UsageError } from '../../cli/util/command-line';
import { startEmbeddedAws } from './aws';
import type { EmbeddedAws, EmbeddedDeployRequest } from './aws';
import { findPlace } from './cloudformation/assembly-environment';
import type { AssemblyPlace } from './cloudformation/assembly-environment';
import { readCloudAssembly } from './cloudformation/cloud-assembly';
import type { StackResult } from './cloudformation/engine';
import { messageOf } from './cloudformation/error-message';
import { readErrorLine } from './cloudformation/function-errors';
import { createProgressPrinter, wrap } from './cloudformation/progress-printer';
import { presentResources } from './cloudformation/stack';
import { checkContext, readStartArguments } from './cloudformation/start-options';
import type { StartArguments } from './cloudformation/start-options';
import { SynthesisError, synthesise } from './cloudformation/synthesis';
import { TemplateError } from './cloudformation/template-error';
import { loadTemplate } from './cloudformation/template';
import { findProviderNeed } from './cloudformation/template-run';

const PROJECT = join(__dirname, '../..');
const PROVIDER_STACK = 'IvsRecordingConfigurationProvider';
const SERVICE_TOKEN_OUTPUT = 'ServiceToken';
/** More failures of one deployment than these have the same reason. */
const MAX_FAILURES = 5;
const INTERRUPTED = 130;

/** Something went wrong that has been explained already. */
class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

const width = process.stdout.isTTY ? process.stdout.columns : undefined;
/** What has to be undone at the end, also when Ctrl-C is it; the last one first. */
const cleanups: (() => Promise<void> | void)[] = [];
const interruption = new AbortController();
/** The synthesis that runs, or has run. */
let synthesis: Promise<void> = Promise.resolve();
/** Ends `--keep` in good order; otherwise Ctrl-C ends the process. */
let stopKeeping: (() => void) | undefined;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopKeeping !== undefined) stopKeeping();
    else void interrupt();
  });
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readStartArguments(argv, process.env);
    checkContext(options.context, EXAMPLE_CONTEXT_KEYS);
    if (options.help === undefined) await run(options);
    else print(options.help);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return INTERRUPTED;
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    const isExplained = [StartFailure, TemplateError, SynthesisError].some((kind) => error instanceof kind);
    const text = error instanceof Error && !isExplained ? (error.stack ?? error.message) : messageOf(error);
    process.stderr.write(`${colors.createColors(process.stderr.isTTY && colors.isColorSupported).red(text)}\n`);
    return 1;
  } finally {
    await cleanUp();
  }
}

async function interrupt(): Promise<void> {
  interruption.abort();
  await synthesis.catch(() => undefined);
  await cleanUp();
  process.exit(INTERRUPTED);
}

async function cleanUp(): Promise<void> {
  for (const undo of cleanups.splice(0).reverse()) await undo();
}

async function run(options: StartArguments): Promise<void> {
  if (options.assembly !== undefined) {
    const stacks = readCloudAssembly(options.assembly);
    await serve(options, findPlace(stacks), (aws) => deployAll(aws, stacks));
    return;
  }
  if (options.template === undefined) {
    const stacks = await synthesiseExample(options.context);
    await serve(options, {}, (aws) => deployAll(aws, stacks));
    return;
  }
  const source = readTemplateFile(options.template);
  const need = await explainTemplate(options.template, () => findProviderNeed(source));
  const providers = need.isNeeded
    ? (await synthesiseExample({})).filter((stack) => stack.stackName === PROVIDER_STACK)
    : [];
  const stackName = nameStack(options.template);
  await serve(options, {}, async (aws) => {
    await deployAll(aws, providers);
    const parameters = { ...passServiceToken(aws, need.parameters), ...options.parameters };
    await explainTemplate(options.template ?? '', () => deployAll(aws, [{ stackName, template: source, parameters }]));
  });
}

async function synthesiseExample(context: Readonly<Record<string, string>>): Promise<EmbeddedDeployRequest[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  print('Synthesizing bin/app.ts...');
  const startedAt = performance.now();
  synthesis = synthesise(PROJECT, folder, context, interruption.signal);
  await synthesis;
  print(`Synthesized in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return readCloudAssembly(folder);
}

/** A stack is called as its template's file, as far as stacks can be; never as the provider's. */
function nameStack(path: string): string {
  const name = path === '-' ? 'Template' : basename(path, extname(path)).replace(/[^A-Za-z0-9-]/g, '-');
  return /^[A-Za-z]/.test(name) && name !== PROVIDER_STACK ? name : `Stack-${name}`;
}

/** Puts the file's name before what is wrong with the template in it. */
async function explainTemplate<Result>(path: string, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(`${path}: ${error.message}`, { cause: error });
  }
}

/** Has it deployed, shows what is there then, and takes it all away again. */
async function serve(
  { keep, verbose, bucket: existing }: StartArguments,
  place: AssemblyPlace,
  deploy: (aws: EmbeddedAws) => Promise<void>,
): Promise<void> {
  const aws = await startEmbeddedAws({ ...place, failsFast: true });
  cleanups.push(() => aws.close());
  const { accountId, region } = aws;
  for (const name of existing) aws.s3.buckets.set(name, { accountId, region, encryption: 'AES256' });
  aws.lambda.onLog(({ functionName, text }) => {
    const error = readErrorLine(text);
    if (verbose) print(colors.dim(`${functionName}: ${text}`));
    else if (error !== undefined) for (const line of wrap(`${functionName}: ${error}`, width)) print(colors.red(line));
  });
  await deploy(aws);
  await showConfigurations(aws);
  if (keep) await keepServing(aws);
  else await destroyAll(aws, existing);
}

function readTemplateFile(path: string): string {
  try {
    return readFileSync(path === '-' ? process.stdin.fd : path, 'utf8');
  } catch (error) {
    const why = messageOf(error);
    throw new UsageError(`--template ${path}: cannot be read (${why}); give the path of a YAML or JSON template.`);
  }
}

function passServiceToken(aws: EmbeddedAws, parameters: readonly string[]): Record<string, string> {
  const token = aws.cloudFormation.describe(PROVIDER_STACK)?.outputs.get(SERVICE_TOKEN_OUTPUT)?.value;
  return token === undefined ? {} : Object.fromEntries(parameters.map((name) => [name, token]));
}

async function deployAll(aws: EmbeddedAws, stacks: readonly EmbeddedDeployRequest[]): Promise<void> {
  for (const stack of stacks) {
    const total = Object.keys(loadTemplate(stack.template).resources).length;
    print(colors.bold(`${stack.stackName}: deploying...`));
    const result = await showProgress(aws, total, () => aws.cloudFormation.deploy(stack));
    if (result.status !== 'CREATE_COMPLETE') fail(result);
    print(`\n${colors.green(`${stack.stackName}: deployed`)}`);
    if (Object.keys(result.outputs).length > 0) print('\nOutputs:');
    for (const [name, value] of Object.entries(result.outputs)) print(`${stack.stackName}.${name} = ${value}`);
    print(`\nStack ARN:\n${result.stackId}\n`);
  }
}

async function destroyAll(aws: EmbeddedAws, existing: readonly string[]): Promise<void> {
  for (const stack of [...aws.cloudFormation.listStacks()].reverse()) {
    const total = presentResources(stack).length;
    print(colors.bold(`${stack.name}: destroying...`));
    const result = await showProgress(aws, total, () => aws.cloudFormation.delete(stack.name));
    if (result.status !== 'DELETE_COMPLETE') fail(result);
    print(`\n${colors.green(`${stack.name}: destroyed`)}\n`);
  }
  const configurations = aws.ivs.account.recordingConfigurations().length;
  const channels = aws.ivs.account.channels().length;
  print(`Left in the account: ${configurations} recording configurations, ${channels} channels.`);
  const buckets = [...aws.s3.buckets.keys()].filter((name) => !existing.includes(name));
  if (buckets.length > 0) print(`Kept, as their DeletionPolicy says: the buckets ${buckets.join(', ')}.`);
  if (configurations + channels > 0) throw new StartFailure('Something was left behind that no stack owns any more.');
}

/** What IVS itself says about them, over the wire. */
async function showConfigurations(aws: EmbeddedAws): Promise<void> {
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

async function keepServing(aws: EmbeddedAws): Promise<void> {
  print('Serving until Ctrl-C:');
  for (const [name, endpoint] of Object.entries(aws.endpoints)) print(`  export ${name}=${endpoint}`);
  print('\nFor example, with any credentials (AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test):');
  print(`  aws ivs list-recording-configurations --region ${aws.region} --endpoint-url ${aws.ivs.endpoint}`);
  print(
    `  aws cloudformation describe-stacks --region ${aws.region} --endpoint-url ${aws.cloudFormation.api.endpoint}`,
  );
  await new Promise<void>((resolve) => {
    stopKeeping = resolve;
  });
  stopKeeping = undefined;
  print('Stopped.');
}

async function showProgress(
  aws: EmbeddedAws,
  total: number,
  operate: () => Promise<StackResult>,
): Promise<StackResult> {
  const printer = createProgressPrinter({ total, print, colors, width });
  const stop = aws.cloudFormation.onEvent(printer.onEvent);
  const ticker = setInterval(() => {
    printer.onTick(Date.now());
  }, 1000);
  try {
    return await operate();
  } finally {
    clearInterval(ticker);
    stop();
  }
}

/** The reason comes last, where one looks; what failed only because of it is left out. */
function fail({ stackName, status, statusReason, events }: StackResult): never {
  const failures = events.filter(
    ({ status: what, reason, logicalId }) =>
      what.endsWith('_FAILED') && logicalId !== stackName && reason !== 'Resource creation cancelled',
  );
  const reasons = failures.slice(0, MAX_FAILURES).map(({ logicalId, status: what, reason = '' }) => {
    return `  ${logicalId} ${what}: ${reason}`;
  });
  const others = failures.length - reasons.length;
  const stackReason = events.find(
    ({ status: what, logicalId }) => logicalId === stackName && what.includes('ROLLBACK'),
  );
  throw new StartFailure(
    [
      `\n${stackName} ended in ${status}.`,
      ...(others > 0 ? [`  ${others} other failures are above.`] : []),
      ...(reasons.length > 0 ? reasons : [`  ${stackReason?.reason ?? statusReason ?? 'No reason was given.'}`]),
    ].join('\n'),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
