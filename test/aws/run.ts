import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createEnvironment } from './environment';
import type { ProbeEnvironment } from './environment';
import { createRun, formatName, formatTags } from './ownership';
import { checkCaller, checkPermissions, readDenial, Refusal } from './preflight';
import { compare } from './probe';
import type { Probe } from './probe';
import { toResult } from './report';
import type { ProbeResult, Report } from './report';
import { createStacks } from './stacks';
import type { Template } from './stacks';
import { describeInventory, ForeignResourceError, sweep, takeInventory } from './sweeper';
import type { Target } from './targets/target';
import { createWitnessTemplate } from './witness/witness';

const PROVIDER_TEMPLATE = join(__dirname, '../../dist/ivs-recording-configuration-provider.yaml');

export interface RunOptions {
  readonly account: string;
  readonly isLive: boolean;
  readonly keep: boolean;
  /** Aborted to stop: what was made is removed. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** Milliseconds until the run stops. Default: 60 minutes. */
  readonly limitMs?: number;
}

const LIMIT_MS = 60 * 60_000;

/** Runs the probes on a target, and removes everything at the end, also after a failure or a stop. */
export async function runProbes(target: Target, probes: readonly Probe[], options: RunOptions): Promise<Report> {
  const { account, keep, print, limitMs = LIMIT_MS } = options;
  const run = createRun();
  const results: ProbeResult[] = [];
  const date = new Date().toISOString();
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Refusal(`The run took longer than ${limitMs / 60_000} minutes.`));
  }, limitMs);
  const signal = AbortSignal.any([options.signal, limit.signal]);
  let stopped: string | undefined;
  let leftovers: readonly string[] = [];
  let hasBegun = false;
  const cleanup = new AbortController();
  try {
    await checkCaller(target, account);
    await takeInventory(target, signal);
    await checkPermissions(target, run, account);
    hasBegun = true;
    leftovers = await sweep(target, { scope: 'expired', signal, print });
    print(`Run ${run.id} on ${target.name}, account ${account}, ${target.region}.`);
    const environment = await setUp(target, run, { ...options, signal });
    await runAll(target, probes, environment, (result) => {
      results.push(result);
      print(`  ${result.id}: ${result.outcome}${result.reason === undefined ? '' : ` (${result.reason})`}`);
    });
  } catch (error) {
    stopped = describeStop(error);
  } finally {
    clearTimeout(timer);
    if (hasBegun && keep) print('The resources stay, as --keep says. Remove them with --sweep.');
    else if (hasBegun) {
      leftovers = await sweep(target, { scope: { run: run.id }, signal: cleanup.signal, print }).catch(
        (error: unknown) => [`run ${run.id}: ${error instanceof Error ? error.message : String(error)}`],
      );
    }
  }
  const order = probes.map(({ id }) => id);
  return {
    target: target.name,
    region: target.region,
    date,
    versions: readVersions(),
    results: results.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
    leftovers,
    ...(stopped === undefined ? {} : { stopped }),
  };
}

/** Removes what runs left. @returns what is still there */
export async function sweepAll(
  target: Target,
  options: Pick<RunOptions, 'account' | 'signal' | 'print'>,
): Promise<readonly string[]> {
  const { account, signal, print } = options;
  await checkCaller(target, account);
  const before = describeInventory(await takeInventory(target, signal));
  const left = await sweep(target, { scope: 'all', signal, print });
  print(`Removed ${before.length - left.length} of ${before.length}.`);
  return left;
}

