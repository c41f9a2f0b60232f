import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../test/support/environment';
import { parseOptions, type Options } from './options';
import { SUITES } from './suites';
import { resultsPath, writeResults } from './report/results-file';
import { evaluate, type EvaluatedRow } from './report/row';
import { formatTable } from './report/table';
import { assertEmulatorInstalled } from './harness/emulator';
import { getErrorMessage } from '../../lambda/util/error-message';

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2), SUITES);
  } catch (error) {
    return fail(EXIT_USAGE, error);
  }
}

async function measure({ isQuick, isE2e, suites }: Options): Promise<void> {
  if (!existsSync(join(__dirname, '../..', 'lambda', 'dist', 'index.js'))) {
    throw new Error('lambda/dist/index.js does not exist. Run "npm run build:handler" and retry.');
  }
  // Checked before the other suites, which take 15 minutes.
  if (isE2e) assertEmulatorInstalled();
  const selected = SUITES.filter(({ name, needsEmulator }) =>
    suites.length === 0 ? isE2e || !needsEmulator : suites.includes(name),
  );
  const scratchFolder = mkdtempSync(join(tmpdir(), 'bench-'));
  const removeScratchFolder = (): void => {
    rmSync(scratchFolder, { recursive: true, force: true, maxRetries: 10 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      removeScratchFolder();
      process.exit(EXIT_FAILURE);
    });
  }
  const rows: EvaluatedRow[] = [];
  try {
    for (const suite of selected) {
      const startedAt = performance.now();
      const measured = (await suite.run({ isQuick, scratchFolder })).map((row) => evaluate(suite.name, row));
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      console.log(formatTable(`${suite.title} (${suite.name}, ${seconds} s)`, measured));
      rows.push(...measured);
    }
  } finally {
    removeScratchFolder();
  }
  if (suites.length === 0) writeResults(resultsPath(isQuick), isQuick, rows);
  const missed = rows.filter(({ isMet }) => isMet === false).length;
  const total = rows.filter(({ isMet }) => isMet !== undefined).length;
  console.log(`\n${total - missed} of ${total} targets met.`);
}

function fail(code: number, error: unknown): never {
  const reason = getErrorMessage(error);
  console.error(`benchmark: ${reason.split('\n', 1).join('')}`);
  // Sandboxes end with this process.
  process.exit(code);
}

const options = readOptions();
if (options.help !== undefined) console.log(options.help);
else {
  measure(options).catch((error: unknown) => fail(EXIT_FAILURE, error));
}
