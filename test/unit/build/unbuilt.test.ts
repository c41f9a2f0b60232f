import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin } from '../../../package.json';
import { resultsPath } from '../../../tools/benchmarks/report/results-file';

const ROOT = join(__dirname, '../../..');
/** A checkout in which nothing is installed or built. */
const checkout = mkdtempSync(join(tmpdir(), 'unbuilt-'));
beforeAll(() => {
  for (const path of ['package.json', 'bin', 'tools/build'])
    cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
});
afterAll(() => {
  rmSync(checkout, { recursive: true });
});

const run = (path: string, ...args: readonly string[]): { readonly code: number | null; readonly err: string } => {
  const { status, stderr } = spawnSync(process.execPath, [path, ...args], { cwd: checkout, encoding: 'utf8' });
  return { code: status, err: stderr };
};

test('the command exists and names the missing build', () => {
  const [path] = Object.values(bin);
  expect(run(path ?? '', '--version')).toEqual({
    code: 2,
    err: 'cdk-ivs-recording-configuration: not built yet. Run "npm run build:cli", then try again.\n',
  });
});

test('npm pack fails without a build', () => {
  const { code, err } = run('tools/build/check-built.mjs');
  expect(err).toMatch(/^The package would lack .*lambda\/dist\/index\.js: run "npm run build", then pack again\.\n$/);
  expect(code).toBe(1);
});

test.each(['build-handler', 'build-cli'])('%s requires npm ci', (script) => {
  expect(run('tools/build/run-script.mjs', script)).toEqual({
    code: 1,
    err: 'The dependencies are not installed: run "npm ci" first.\n',
  });
});

test('a quick benchmark run does not change the results of the full run', () => {
  expect(resultsPath(false)).toBe(join(ROOT, 'tools/benchmarks/results.json'));
  expect(resultsPath(true)).not.toBe(resultsPath(false));
});

test('lint ignores files that the example READMEs create', () => {
  const script = `
    import { ESLint } from 'eslint';
    const eslint = new ESLint();
    const paths = ['examples/python/cdk.out/asset.1/index.js', 'examples/python/.venv/lib/x.js',
      'examples/typescript/stream-archive/node_modules/x/index.js', 'examples/typescript/minimal-stack.ts'];
    console.log(JSON.stringify(await Promise.all(paths.map((path) => eslint.isPathIgnored(path)))));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual([true, true, true, false]);
});
