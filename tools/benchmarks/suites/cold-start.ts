import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as awsCustomResource from '../implementations/aws-custom-resource';
import * as ours from '../implementations/this';
import { countRuns, type Part } from '../suite';
import type { Row } from '../report/row';
import type { Sample } from '../report/sample';
import { BUCKET_NAME } from '../harness/environment';
import { buildProgram } from '../harness/fixtures';
import type { Program } from '../harness/sandbox';
import { startStage, type Stage } from '../harness/harness';
import { measureUsage, type Usage } from '../harness/usage';

const ONE_COMMAND = 'one command';
const LIMIT_WHY =
  '"one command" is the IVS client with CreateRecordingConfiguration, bundled as ours, but with all the ways to find ' +
  'credentials that the client comes with';
const NO_SDK_OF_ITS_OWN = 'AwsCustomResource loads the SDK of the runtime, and not before its first event';

/** Loading the handler in a fresh process, and serving one Create there. */
export const coldStart: Part = {
  name: 'cold-start',
  title: 'Cold start: a fresh process loads the handler, and serves one Create',
  run: async (settings) => {
    const { scratchFolder } = settings;
    const build = (name: string): string => buildProgram(name, scratchFolder);
    const empty = { name: 'empty handler', folder: build('empty'), handler: 'index.handler' };
    const oneCommand = { name: ONE_COMMAND, folder: build('one-command'), handler: 'index.handler' };
    const single = awsCustomResource.describeProgram(scratchFolder);

    const stage = await startStage(0);
    try {
      const loads = await runPaired([ours.PROGRAM, empty, oneCommand, single], countRuns(settings, 25, 7), (program) =>
        measureUsage(program, stage.endpoints, scratchFolder),
      );
      const serves = await runPaired([ours.PROGRAM, oneCommand, single], countRuns(settings, 15, 5), (program) =>
        serveCreate(program, stage, scratchFolder),
      );
      return [
        ...compare('load', 'ms', loads, ({ loadMs }) => loadMs, 1.5),
        ...compare('load, processor time', 'ms', loads, ({ loadCpuMs }) => loadCpuMs),
        ...compare('peak memory, loaded', 'MB', loads, ({ loadedMegabytes }) => loadedMegabytes, 1.3),
        ...compare('load and serve one Create', 'ms', serves, ({ servedMs }) => servedMs),
        ...compare('the same, processor time of the process', 'ms', serves, ({ cpuMs }) => cpuMs),
        ...compare('peak memory, one Create served', 'MB', serves, ({ peakMegabytes }) => peakMegabytes, 1.3),
        compareSizes(ours.PROGRAM, oneCommand),
      ];
    } finally {
      await stage.close();
    }
  },
};

/** In the order of the programs; ours comes first. */
type Results = ReadonlyMap<string, readonly Usage[]>;

async function runPaired(
  programs: readonly Program[],
  runs: number,
  measure: (program: Program) => Promise<Usage>,
): Promise<Results> {
  const results = new Map<string, Usage[]>(programs.map(({ name }) => [name, []]));
  // The first run fills the machine's caches; it does not count.
  for (let run = -1; run < runs; run += 1) {
    for (const program of programs) {
      const usage = await measure(program);
      if (run >= 0) results.get(program.name)?.push(usage);
    }
  }
  return results;
}

/** One Create of a configuration that is ACTIVE at once. */
async function serveCreate(program: Program, stage: Stage, scratchFolder: string): Promise<Usage> {
  const properties = program === ours.PROGRAM ? ours.PROPERTIES : awsCustomResource.PROPERTIES;
  const { event } = stage.createEvent(properties);
  const input = program.name === ONE_COMMAND ? { bucketName: BUCKET_NAME } : event;
  const variables = { BENCH_RESPONSE_PORT: stage.responsePort };
  const usage = await measureUsage({ ...program, variables }, stage.endpoints, scratchFolder, input);
  const { account } = stage.ivs;
  for (const { arn } of account.recordingConfigurations()) account.deleteRecordingConfiguration({ arn });
  return usage;
}

function compare(
  name: string,
  unit: Row['unit'],
  results: Results,
  of: (usage: Usage) => number,
  most?: number,
): Row[] {
  const [[, first], ...others] = [...results] as [[string, readonly Usage[]], ...[string, readonly Usage[]][]];
  const sample: Sample = first.map(of);
  return others.map(([peerName, usages]) => ({
    name,
    unit,
    ours: sample,
    peer: { name: peerName, sample: usages.map(of) },
    ...(peerName === ONE_COMMAND && most !== undefined && { target: { most, of: 'peer' as const } }),
    ...(peerName === 'AwsCustomResource' && { note: NO_SDK_OF_ITS_OWN }),
  }));
}

function compareSizes(program: Program, oneCommand: Program): Row {
  const [size, least] = [program, oneCommand].map(({ folder }) => statSync(join(folder, 'index.js')).size / 1024);
  return { name: 'bundle', unit: 'KB', ours: [size ?? NaN], limit: { value: least ?? NaN, why: LIMIT_WHY } };
}
