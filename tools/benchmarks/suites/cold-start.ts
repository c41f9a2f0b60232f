import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as awsCustomResource from '../implementations/aws-custom-resource';
import * as thisImplementation from '../implementations/this';
import { countRuns, type Suite } from '../suite';
import type { Row } from '../report/row';
import type { Sample } from '../report/sample';
import { BUCKET_NAME } from '../harness/environment';
import { buildFixture } from '../harness/fixtures';
import type { Program } from '../harness/sandbox';
import { startHarness, type Harness } from '../harness/harness';
import { measureUsage, type Usage } from '../harness/usage';

const ONE_COMMAND = 'one command';
const LIMIT_REASON =
  '"one command" is the IVS client with CreateRecordingConfiguration, bundled like this project, but with all the ' +
  'credential providers of the client';
const RUNTIME_SDK_NOTE = 'AwsCustomResource uses the SDK of the runtime and loads it with its first event';

/** Loads the handler in a fresh process and handles one Create in it. */
export const coldStart: Suite = {
  name: 'cold-start',
  title: 'Cold start: a fresh process loads the handler and handles one Create',
  run: async (settings) => {
    const { scratchFolder } = settings;
    const build = (name: string): string => buildFixture(name, scratchFolder);
    const empty = { name: 'empty handler', folder: build('empty'), handler: 'index.handler' };
    const oneCommand = { name: ONE_COMMAND, folder: build('one-command'), handler: 'index.handler' };
    const single = awsCustomResource.describeFixture(scratchFolder);

    const harness = await startHarness(0);
    try {
      const loads = await runPaired(
        [thisImplementation.PROGRAM, empty, oneCommand, single],
        countRuns(settings, 25, 7),
        (program) => measureUsage(program, harness.endpoints, scratchFolder),
      );
      const serves = await runPaired(
        [thisImplementation.PROGRAM, oneCommand, single],
        countRuns(settings, 15, 5),
        (program) => serveCreate(program, harness, scratchFolder),
      );
      return [
        ...compare('load', 'ms', loads, ({ loadMs }) => loadMs, 1.5),
        ...compare('load, CPU time', 'ms', loads, ({ loadCpuMs }) => loadCpuMs),
        ...compare('peak memory, loaded', 'MB', loads, ({ loadedMegabytes }) => loadedMegabytes, 1.3),
        ...compare('load and handle one Create', 'ms', serves, ({ servedMs }) => servedMs),
        ...compare('load and handle one Create, CPU time', 'ms', serves, ({ cpuMs }) => cpuMs),
        ...compare('peak memory, one Create handled', 'MB', serves, ({ peakMegabytes }) => peakMegabytes, 1.3),
        compareSizes(thisImplementation.PROGRAM, oneCommand),
      ];
    } finally {
      await harness.close();
    }
  },
};

/** In the order of the programs; this project comes first. */
type Results = ReadonlyMap<string, readonly Usage[]>;

async function runPaired(
  programs: readonly Program[],
  runs: number,
  measure: (program: Program) => Promise<Usage>,
): Promise<Results> {
  const results = new Map<string, Usage[]>(programs.map(({ name }) => [name, []]));
  // The first run fills the machine's caches and is discarded.
  for (let run = -1; run < runs; run += 1) {
    for (const program of programs) {
      const usage = await measure(program);
      if (run >= 0) results.get(program.name)?.push(usage);
    }
  }
  return results;
}

/** Handles one Create of a configuration that is ACTIVE immediately. */
async function serveCreate(program: Program, harness: Harness, scratchFolder: string): Promise<Usage> {
  const properties =
    program === thisImplementation.PROGRAM ? thisImplementation.PROPERTIES : awsCustomResource.PROPERTIES;
  const { event } = harness.createEvent(properties);
  const input = program.name === ONE_COMMAND ? { bucketName: BUCKET_NAME } : event;
  const variables = { BENCH_RESPONSE_PORT: harness.responsePort };
  const usage = await measureUsage({ ...program, variables }, harness.endpoints, scratchFolder, input);
  const { account } = harness.ivs;
  for (const { arn } of account.recordingConfigurations()) account.deleteRecordingConfiguration({ arn });
  return usage;
}

function compare(
  name: string,
  unit: Row['unit'],
  results: Results,
  select: (usage: Usage) => number,
  max?: number,
): Row[] {
  const [[, first], ...others] = [...results] as [[string, readonly Usage[]], ...[string, readonly Usage[]][]];
  const sample: Sample = first.map(select);
  return others.map(([baselineName, usages]) => ({
    name,
    unit,
    measured: sample,
    baseline: { name: baselineName, sample: usages.map(select) },
    ...(baselineName === ONE_COMMAND && max !== undefined && { target: { max, of: 'baseline' as const } }),
    ...(baselineName === 'AwsCustomResource' && { note: RUNTIME_SDK_NOTE }),
  }));
}

function compareSizes(program: Program, oneCommand: Program): Row {
  const [size, minimum] = [program, oneCommand].map(({ folder }) => statSync(join(folder, 'index.js')).size / 1024);
  return {
    name: 'bundle',
    unit: 'KB',
    measured: [size ?? NaN],
    limit: { value: minimum ?? NaN, reason: LIMIT_REASON },
  };
}
