import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { GetRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';
import { startEmbeddedAws } from './aws';
import type { EmbeddedAws, EmbeddedDeployRequest } from './aws';
import { ArgumentError } from './cloudformation/argument-error';
import { findPlace } from './cloudformation/assembly-place';
import type { AssemblyPlace } from './cloudformation/assembly-place';
import { readCloudAssembly } from './cloudformation/cloud-assembly';
import type { StackResult } from './cloudformation/engine';
import { readErrorLine } from './cloudformation/function-errors';
import { createProgressPrinter } from './cloudformation/progress-printer';
import { presentResources } from './cloudformation/stack';
import { readStartArguments, USAGE } from './cloudformation/start-arguments';
import type { StartArguments } from './cloudformation/start-arguments';
import { synthesise } from './cloudformation/synthesis';
import { TemplateError } from './cloudformation/template-error';
import { loadTemplate } from './cloudformation/template';
import { findProviderNeed } from './cloudformation/template-run';
import { messageOf } from './cloudformation/error-message';

const PROJECT = join(__dirname, '..');
const PROVIDER_STACK = 'IvsRecordingConfigurationProvider';
const SERVICE_TOKEN_OUTPUT = 'ServiceToken';

/** Something went wrong that has been explained already. */
class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readStartArguments(argv);
    if (options.help) print(USAGE);
    else await run(options);
    return 0;
  } catch (error) {
    if (error instanceof ArgumentError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    const isExplained = error instanceof StartFailure || error instanceof TemplateError;
    process.stderr.write(
      `${error instanceof Error ? (isExplained ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
    );
    return 1;
  }
}

async function run(options: StartArguments): Promise<void> {
  if (options.assembly !== undefined) {
    const stacks = readCloudAssembly(options.assembly);
    await serve(options, findPlace(stacks), (aws) => deployAll(aws, stacks));
    return;
  }
  const source = options.template === undefined ? undefined : readTemplateFile(options.template);
  const assembly = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  try {
    const need = source === undefined ? undefined : findProviderNeed(source);
    if (need?.isNeeded !== false) await synthesise(PROJECT, assembly, options.context);
    await serve(options, {}, async (aws) => {
      if (options.template === undefined || source === undefined || need === undefined) {
        await deployAll(aws, readCloudAssembly(assembly));
        return;
      }
      const name = basename(options.template, extname(options.template)).replace(/[^A-Za-z0-9-]/g, '-');
      const stackName = /^[A-Za-z]/.test(name) ? name : `Stack-${name}`;
      const providers = need.isNeeded
        ? readCloudAssembly(assembly).filter((stack) => stack.stackName === PROVIDER_STACK)
        : [];
      await deployAll(aws, providers);
      const parameters = { ...passServiceToken(aws, need.parameters), ...options.parameters };
      await deployAll(aws, [{ stackName, template: source, parameters }]);
    });
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

/** Has it deployed, shows what is there then, and takes it all away again. */
async function serve(
  { keep }: StartArguments,
  place: AssemblyPlace,
  deploy: (aws: EmbeddedAws) => Promise<void>,
): Promise<void> {
  const aws = await startEmbeddedAws({ ...place, failsFast: true });
  aws.lambda.onLog((line) => {
    const error = readErrorLine(line.text);
    if (error !== undefined) print(`${line.functionName} | ERROR | ${error}`);
  });
  try {
    await deploy(aws);
    await showConfigurations(aws);
    if (keep) await keepServing(aws);
    else await destroyAll(aws);
  } finally {
    await aws.close();
  }
}

function readTemplateFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = messageOf(error);
    throw new ArgumentError(`--template ${path}: cannot be read (${why}); give the path of a YAML or JSON template.`);
  }
}

function passServiceToken(aws: EmbeddedAws, parameters: readonly string[]): Record<string, string> {
  const token = aws.cloudFormation.describe(PROVIDER_STACK)?.outputs.get(SERVICE_TOKEN_OUTPUT)?.value;
  return token === undefined ? {} : Object.fromEntries(parameters.map((name) => [name, token]));
}

async function deployAll(aws: EmbeddedAws, stacks: readonly EmbeddedDeployRequest[]): Promise<void> {
  for (const stack of stacks) {
    const total = Object.keys(loadTemplate(stack.template).resources).length;
    print(`${stack.stackName}: deploying...`);
    const stop = aws.cloudFormation.onEvent(createProgressPrinter(() => total, print));
    const result = await aws.cloudFormation.deploy(stack);
    stop();
    if (result.status !== 'CREATE_COMPLETE') fail(aws, result);
    print(`\n${stack.stackName}: deployed`);
    if (Object.keys(result.outputs).length > 0) print('\nOutputs:');
    for (const [name, value] of Object.entries(result.outputs)) print(`${stack.stackName}.${name} = ${value}`);
    print(`\nStack ARN:\n${result.stackId}\n`);
  }
}

async function destroyAll(aws: EmbeddedAws): Promise<void> {
  for (const stack of [...aws.cloudFormation.listStacks()].reverse()) {
    const total = presentResources(stack).length;
    print(`${stack.name}: destroying...`);
    const stop = aws.cloudFormation.onEvent(createProgressPrinter(() => total, print));
    const result = await aws.cloudFormation.delete(stack.name);
    stop();
    if (result.status !== 'DELETE_COMPLETE') fail(aws, result);
    print(`\n${stack.name}: destroyed\n`);
  }
  const configurations = aws.ivs.account.recordingConfigurations().length;
  const channels = aws.ivs.account.channels().length;
  print(`Left in the account: ${configurations} recording configurations, ${channels} channels.`);
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
  for (const [name, endpoint] of Object.entries(aws.endpoints)) print(`  ${name}=${endpoint}`);
  print('\nFor example, with any credentials (AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test):');
  print(`  aws ivs list-recording-configurations --region ${aws.region} --endpoint-url ${aws.ivs.endpoint}`);
  print(
    `  aws cloudformation describe-stacks --region ${aws.region} --endpoint-url ${aws.cloudFormation.api.endpoint}`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}

function fail(aws: EmbeddedAws, { stackName, status, statusReason, events }: StackResult): never {
  const reasons = events
    .filter((event) => event.status.endsWith('_FAILED'))
    .map(({ logicalId, status: what, reason = '' }) => `  ${logicalId} ${what}: ${reason}`);
  const lines = aws.lambda.logs.slice(-10).map(({ text }) => `  ${text}`);
  throw new StartFailure(
    [
      `${stackName} ended in ${status}${statusReason === undefined ? '' : `: ${statusReason}`}`,
      ...reasons,
      ...(lines.length > 0 ? ['Last lines of the functions:', ...lines] : []),
    ].join('\n'),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
