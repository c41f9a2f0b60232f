/**
 * Compiles and tests the library with the minimum versions of aws-cdk-lib and constructs that package.json allows. All
 * other tests run with the newest versions. Needs the built handler and a package registry.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { ROOT } from './root';
import { getErrorMessage } from '../../lambda/util/error-message';

const NOT_COPIED = ['.git', '.stryker', 'cdk.out', 'dist', 'node_modules'];
const TESTS = ['test/unit/lib', 'test/docs/compilation.test.ts', 'test/docs/examples.test.ts'];
/** cdk-nag needs a newer aws-cdk-lib than its peer dependencies require. */
const NOT_TESTED = 'test/unit/lib/nag.test.ts';

const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
};
const peers = Object.entries(peerDependencies).map(([name, range]) => ({ name, version: readMinimum(name, range) }));

const copy = realpathSync(mkdtempSync(join(tmpdir(), 'min-peers-')));
const modules = join(copy, 'node_modules');
try {
  copySources();
  installPeers();
  linkModules();
  run('jsii', ['--silence-warnings=reserved-word', '--generate-tsconfig', 'tsconfig.jsii.json']);
  run('jest', [...TESTS, '--testPathIgnorePatterns', NOT_TESTED]);
  console.log(`compiled and tested with ${peers.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
} catch (error) {
  console.error(`test:min-peers: ${getErrorMessage(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function readMinimum(name: string, range: string): string {
  if (!/^\^\d+\.\d+\.\d+$/.test(range)) {
    throw new Error(
      `peerDependencies has ${name} ${range}: expected a caret and the minimum version, such as ^2.252.0.`,
    );
  }
  return range.slice(1);
}

/** Copies the sources and the built handler. */
function copySources(): void {
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (source) => {
      const path = relative(ROOT, source);
      return path.startsWith(join('lambda', 'dist')) || !NOT_COPIED.includes(basename(path));
    },
  });
}

function installPeers(): void {
  const folder = join(copy, 'peers');
  mkdirSync(folder);
  const packages = peers.map(({ name, version }) => `${name}@${version}`);
  const options = ['--prefix', folder, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  run('npm', ['install', ...options, ...packages], process.platform === 'win32' ? 'npm.cmd' : 'npm');
  renameSync(join(folder, 'node_modules'), modules);
  rmSync(folder, { recursive: true });
}

/** Links the other packages of the checkout. A package that imports a peer is copied, or it would load the newest one. */
function linkModules(): void {
  const importers = listImporters();
  for (const path of listPackages(join(ROOT, 'node_modules'))) {
    const target = join(modules, path);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (importers.includes(path)) cpSync(join(ROOT, 'node_modules', path), target, { recursive: true });
    else symlinkSync(join(ROOT, 'node_modules', path), target, 'junction');
  }
}

function listPackages(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function listImporters(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Partial<Record<string, Readonly<Record<string, string>>>>>>;
  };
  const names = peers.map(({ name }) => name);
  return Object.entries(packages)
    .filter(([, entry]) =>
      names.some((name) => (entry.peerDependencies?.[name] ?? entry.dependencies?.[name]) !== undefined),
    )
    .map(([path]) => path.replace(/^node_modules\//, ''));
}

function run(name: string, args: readonly string[], program?: string): void {
  const command = program ?? process.execPath;
  const all = program !== undefined ? args : [join(modules, '.bin', name), ...args];
  const { status, error } = spawnSync(command, all, {
    cwd: copy,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: program !== undefined && process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${[name, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}.`);
}
