import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Kind, Synthesis } from '../fixtures/synthesis';
import { ROOT } from '../../build/root';

const run = promisify(execFile);

/** Synthesizes an app with `count` configurations of a kind in a fresh process. */
export async function synthesize(kind: Kind, count: number, scratchFolder: string): Promise<Synthesis> {
  const path = join(ROOT, 'tools', 'benchmarks', 'fixtures', 'synthesis.ts');
  const program = ['--import', 'tsx', path, JSON.stringify({ kind, count })];
  const { stdout } = await run(process.execPath, program, {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: mkdtempSync(join(scratchFolder, 'cdk-')) },
  });
  return JSON.parse(stdout) as Synthesis;
}
