import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { ROOT } from './root';
import { writeIfChanged } from './write-if-changed';

interface Bundle {
  /** The folder of the output, which has nothing else afterwards. */
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
    const { metafile, outputFiles } = await build({ ...BUNDLE_OPTIONS, ...options, metafile: true, write: false });
    for (const { path, contents } of outputFiles) writeIfChanged(path, contents);
    writeIfChanged(join(ROOT, metafilePath), JSON.stringify(metafile));
    const names = outputFiles.map(({ path }) => basename(path));
    for (const name of readdirSync(join(ROOT, folder)).filter((one) => !names.includes(one)))
      rmSync(join(ROOT, folder, name), { recursive: true });
    return true;
  } catch (error) {
    rmSync(join(ROOT, folder), { recursive: true, force: true });
    const [reason] = String(error instanceof Error ? error.message : error).split('\n', 1);
    console.error(`${folder}: ${reason ?? ''}`);
    process.exitCode = 1;
    return false;
  }
}
