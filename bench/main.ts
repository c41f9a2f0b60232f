import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../test/support/environment';
import { parseOptions, type Options } from './options';
import { PARTS } from './parts';
import { writeResults } from './report/results-file';
import { judge, type Judged } from './report/row';
import { formatTable } from './report/table';

const USAGE = `Measures speed, calls and size against the peers and against what is possible.

  npm run bench                     everything, about 15 minutes
  npm run bench -- --quick          everything with few runs, about 2 minutes
  npm run bench -- --rows a,b       some parts; their names may also follow without --rows
  npm run bench -- --help           this text

Prints a table for each part, and writes bench/results.json when all parts were run. The parts:

${PARTS.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`).join('\n')}`;

const badUsage = 2;
const failed = 1;

function readOptions(): Options {
  try {
    return parseOptions(
      process.argv.slice(2),
      PARTS.map(({ name }) => name),
    );
  } catch (error) {
    return fail(badUsage, error);
  }
}

async function measure({ isQuick, parts }: Options): Promise<void> {
  if (!existsSync(join(__dirname, '..', 'lambda', 'dist', 'index.js'))) {
    throw new Error('lambda/dist/index.js is not there: run "npm run build:handler", then measure again.');
  }
  const scratchFolder = mkdtempSync(join(tmpdir(), 'bench-'));
  const rows: Judged[] = [];
  try {
    for (const part of PARTS.filter(({ name }) => parts.length === 0 || parts.includes(name))) {
      const startedAt = performance.now();
      const measured = (await part.run({ isQuick, scratchFolder })).map((row) => judge(part.name, row));
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      console.log(formatTable(`${part.title} (${part.name}, ${seconds} s)`, measured));
      rows.push(...measured);
    }
  } finally {
    rmSync(scratchFolder, { recursive: true, force: true });
  }
  if (parts.length === 0) writeResults(join(__dirname, 'results.json'), isQuick, rows);
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
if (options.isHelp) console.log(USAGE);
else {
  measure(options).catch((error: unknown) => fail(failed, error));
}
