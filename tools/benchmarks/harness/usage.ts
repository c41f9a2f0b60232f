import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildFixture } from './fixtures';
import { describeEnvironment, type Program } from './sandbox';

/** What a fresh process spent on loading a handler and, where it got an event, on serving it. */
export interface Usage {
  /** Of the whole process, the start of Node.js included. */
  readonly cpuMs: number;
  readonly loadMs: number;
  readonly loadCpuMs: number;
  /** The most memory that was in use up to the end of loading, and up to the end of all. */
  readonly loadedMegabytes: number;
  readonly peakMegabytes: number;
  /** From the beginning of loading to the end of serving. */
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
