/**
 * Gets a release ready, and publishes nothing: checks the checkout, the version, the changelog and the API against the
 * last release, then builds what would be published into dist/. `npm run release`; no options but --help.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listBrokenApi, withLibraryOf } from './release/api-compatibility';
import { findChangelogProblems } from './release/changelog';
import { findPrevious, mayBreak, parseVersion } from './release/version';

const ROOT = join(__dirname, '../..');
const USAGE = `Gets the version of package.json ready for a release, and publishes nothing.

  npm run release

It checks that everything is committed, that the version is new, that CHANGELOG.md has it, and that the API breaks nothing
that the step from the last tag (v1.2.3) does not allow. Then it builds dist/js, dist/python and so on, for each language
whose tools are there, and says what is left for another machine.
`;

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  if (args.length > 0) {
    const isHelp = args.length === 1 && args[0] === '--help';
    process[isHelp ? 'stdout' : 'stderr'].write(
      isHelp ? USAGE : `release takes no options but --help: ${args.join(' ')}\n`,
    );
    return isHelp ? 0 : 2;
  }
  const version = readVersion();
  const problems = findProblems(version);
  if (problems.length > 0) return refuse(problems);
  run('build');
  const broken = findBrokenApi(version);
  if (broken.length > 0) return refuse(broken);
  for (const script of ['check:api', 'check:package']) run(script);
  run('package', '--no-build');
  print(`
${version} is ready, in dist/. What is left to do, by those who may:
  1. publish what is there, for each language;
  2. git tag v${version} && git push origin v${version}`);
  return 0;
}

/** Everything that can be told without building. */
function findProblems(version: string): readonly string[] {
  const parsed = parseVersion(version);
  if (parsed === undefined) {
    return [`package.json has version ${version}: expected three numbers, such as 1.2.3. Set it with npm version.`];
  }
  const problems: string[] = [];
  const { version: locked } = readJson('package-lock.json');
  if (locked !== version) {
    problems.push(`package-lock.json has version ${String(locked)}: expected ${version}. Run npm install.`);
  }
  if (listTags().includes(`v${version}`)) {
    problems.push(`The tag v${version} is there already: expected a version that is new. Set it with npm version.`);
  }
  const uncommitted = git('status', '--porcelain');
  if (uncommitted !== '') {
    problems.push(`The checkout has changes: expected none. Commit or remove them:\n${uncommitted}`);
  }
  return [...problems, ...findChangelogProblems(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version)];
}

function findBrokenApi(version: string): readonly string[] {
  const next = parseVersion(version);
  const tag = next === undefined ? undefined : findPrevious(listTags(), next);
  const previous = tag === undefined ? undefined : parseVersion(tag.slice(1));
  if (next === undefined || tag === undefined || previous === undefined) {
    print('There is no release before this one: no API to compare with.');
    return [];
  }
  const broken = withLibraryOf(ROOT, tag, (folder) => listBrokenApi(ROOT, folder, ROOT));
  if (broken.length === 0) print(`The API breaks nothing that ${tag} had.`);
  else if (mayBreak(previous, next))
    print(`The API breaks what ${tag} had, as the new version may:\n${broken.join('\n')}`);
  else {
    return [
      `The API breaks what ${tag} had: expected ${version} not to. Fix it, or choose a version that may:`,
      ...broken,
    ];
  }
  return [];
}

function refuse(problems: readonly string[]): number {
  process.stderr.write(`release: ${problems.join('\nrelease: ')}\n`);
  return 1;
}

function readVersion(): string {
  return String(readJson('package.json').version);
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Readonly<Record<string, unknown>>;
}

function listTags(): readonly string[] {
  return git('tag', '--list').split('\n');
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trimEnd();
}

function run(script: string, ...args: readonly string[]): void {
  const isWindows = process.platform === 'win32';
  const { status } = spawnSync(isWindows ? 'npm.cmd' : 'npm', ['run', '--silent', script, '--', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: isWindows,
  });
  if (status !== 0) throw new Error(`npm run ${script} failed: expected it to pass before a release.`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
