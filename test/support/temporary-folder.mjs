/**
 * Creates a temporary folder for a test run, and removes it at the end: every CDK App creates an output
 * folder there and does not remove it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'ivs-tests-'));
  // Windows has TEMP.
  process.env.TMPDIR = folder;
  process.env.TEMP = folder;
  // Not in a teardown, which jest skips if it is interrupted during the setup.
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
}

export { setup as default };
