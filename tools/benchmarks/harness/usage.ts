import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildFixture } from './fixtures';
import { describeEnvironment, type Program } from './sandbox';

/** The resources that a fresh process used to load a handler and, if there is an event, to handle it. */
export interface Usage {
  /** CPU time of the process, including the start of Node.js. */
  readonly cpuMs: number;
  readonly loadMs: number;
  readonly loadCpuMs: number;
  /** Peak memory after loading; `peakMegabytes` is the peak at the end. */
  readonly loadedMegabytes: number;
  readonly peakMegabytes: number;
  /** From the start of loading to the end of handling. */
  readonly servedMs: number;
}

const run = promisify(execFile);

export async function measureUsage(
  program: Program,
  endpoints: Readonly<Record<string, string>>,
  scratchFolder: string,
  event?: unknown,
): Promise<Usage> {
  const probe = join(buildFixture('usage-probe', scratchFolder), 'index.js');
  const environment = describeEnvironment(program, endpoints, scratchFolder);
  const { stdout } = await run(process.execPath, [probe], {
    env: { ...environment, ...(event !== undefined && { BENCH_EVENT: JSON.stringify(event) }) },
  });
  return JSON.parse(stdout) as Usage;
}
