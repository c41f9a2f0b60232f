/**
 * Asks AWS, or an emulator, every question that the documents call not verified: `npm run test:aws`. See
 * docs/verification.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../cli/util/command-line';
import { parseOptions } from './options';
import type { Options } from './options';
import { createPolicy } from './policy';
import { Refusal } from './preflight';
import { PROBES } from './probes';
import { EXIT_AS_ASSUMED, EXIT_INCOMPLETE, formatReport, getExitCode } from './report';
import type { Report } from './report';
import { runProbes, sweepAll } from './run';
import { ForeignResourceError } from './sweeper';
import { startMiniStackTarget } from './targets/ministack';
import { createAwsTarget } from './targets/aws';
import { readEndpoints, startEmulatorTarget } from './targets/emulator';
import type { Target } from './targets/target';

const ROOT = join(__dirname, '../..');

async function main(): Promise<number> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = parseOptions(
    process.argv.slice(2),
    PROBES.map(({ id }) => id),
  );
  const print = (line: string): void => {
    console.log(line);
  };
  if (options.help !== undefined) {
    print(options.help);
    return EXIT_AS_ASSUMED;
  }
  const probes = PROBES.filter(({ id }) => options.probes.length === 0 || options.probes.includes(id));
  if (options.dryRun) {
    printPlan(options, print);
    return EXIT_AS_ASSUMED;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      print(`${signal}: stopping, and removing what was made.`);
      stop.abort(new Refusal(`Stopped by ${signal}.`));
    });
  }
  const target = await startTarget(options);
  try {
    if (options.sweep) {
      const left = await sweepAll(target, { account: options.account, signal: stop.signal, print });
      for (const name of left) print(`Could not be removed: ${name}`);
      return left.length === 0 ? EXIT_AS_ASSUMED : EXIT_INCOMPLETE;
    }
    const { account, live: isLive, keep } = options;
    const report = await runProbes(target, probes, { account, isLive, keep, print, signal: stop.signal });
    writeReport(report, options, print);
    const isComplete = options.save && probes.length === PROBES.length && target.name === 'emulator';
    if (isComplete)
      writeFileSync(join(__dirname, 'policy.json'), `${JSON.stringify(createPolicy(target.calls), null, 2)}\n`);
    return getExitCode(report);
  } finally {
    await target.close();
  }
}

async function startTarget(options: Options): Promise<Target> {
  if (options.target === 'aws') return createAwsTarget(options);
  const { account, region } = options;
  const endpoints = readEndpoints(process.env);
  if (options.target === 'emulator') {
    const { AWS_ACCESS_KEY_ID: accessKeyId } = process.env;
    return await startEmulatorTarget({
      account,
      region,
      ...(endpoints === undefined ? {} : { endpoints, ...(accessKeyId === undefined ? {} : { accessKeyId }) }),
    });
  }
  return await startMiniStackTarget({ account, region, ...(endpoints === undefined ? {} : { endpoints }) });
}

function printPlan({ target, probes: ids, live }: Options, print: (line: string) => void): void {
  const probes = PROBES.filter(({ id }) => ids.length === 0 || ids.includes(id));
  print('Stacks: ivsrc-test-<run>-witness, ivsrc-test-<run>-provider, and one or more for each probe.');
  let minutes = 5;
  for (const { id, question, minutes: needed, cannot, needs = [] } of probes) {
    const reason = cannot?.[target] ?? (needs.includes('live') && !live ? 'needs --live' : undefined);
    if (reason === undefined) minutes += needed;
    print(`  ${id}${reason === undefined ? ` (${needed} min)` : ` (not on ${target}: ${reason})`}: ${question}`);
  }
  print(`At most ${minutes} minutes one after the other; 3 probes run at the same time.`);
  print(
    `Cost: stacks, recording configurations and idle channels are free; Lambda, S3 and logs cost less than 0.10 USD` +
      `${live ? ', and the streams about 0.10 USD' : ''} (estimate).`,
  );
}

function writeReport(report: Report, { save }: Options, print: (line: string) => void): void {
  const folder = save ? join(ROOT, 'test/aws/reports') : join(ROOT, 'dist/test-aws');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, report.target);
  writeFileSync(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  const text = formatReport(report);
  if (!save) writeFileSync(`${path}.md`, text);
  print(`\n${text}`);
  print(`Report: ${path}.json`);
}

main()
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    const isKnown = error instanceof UsageError || error instanceof Refusal || error instanceof ForeignResourceError;
    console.error(
      `test:aws: ${isKnown ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    process.exitCode = EXIT_INCOMPLETE;
  });
