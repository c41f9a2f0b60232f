/**
 * Uses the packages of the library in apps in TypeScript, Python, Java and Go: `npm run test:languages`. Arguments are those
 * of jest, such as a file or `-t TITLE`; `--no-build` and `--no-package` use the results of "npm run build" and "npm run
 * package".
 *
 * A language whose tools are missing is skipped and reported. The first run needs the package registries of the languages.
 * Files are written below dist/ and node_modules/.cache only. The last line is "N passed, N failed".
 */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findMissingTools, type Language } from './languages/toolchains';
import { TestRun } from './process-group';
import { ROOT } from './root';

/** The languages of the apps, and the package that each uses. */
const PACKAGES = { typescript: 'js', python: 'python', java: 'java', go: 'go' } as const satisfies Record<
  string,
  Language
>;

const OWN_OPTIONS = ['--no-build', '--no-package'];
const args = process.argv.slice(2);
const has = (option: string): boolean => args.includes(option);
const languages = Object.entries(PACKAGES).map(([language, name]) => ({
  language,
  name,
  missing: findMissingTools(name),
}));
const available = languages.filter(({ missing }) => missing === undefined);

const testRun = new TestRun('test:languages', 20 * 60_000, 'SIGTERM');
void testRun.run(async () => {
  for (const { language, missing } of languages)
    if (missing !== undefined) console.log(`${language} skipped: ${missing}`);
  if (!has('--no-package')) await buildPackages();
  const env = {
    LANGUAGES_WORKSPACE: createWorkspace(),
    LANGUAGES_AVAILABLE: available.map(({ language }) => language).join(),
  };
  const jestArgs = args.filter((argument) => !OWN_OPTIONS.includes(argument));
  const exitCode = await testRun.runJest('test/languages/jest.config.mjs', jestArgs, env);
  testRun.signalGroup('SIGKILL');
  return exitCode;
});

async function buildPackages(): Promise<void> {
  const options = available.flatMap(({ name }) => ['--language', name]);
  const script = [join(ROOT, 'tools/build/run-script.mjs'), 'package'];
  const exitCode = await testRun.runNode([...script, ...options, ...(has('--no-build') ? ['--no-build'] : [])]);
  testRun.signalGroup('SIGKILL');
  if (exitCode !== 0) throw new Error('The packages were not built: see above.');
}

/** Links the packages to the path that the examples expect. */
function createWorkspace(): string {
  const missing = available.filter(({ name }) => !existsSync(join(ROOT, 'dist', name)));
  if (missing.length > 0) {
    const folders = missing.map(({ name }) => `dist/${name}`).join(', ');
    throw new Error(`${folders} missing. Run "npm run package" and retry.`);
  }
  const workspace = join(testRun.folder, 'workspace');
  mkdirSync(workspace);
  symlinkSync(join(ROOT, 'dist'), join(workspace, 'dist'), 'junction');
  return workspace;
}
