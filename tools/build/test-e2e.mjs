/**
 * Deploys with the real tools onto emulators: `npm run test:e2e`. Arguments are jest's, such as a file or `-t TITLE`.
 *
 * Needs Python beside Node.js. What test/integration/stack/requirements.txt names is installed into an environment below node_modules,
 * at the first run and whenever the file changes. All that runs is in one process group, which is gone at the end,
 * however it ends. The last line is always "N passed, N failed".
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REQUIREMENTS = join(ROOT, 'test/integration/stack/requirements.txt');
const PYTHON = join(ROOT, 'node_modules/.cache/test-e2e/python');
const OLDEST_PYTHON = [3, 10];
const LIMIT_MS = 15 * 60_000;
const END_LIMIT_MS = 5_000;

/** What is to be undone at the end. */
const directory = mkdtempSync(join(tmpdir(), 'test-e2e-'));
let group;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    console.error(`test:e2e: ended by ${signal}`);
    endGroup();
    finish(128 + constants.signals[signal], 1);
  });
}

try {
  installPythonTools();
  build();
  finish(await runJest(), 0);
} catch (error) {
  console.error(`test:e2e: ${error.message}`);
  finish(1, 1);
}

/** Prints the numbers of jest's own report, and ends. `more` is how many failures to add. */
function finish(exitCode, more) {
  const path = join(directory, 'jest.json');
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numRuntimeErrorTestSuites = 0 } = report;
  // What was ended by force may still be writing.
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  if (numPendingTests > 0) console.log(`${numPendingTests} skipped`);
  const failed = numFailedTests + numRuntimeErrorTestSuites + more;
  console.log(`${numPassedTests} passed, ${failed} failed`);
  process.exit(exitCode === 0 && failed > 0 ? 1 : exitCode);
}

/** Makes the environment anew unless it is what the requirements ask for. */
function installPythonTools() {
  const mark = join(PYTHON, 'installed.txt');
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === requirements) return;
  const python = findPython();
  console.log(`Installing the tools of test/integration/stack/requirements.txt into ${PYTHON}`);
  rmSync(PYTHON, { recursive: true, force: true });
  run([python, '-m', 'venv', PYTHON], 'Install the module venv of Python (on Debian: apt-get install python3-venv).');
  run(
    [join(PYTHON, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
    'pip needs a package index for it: check the network, and its settings (pip config list).',
  );
  writeFileSync(mark, requirements);
}

function findPython() {
  const oldest = OLDEST_PYTHON.join('.');
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python'];
  const found = candidates.map((python) => {
    const { stdout, status } = spawnSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    return { python, version: status === 0 ? stdout.trim() : undefined };
  });
  const fitting = found.find(({ version }) => version !== undefined && isEnough(version));
  if (fitting) return fitting.python;
  const seen = found.map(({ python, version }) => `${python} is ${version ?? 'not there'}`).join(', ');
  throw new Error(
    `There is no Python for the emulator: ${seen}. Expected ${oldest} or newer. ` +
      'Install it, or name it with PYTHON=/path/to/python, and try again.',
  );
}

function isEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

/** The handler, the one-file template and the rule of cfn-lint, which the tests take from the checkout. */
function build() {
  run(['npm', 'run', '--silent', 'build:handler'], 'It does not build.');
  run(['npm', 'run', '--silent', 'build:schema'], 'It does not build.');
  run(['npm', 'run', '--silent', 'template'], 'It does not build.');
}

function run([program, ...args], advice) {
  const env = { ...process.env, TMPDIR: directory };
  const { status, error } = spawnSync(program, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  throw new Error(`${[program, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}. ${advice}`);
}

/** Jest as the head of a process group, to which every tool belongs that it starts. */
async function runJest() {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const report = ['--json', `--outputFile=${join(directory, 'jest.json')}`];
  group = spawn(
    process.execPath,
    [jest, '--config', 'test/integration/stack/jest.config.mjs', ...report, ...process.argv.slice(2)],
    {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TMPDIR: directory, E2E_PYTHON_BIN: join(PYTHON, 'bin') },
    },
  );
  const limit = setTimeout(() => {
    console.error(`test:e2e: not done after ${LIMIT_MS / 60_000} minutes`);
    endGroup();
  }, LIMIT_MS);
  const code = await new Promise((resolve) => group.once('close', (exitCode) => resolve(exitCode ?? 1)));
  clearTimeout(limit);
  await expectNobodyLeft();
  return code;
}

/** Tells whoever is in the group to end; false if there is nobody. */
function endGroup(signal = 'SIGKILL') {
  try {
    process.kill(-group.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** A process that outlives the tests is a failure. One that is just ending is none. */
async function expectNobodyLeft() {
  const givesUpAt = Date.now() + END_LIMIT_MS;
  while (endGroup(0)) {
    if (Date.now() > givesUpAt) {
      endGroup();
      throw new Error(
        'Processes of the tests were still there after their end: expected none. They were ended by force.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
