/**
 * Publishes the packages in dist/ to npm and PyPI with publib: `npm run release:publish`. Without `--publish` it is a dry
 * run. The registries accept the release workflow by trusted publishing, without a token.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root';

const PUBLIB = 'publib@0.2.1061';
const PUBLISHERS = { js: 'publib-npm', python: 'publib-pypi' };
const TRUSTED = { NPM_TRUSTED_PUBLISHER: 'true', PYPI_TRUSTED_PUBLISHER: 'true' };
/** With a placeholder for the credentials: publib would sign for trusted publishing in a dry run, too. */
const DRY_RUN = {
  PUBLIB_DRYRUN: 'true',
  NPM_TRUSTED_PUBLISHER: 'true',
  TWINE_USERNAME: 'none',
  TWINE_PASSWORD: 'none',
};
const USAGE = 'npm run release:publish [-- --publish]: publishes dist/js and dist/python; without --publish a dry run.';

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  if (args.length > 1 || (args.length === 1 && args[0] !== '--publish')) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const missing = Object.keys(PUBLISHERS).filter((language) => !existsSync(join(ROOT, 'dist', language)));
  if (missing.length > 0) {
    process.stderr.write(`release:publish: dist/${missing.join(' and dist/')} is missing. Run "npm run package".\n`);
    return 1;
  }
  const tools = mkdtempSync(join(tmpdir(), 'publish-'));
  try {
    return publish(args.length === 0, tools) ? 0 : 1;
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
}

function publish(isDryRun: boolean, tools: string): boolean {
  for (const [language, publisher] of Object.entries(PUBLISHERS)) {
    console.log(`${publisher} dist/${language}${isDryRun ? ' (dry run)' : ''}`);
    const command = ['--yes', `--package=${PUBLIB}`, '--', publisher, join('dist', language)];
    const isWindows = process.platform === 'win32';
    const { status } = spawnSync(isWindows ? 'npx.cmd' : 'npx', command, {
      cwd: ROOT,
      stdio: 'inherit',
      shell: isWindows,
      env: {
        ...process.env,
        // pip installs the upload tool of PyPI here.
        PYTHONUSERBASE: tools,
        ...(isDryRun ? DRY_RUN : TRUSTED),
      },
    });
    if (status !== 0) return false;
  }
  return true;
}
