import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLE_OPTIONS } from '../../build/bundle';

/**
 * Bundles a program in tools/benchmarks/fixtures once, with all credential providers of the SDK, so that bundles differ only
 * in their content.
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
