import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';

export const ROOT = join(__dirname, '../../..');

/**
 * As tools/build/build-handler.ts bundles the function, but with all the ways to find credentials that the SDK comes with: so
 * that bundles differ by what is in them, and by nothing else.
 */
const AS_THE_HANDLER: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * Bundles a program of bench/programs, once.
 *
 * @returns the folder with `index.js`
 */
export function buildFixture(name: string, scratchFolder: string): string {
  const folder = join(scratchFolder, 'programs', name);
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  buildSync({
    ...AS_THE_HANDLER,
    entryPoints: [`tools/benchmarks/fixtures/${name}.ts`],
    outfile: join(folder, 'index.js'),
  });
  return folder;
}
