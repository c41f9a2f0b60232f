/**
 * Plays recordings with the page of examples/typescript/playback in a real browser: `npm run test:playback`. Arguments are
 * those of jest.
 *
 * Needs Chromium, or another browser of its family, named with CHROMIUM=/path. The first run installs two packages from the
 * registry of npm below node_modules/.cache. The last line is "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestRun } from './process-group';
import { ROOT } from './root';

/** The version of hls.js is that of the page. */
const PACKAGES = ['hls.js@1.7.4', 'playwright-core@1.65.1'];
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const testRun = new TestRun('test:playback', 5 * 60_000, 'SIGKILL');
void testRun.run(async () => {
  const browser = findBrowser();
  const folder = installPackages();
  const env = { PLAYBACK_BROWSER: browser, PLAYBACK_MODULES: join(folder, 'node_modules') };
  return testRun.runJest('test/playback/jest.config.mjs', process.argv.slice(2), env);
});

function findBrowser(): string {
  const { CHROMIUM: named, PATH: path = '' } = process.env;
  const candidates =
    named === undefined ? BROWSERS.flatMap((name) => path.split(':').map((folder) => join(folder, name))) : [named];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new Error(
    `No browser: expected ${named ?? BROWSERS.join(', ')}. Install Chromium (on Debian: apt-get install chromium), or ` +
      'name another one with CHROMIUM=/path/to/browser.',
  );
}

/** Installs the packages unless they are there. Returns their folder. */
function installPackages(): string {
  const folder = join(ROOT, 'node_modules/.cache/test-playback', PACKAGES.join('+'));
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return folder;
  console.log(`Installing ${PACKAGES.join(' and ')} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...PACKAGES];
  if (spawnSync('npm', args, { cwd: folder, stdio: 'inherit' }).status === 0) return folder;
  throw new Error('npm needs a package registry: check the network and the settings of npm (npm config list).');
}
