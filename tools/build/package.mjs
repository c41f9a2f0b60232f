/**
 * Builds the library's packages for the languages of the CDK: `npm run package`, `--help` for its options.
 *
 * A language whose tools are missing is skipped, and of .NET the sources are generated all the same. The exit code is 1 if
 * a package cannot be built though its tools are there, and with `--all` if one is not built for whatever reason.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackage, checkInputs, ROOT } from './languages/packages.mjs';
import { formatPackages } from './languages/package-table.mjs';
import { endTools, runTool } from './languages/run-tool.mjs';
import { LANGUAGES } from './languages/toolchains.mjs';

const HELP = `npm run package -- [--language LANGUAGE]... [--all] [--no-build]

Builds the library, and its packages into dist/LANGUAGE.

  --language LANGUAGE  ${LANGUAGES.join(', ')}; may be given several times. By default every one.
  --all                Fails if one of them is not built because its tools are missing, as for a release.
  --no-build           Takes the library as "npm run build" has left it.
  --help               Shows this.`;

const options = readOptions();
const directory = mkdtempSync(join(tmpdir(), 'package-'));
// The generator leaves folders behind where it fails.
process.env.TMPDIR = directory;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    console.error(`package: ended by ${signal}`);
    endTools();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    process.exit(128 + constants.signals[signal]);
  });
}

try {
  process.exitCode = await buildPackages(options);
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        language: { type: 'string', multiple: true, default: [] },
        all: { type: 'boolean', default: false },
        'no-build': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    const unknown = values.language.filter((language) => !LANGUAGES.includes(language));
    if (unknown.length > 0) {
      throw new Error(`--language ${unknown[0]} is unknown: expected one of ${LANGUAGES.join(', ')}.`);
    }
    const languages = LANGUAGES.filter((name) => values.language.length === 0 || values.language.includes(name));
    return { languages, isForRelease: values.all, isBuilt: values['no-build'] };
  } catch (error) {
    // Node.js has more advice for some errors, and no full stop.
    const [problem] = error.message.split(/\.? To specify|[.]?\n|[.]$/);
    console.error(`package: ${problem}. "npm run package -- --help" shows the options.`);
    process.exit(2);
  }
}

async function buildPackages({ languages, isForRelease, isBuilt }) {
  if (!isBuilt) {
    console.log('npm run build');
    await runTool(['npm', 'run', '--silent', 'build'], { cwd: ROOT });
  }
  checkInputs();
  const packages = [];
  for (const language of languages) {
    const startedAt = Date.now();
    const entry = await buildPackage(language);
    packages.push(entry);
    console.log(`${language}: ${entry.outcome}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    if (entry.outcome === 'failed') console.error(`package: ${language}: ${entry.why}`);
  }
  console.log(`\n${formatPackages(packages).join('\n')}`);
  const isFailure = ({ outcome }) => outcome === 'failed' || (isForRelease && outcome !== 'built');
  return packages.some(isFailure) ? 1 : 0;
}
