/**
 * Uses the library's packages in apps in TypeScript, Python, Java and Go: `npm run test:languages`. Arguments are jest's,
 * such as a file or `-t TITLE`; `--no-build` and `--no-package` take what "npm run build" or "npm run package" has left.
 *
 * A language whose tools are missing is skipped, and the last lines say so. At its first run it needs the registries of the
 * languages. All that is written is below dist/ and node_modules/.cache, or gone at the end; the compilers and the
 * package managers keep their caches. The last line is always "N passed, N failed".
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { findLack } from './languages/toolchains.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What the apps are written in, and whose package that is. */
const PACKAGES = { typescript: 'js', python: 'python', java: 'java', go: 'go' };
const LIMIT_MS = 20 * 60_000;
const END_LIMIT_MS = 5_000;

const lacks = Object.entries(PACKAGES).map(([language, name]) => ({ language, name, lack: findLack(name) }));
const arguments_ = process.argv.slice(2);
const own = arguments_.filter((argument) => ['--no-build', '--no-package'].includes(argument));

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'test-languages-')));
let group;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    console.error(`test:languages: ended by ${signal}`);
    endGroup('SIGTERM');
    finish(128 + constants.signals[signal], 1);
  });
}

try {
  if (!own.includes('--no-package')) await buildPackages();
  finish(await runJest(), 0);
} catch (error) {
  console.error(`test:languages: ${error.message}`);
  finish(1, 1);
}

/** Prints what was skipped and the numbers of jest's own report, and ends. `more` is how many failures to add. */
function finish(exitCode, more) {
  const path = join(directory, 'jest.json');
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numRuntimeErrorTestSuites = 0 } = report;
  // What was ended by force may still be writing.
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  for (const { language, lack } of lacks) if (lack !== undefined) console.log(`${language} skipped: ${lack}`);
  if (numPendingTests > 0) console.log(`${numPendingTests} skipped`);
  const failed = numFailedTests + numRuntimeErrorTestSuites + more;
  console.log(`${numPassedTests} passed, ${failed} failed`);
  process.exit(exitCode === 0 && failed > 0 ? 1 : exitCode);
}

async function buildPackages() {
  const languages = lacks.filter(({ lack }) => lack === undefined).flatMap(({ name }) => ['--language', name]);
  const build = own.includes('--no-build') ? ['--no-build'] : [];
  const code = await runGroup([join(ROOT, 'tools/build/package.mjs'), ...languages, ...build]);
  if (code !== 0) throw new Error('The packages are not built: see above.');
}

/** The packages, at the place at which the examples look for them. */
function createWorkspace() {
  const missing = lacks.filter(({ lack, name }) => lack === undefined && !existsSync(join(ROOT, 'dist', name)));
  if (missing.length > 0) {
    const folders = missing.map(({ name }) => `dist/${name}`).join(', ');
    throw new Error(`${folders} missing: expected the packages there. Run "npm run package" and try again.`);
  }
  const workspace = join(directory, 'workspace');
  mkdirSync(workspace);
  symlinkSync(join(ROOT, 'dist'), join(workspace, 'dist'), 'junction');
  return workspace;
}

function runJest() {
  const available = lacks.filter(({ lack }) => lack === undefined).map(({ language }) => language);
  const env = { LANGUAGES_WORKSPACE: createWorkspace(), LANGUAGES_AVAILABLE: available.join() };
  const report = ['--json', `--outputFile=${join(directory, 'jest.json')}`];
  const rest = arguments_.filter((argument) => !own.includes(argument));
  const config = ['--config', 'test/languages/jest.config.mjs'];
  return runGroup([join(ROOT, 'node_modules/jest/bin/jest.js'), ...config, ...report, ...rest], env);
}

/** Runs a script of Node.js as the head of a process group, to which every tool belongs that it starts. */
async function runGroup(args, env = {}) {
  group = spawn(process.execPath, args, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TMPDIR: directory, ...env },
  });
  const limit = setTimeout(() => {
    console.error(`test:languages: not done after ${LIMIT_MS / 60_000} minutes`);
    endGroup('SIGTERM');
    setTimeout(() => endGroup(), END_LIMIT_MS).unref();
  }, LIMIT_MS);
  const code = await new Promise((resolve) => group.once('close', (exitCode) => resolve(exitCode ?? 1)));
  clearTimeout(limit);
  endGroup();
  return code;
}

/** Ends whoever is in the group, if there is anybody. The script that packages has to be asked, for it starts groups, too. */
function endGroup(signal = 'SIGKILL') {
  try {
    process.kill(-group.pid, signal);
  } catch {
    // Everybody has gone by themselves.
  }
}
