import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';

export const ROOT = join(__dirname, '../../..');

/**
 * The bundle options of the handler build, but with all credential providers of the SDK, so that bundles differ
 * only in their content.
 */
const BUNDLE_OPTIONS: BuildOptions = {
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
 * Bundles a program in tools/benchmarks/fixtures once.
 *
 * @returns the folder with `index.js`
 */
export function buildFixture(name: string, scratchFolder: string): string {
  const folder = join(scratchFolder, 'fixtures', name);
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  buildSync({
    ...BUNDLE_OPTIONS,
    entryPoints: [`tools/benchmarks/fixtures/${name}.ts`],
    outfile: join(folder, 'index.js'),
  });
  return folder;
}
