import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGoModule, nameGoModule } from './go-module.mjs';
import { runTool } from './run-tool.mjs';
import { findLack } from './toolchains.mjs';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** What Maven has downloaded: the user's own repository never sees a package of this checkout. */
export const MAVEN_REPOSITORY = join(ROOT, 'node_modules/.cache/languages/maven');

/** What the package of every language is made from. */
const INPUTS = ['.jsii', 'dist/library/lib/index.js', 'dist/library/lib/index.d.ts', 'lambda/dist/index.js'];

/** @throws if the library is not built, or not completely */
export function checkInputs() {
  const missing = INPUTS.filter((path) => !existsSync(join(ROOT, path)));
  if (missing.length === 0) return;
  throw new Error(`The library is not built: ${missing.join(', ')} missing. Run "npm run build" and try again.`);
}

/**
 * Builds the package of a language into dist/, in the place of an older one.
 *
 * @returns what became of it: built, generated (its sources only), skipped or failed; its files, and why it is not built
 */
export async function buildPackage(language) {
  const lack = findLack(language);
  const folder = join(ROOT, 'dist', language);
  rmSync(folder, { recursive: true, force: true });
  if (lack !== undefined && language !== 'dotnet') return { language, outcome: 'skipped', why: lack, files: [] };
  try {
    mkdirSync(folder, { recursive: true });
    await runBuilder(language, folder, lack !== undefined);
    const outcome = lack === undefined ? 'built' : 'generated';
    return { language, outcome, why: lack, files: listFiles(folder) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { language, outcome: 'failed', why: error instanceof Error ? error.message : String(error), files: [] };
  }
}

async function runBuilder(language, folder, isCodeOnly) {
  if (language === 'go') {
    await runPacmak(language, folder, '--code-only');
    await buildGoModule(join(folder, nameGoModule(ROOT)), join(ROOT, 'examples/go/go.mod'));
  } else if (language === 'java') {
    await runPacmak(language, folder, '--maven-local-repository', MAVEN_REPOSITORY, ...listMavenSettings());
  } else {
    await runPacmak(language, folder, ...(isCodeOnly ? ['--code-only'] : []));
  }
}

function runPacmak(language, folder, ...options) {
  const pacmak = join(ROOT, 'node_modules/jsii-pacmak/bin/jsii-pacmak');
  const where = ['--outdir', folder, '--no-force-subdirectory', '--no-npmignore'];
  return runTool([process.execPath, pacmak, '--target', language, ...where, ...options], { cwd: ROOT });
}

/** The generator has settings of its own for Maven. Those of the user may name a mirror, without which nothing is found. */
function listMavenSettings() {
  const settings = join(homedir(), '.m2/settings.xml');
  return existsSync(settings) ? ['--mvn-global-settings', settings] : [];
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path), bytes: statSync(path).size }));
}
