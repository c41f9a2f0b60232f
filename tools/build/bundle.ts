import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { ROOT } from './root';

interface Bundle {
  /** The folder of the output, which is emptied first. */
  readonly folder: string;
  /** Receives the list of the inputs. */
  readonly metafilePath: string;
  readonly options: BuildOptions;
}

/** The options of every bundle. */
export const BUNDLE_OPTIONS = {
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
} as const satisfies BuildOptions;

/**
 * Bundles a program for Node.js, including its packages. A failure is one line and exit code 1.
 *
 * @returns whether it was built
 */
export async function bundle({ folder, metafilePath, options }: Bundle): Promise<boolean> {
  try {
    await rm(join(ROOT, folder), { recursive: true, force: true });
    const { metafile } = await build({ ...BUNDLE_OPTIONS, ...options, metafile: true });
    await mkdir(join(ROOT, 'dist'), { recursive: true });
    await writeFile(join(ROOT, metafilePath), JSON.stringify(metafile));
    return true;
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n', 1);
    console.error(`${folder}: ${reason ?? ''}`);
    process.exitCode = 1;
    return false;
  }
}
