import { writeFile, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles a program for Node.js, its packages included, and writes the list of what went in, which the test of the walls
 * reads. A failure is one line, and the exit code 1.
 *
 * @param {{ folder: string, metafile: string, options: import('esbuild').BuildOptions }} bundle - `folder` is emptied
 * @returns {Promise<boolean>} whether it is there
 */
export async function bundle({ folder, metafile: metafilePath, options }) {
  try {
    const { build } = await import('esbuild');
    await rm(`${root}${folder}`, { recursive: true, force: true });
    const { metafile } = await build({
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      minify: true,
      keepNames: true,
      mainFields: ['module', 'main'],
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
      ...options,
    });
    await mkdir(`${root}dist`, { recursive: true });
    await writeFile(`${root}${metafilePath}`, JSON.stringify(metafile));
    return true;
  } catch (error) {
    const isUninstalled = error.code === 'ERR_MODULE_NOT_FOUND';
    const [reason] = String(error.message).split('\n', 1);
    console.error(isUninstalled ? 'The dependencies are not installed: run "npm ci" first.' : `${folder}: ${reason}`);
    process.exitCode = 1;
    return false;
  }
}
