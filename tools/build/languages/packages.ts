import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from '../root';
import { buildGoModule, nameGoModule } from './go-module';
import { runTool } from './run-tool';
import { findMissingTools, type Language } from './toolchains';
import { getErrorMessage } from '../../../lambda/util/error-message';

/** Separate from the repository of the user, which must not receive packages of this checkout. */
const MAVEN_REPOSITORY = join(ROOT, 'node_modules/.cache/languages/maven');

/** The inputs of every package. */
const INPUTS = ['.jsii', 'dist/library/lib/index.js', 'dist/library/lib/index.d.ts', 'lambda/dist/index.js'];

export interface PackagedFile {
  readonly path: string;
  readonly bytes: number;
}

/** The result for one language. `generated` means that only the sources were generated. */
export interface PackageResult {
  readonly language: Language;
  readonly outcome: 'built' | 'generated' | 'skipped' | 'failed';
  /** Why it was not built; undefined if it was. */
  readonly reason: string | undefined;
  readonly files: readonly PackagedFile[];
}

/** @throws if the library is not completely built */
export function assertInputs(): void {
  const missing = INPUTS.filter((path) => !existsSync(join(ROOT, path)));
  if (missing.length === 0) return;
  throw new Error(`The library is not built: ${missing.join(', ')} missing. Run "npm run build" and retry.`);
}

/** Builds the package of a language into dist/, and replaces an older one. */
export async function buildPackage(language: Language): Promise<PackageResult> {
  const missing = findMissingTools(language);
  const folder = join(ROOT, 'dist', language);
  rmSync(folder, { recursive: true, force: true });
  if (missing !== undefined && language !== 'dotnet') {
    return { language, outcome: 'skipped', reason: missing, files: [] };
  }
  try {
    mkdirSync(folder, { recursive: true });
    await runGenerator(language, folder, missing !== undefined);
    const outcome = missing === undefined ? 'built' : 'generated';
    return { language, outcome, reason: missing, files: listFiles(folder) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { language, outcome: 'failed', reason: getErrorMessage(error), files: [] };
  }
}

async function runGenerator(language: Language, folder: string, isCodeOnly: boolean): Promise<void> {
  if (language === 'go') {
    await runPacmak(language, folder, '--code-only');
    await buildGoModule(join(folder, nameGoModule(ROOT)), join(ROOT, 'examples/go/go.mod'));
  } else if (language === 'java') {
    await runPacmak(language, folder, '--maven-local-repository', MAVEN_REPOSITORY, ...listMavenSettings());
  } else {
    await runPacmak(language, folder, ...(isCodeOnly ? ['--code-only'] : []));
  }
}

async function runPacmak(language: Language, folder: string, ...options: readonly string[]): Promise<void> {
  const pacmak = join(ROOT, 'node_modules/jsii-pacmak/bin/jsii-pacmak');
  const output = ['--outdir', folder, '--no-force-subdirectory', '--no-npmignore'];
  await runTool([process.execPath, pacmak, '--target', language, ...output, ...options], ROOT);
}

/** The generator replaces the settings of Maven. Those of the user may name a mirror that is needed. */
function listMavenSettings(): readonly string[] {
  const settings = join(homedir(), '.m2/settings.xml');
  return existsSync(settings) ? ['--mvn-global-settings', settings] : [];
}

function listFiles(folder: string): readonly PackagedFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path), bytes: statSync(path).size }));
}
