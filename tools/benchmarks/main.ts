import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../test/support/environment';
import { parseOptions, type Options } from './options';
import { PARTS } from './suites';
import { resultsPath, writeResults } from './report/results-file';
import { judge, type Judged } from './report/row';
import { formatTable } from './report/table';
import { requireEmulator } from './harness/emulator';

const badUsage = 2;
const failed = 1;

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2), PARTS);
  } catch (error) {
    return fail(badUsage, error);
  }
}

async function measure({ isQuick, isE2e, parts }: Options): Promise<void> {
  if (!existsSync(join(__dirname, '../..', 'lambda', 'dist', 'index.js'))) {
    throw new Error('lambda/dist/index.js is not there: run "npm run build:handler", then measure again.');
  }
  // Now, and not after the other parts' quarter of an hour.
  if (isE2e) requireEmulator();
  const chosen = PARTS.filter(({ name, needsEmulator }) =>
    parts.length === 0 ? isE2e || !needsEmulator : parts.includes(name),
  );
  const scratchFolder = mkdtempSync(join(tmpdir(), 'bench-'));
  const clear = (): void => {
    rmSync(scratchFolder, { recursive: true, force: true, maxRetries: 10 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clear();
      process.exit(failed);
    });
  }
  const rows: Judged[] = [];
  try {
    for (const part of chosen) {
      const startedAt = performance.now();
      const measured = (await part.run({ isQuick, scratchFolder })).map((row) => judge(part.name, row));
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      console.log(formatTable(`${part.title} (${part.name}, ${seconds} s)`, measured));
      rows.push(...measured);
    }
  } finally {
    clear();
  }
  if (parts.length === 0) writeResults(resultsPath(isQuick), isQuick, rows);
  const missed = rows.filter(({ isMet }) => isMet === false).length;
  const aimed = rows.filter(({ isMet }) => isMet !== undefined).length;
  console.log(`\n${aimed - missed} of ${aimed} targets met.`);
}

function fail(code: number, error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`bench: ${reason.split('\n', 1).join('')}`);
  // Sandboxes end with this process; waiting for what they still do would be in vain.
  process.exit(code);
}

const options = readOptions();
if (options.help !== undefined) console.log(options.help);
else {
  measure(options).catch((error: unknown) => fail(failed, error));
}
