/**
 * Gives a run of the tests a temporary folder of its own, and removes it in the end: every App of the CDK makes an output
 * folder there, and removes none.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'ivs-tests-'));
  // Windows has TEMP.
  process.env.TMPDIR = folder;
  process.env.TEMP = folder;
  // Not in a teardown, which jest leaves out when it is interrupted while it sets up.
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
}

export { setup as default };