function describeStop(error: unknown): string {
  const denial = readDenial(error);
  if (denial !== undefined) return `Missing permission: ${denial}. Attach the policy of test/aws/policy.json.`;
  if (error instanceof Refusal || error instanceof ForeignResourceError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}`.split('\n', 1).join('') : String(error);
}

async function setUp(
  target: Target,
  run: ReturnType<typeof createRun>,
  { account, signal, isLive }: RunOptions,
): Promise<ProbeEnvironment> {
  const stacks = createStacks({ client: target.clients.cloudFormation, run, pollMs: target.pollMs, signal });
  const tagList = Object.entries(formatTags(run)).map(([Key, Value]) => ({ Key, Value }));
  const [bucket, records] = [formatName(run, 'archive'), formatName(run, 'records')];
  const deploy = async (
    name: string,
    template: Template,
    parameters = {},
  ): Promise<Readonly<Record<string, string>>> => {
    const { status, outputs, events } = await stacks.deploy(formatName(run, name), template, parameters);
    if (status === 'CREATE_COMPLETE') return outputs;
    const reason =
      events.find(({ ResourceStatus: of }) => of?.endsWith('_FAILED') === true)?.ResourceStatusReason ?? '';
    throw new Error(`The stack ${name} is ${status}: ${reason}`);
  };
  const [witness = {}, provider = {}] = await settleAll([
    deploy('witness', createWitnessTemplate(bucket, records, tagList)),
    deploy('provider', readProviderTemplate(), { AllowChannelUpdates: 'true', BucketArns: 'arn:aws:s3:::*' }),
  ]);
  const tokens = { witnessToken: witness.Token ?? '', serviceToken: provider.ServiceToken ?? '' };
  return createEnvironment({ target, run, signal, account, stacks, bucket, records, isLive, ...tokens });
}

/** The provider template without its export, whose name another stack of the account may have. */
export function readProviderTemplate(): Template {
  const template = parse(readFileSync(PROVIDER_TEMPLATE, 'utf8')) as { Outputs: Record<string, { Export?: unknown }> };
  for (const output of Object.values(template.Outputs)) delete output.Export;
  return template;
}

async function runAll(
  target: Target,
  probes: readonly Probe[],
  environment: ProbeEnvironment,
  onResult: (result: ProbeResult) => void,
): Promise<void> {
  const queue = probes.filter(({ isExclusive }) => isExclusive !== true);
  const work = async (): Promise<void> => {
    for (let probe = queue.shift(); probe !== undefined; probe = queue.shift()) {
      onResult(await runProbe(target, probe, environment));
    }
  };
  await settleAll(Array.from({ length: target.concurrency }, work));
  for (const probe of probes.filter(({ isExclusive }) => isExclusive === true)) {
    onResult(await runProbe(target, probe, environment));
  }
}

/** Waits for all, also after a failure: the sweep must not meet work that still makes something. */
async function settleAll<Value>(work: readonly Promise<Value>[]): Promise<Value[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

async function runProbe(target: Target, probe: Probe, environment: ProbeEnvironment): Promise<ProbeResult> {
  const { id, question } = probe;
  const skipped = findReasonToSkip(target, probe, environment);
  if (skipped !== undefined) return { id, question, outcome: 'not seen', reason: skipped, comparisons: [], seconds: 0 };
  const start = Date.now();
  const getSeconds = (): number => Math.round((Date.now() - start) / 100) / 10;
  try {
    const observation = await probe.run(environment);
    return toResult(probe, compare(probe.assumed, observation), getSeconds());
  } catch (error) {
    environment.signal.throwIfAborted();
    if (readDenial(error) !== undefined) throw error;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { id, question, outcome: 'failed', reason, comparisons: [], seconds: getSeconds() };
  }
}

function findReasonToSkip(
  { name, startStream }: Target,
  { cannot, needs = [] }: Probe,
  { isLive }: ProbeEnvironment,
): string | undefined {
  if (cannot?.[name] !== undefined) return cannot[name];
  if (!needs.includes('live')) return undefined;
  if (startStream === undefined) return 'This target cannot start a stream.';
  return isLive || name !== 'aws' ? undefined : 'It needs a live stream, which --live allows.';
}

function readVersions(): Readonly<Record<string, string>> {
  const read = (path: string): string => (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  return {
    project: read(join(__dirname, '../../package.json')),
    node: process.versions.node,
    sdk: read(require.resolve('@aws-sdk/client-ivs/package.json')),
  };
}
