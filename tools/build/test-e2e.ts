/**
 * Deploys with the real tools onto emulators: `npm run test:e2e`. Arguments are those of jest, such as a file or `-t TITLE`.
 *
 * Needs Python in addition to Node.js. The packages of test/e2e/requirements.txt are installed into an environment below
 * node_modules, at the first run and when the file changes. The last line is "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestRun } from './process-group';
import { ROOT } from './root';

const REQUIREMENTS = join(ROOT, 'test/e2e/requirements.txt');
const PYTHON = join(ROOT, 'node_modules/.cache/test-e2e/python');
const MIN_PYTHON = [3, 10] as const;

const testRun = new TestRun('test:e2e', 15 * 60_000, 'SIGKILL');
void testRun.run(async () => {
  installPythonTools();
  for (const script of ['build:handler', 'build:schema', 'build:template', 'build:cli']) {
    run(['npm', 'run', '--silent', script], 'Fix the build first.');
  }
  const env = { E2E_PYTHON_BIN: join(PYTHON, 'bin') };
  const exitCode = await testRun.runJest('test/e2e/jest.config.mjs', process.argv.slice(2), env);
  await testRun.expectNoProcessLeft();
  return exitCode;
});

/** Creates the environment unless it matches the requirements. */
function installPythonTools(): void {
  const mark = join(PYTHON, 'installed.txt');
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === requirements) return;
  const python = findPython();
  console.log(`Installing the packages of test/e2e/requirements.txt into ${PYTHON}`);
  rmSync(PYTHON, { recursive: true, force: true });
  run([python, '-m', 'venv', PYTHON], 'Install the module venv of Python (on Debian: apt-get install python3-venv).');
  run(
    [join(PYTHON, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
    'pip needs a package index: check the network and the settings of pip (pip config list).',
  );
  writeFileSync(mark, requirements);
}

function findPython(): string {
  const candidates = process.env.PYTHON === undefined ? ['python3', 'python'] : [process.env.PYTHON];
  const found = candidates.map((python) => {
    const { stdout, status } = spawnSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    return { python, version: status === 0 ? stdout.trim() : undefined };
  });
  const suitable = found.find(({ version }) => version !== undefined && isSuitable(version));
  if (suitable !== undefined) return suitable.python;
  const seen = found.map(({ python, version }) => `${python} is ${version ?? 'missing'}`).join(', ');
  throw new Error(
    `The emulator needs Python ${MIN_PYTHON.join('.')} or newer: ${seen}. Install it, or name it with PYTHON=/path/to/python.`,
  );
}

function isSuitable(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MIN_PYTHON[0] || (major === MIN_PYTHON[0] && minor >= MIN_PYTHON[1]);
}

function run([program = '', ...args]: readonly string[], advice: string): void {
  const env = { ...process.env, TMPDIR: testRun.folder };
  const { status, error } = spawnSync(program, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  throw new Error(`${[program, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}. ${advice}`);
}
