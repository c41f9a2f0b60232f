/**
 * Builds the packages of the library for the languages of the CDK: `npm run package`, `--help` for its options.
 *
 * A language whose tools are missing is skipped; for .NET the sources are generated anyway. The exit code is 1 if a package
 * cannot be built although its tools are installed, and with `--all` if any package is not built.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatPackages } from './languages/package-table';
import { assertInputs, buildPackage, type PackageResult } from './languages/packages';
import { endTools, runTool } from './languages/run-tool';
import { LANGUAGES, type Language } from './languages/toolchains';
import { ROOT } from './root';
import { getErrorMessage } from '../../lambda/util/error-message';

const HELP = `npm run package -- [--language LANGUAGE]... [--all] [--no-build]

Builds the library and its packages into dist/LANGUAGE.

  --language LANGUAGE  ${LANGUAGES.join(', ')}; may be repeated. Default: all.
  --all                Fails if a package is not built because its tools are missing, as for a release.
  --no-build           Uses the library as "npm run build" left it.
  --help               Shows this help.`;

interface Options {
  readonly languages: readonly Language[];
  readonly isForRelease: boolean;
  readonly isBuilt: boolean;
}

const options = readOptions();
const directory = mkdtempSync(join(tmpdir(), 'package-'));
// The generator leaves folders behind when it fails.
process.env.TMPDIR = directory;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    console.error(`package: ended by ${signal}`);
    endTools();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    process.exit(128 + constants.signals[signal]);
  });
}
void buildPackages(options)
  .then((exitCode) => {
    process.exitCode = exitCode;
  })
  .catch((error: unknown) => {
    console.error(`package: ${getErrorMessage(error)}`);
    process.exitCode = 1;
  })
  .finally(() => {
    rmSync(directory, { recursive: true, force: true });
  });

function readOptions(): Options {
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
    const known: readonly string[] = LANGUAGES;
    const unknown = values.language.find((language) => !known.includes(language));
    if (unknown !== undefined) {
      throw new Error(`--language ${unknown} is unknown: expected one of ${LANGUAGES.join(', ')}.`);
    }
    const languages = LANGUAGES.filter((name) => values.language.length === 0 || values.language.includes(name));
    return { languages, isForRelease: values.all, isBuilt: values['no-build'] };
  } catch (error) {
    // Node.js adds advice to some errors, and no period.
    const [problem = ''] = (error as Error).message.split(/\.? To specify|[.]?\n|[.]$/);
    console.error(`package: ${problem}. "npm run package -- --help" shows the options.`);
    process.exit(2);
  }
}

async function buildPackages({ languages, isForRelease, isBuilt }: Options): Promise<number> {
  if (!isBuilt) {
    console.log('npm run build');
    await runTool(['npm', 'run', '--silent', 'build'], ROOT);
  }
  assertInputs();
  const packages: PackageResult[] = [];
  for (const language of languages) {
    const startedAt = Date.now();
    const result = await buildPackage(language);
    packages.push(result);
    console.log(`${language}: ${result.outcome}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    if (result.outcome === 'failed') console.error(`package: ${language}: ${result.reason ?? ''}`);
  }
  console.log(`\n${formatPackages(packages).join('\n')}`);
  const isFailure = ({ outcome }: PackageResult): boolean =>
    outcome === 'failed' || (isForRelease && outcome !== 'built');
  return packages.some(isFailure) ? 1 : 0;
}
