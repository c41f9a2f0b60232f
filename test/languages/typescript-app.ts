import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { doOnce, findWorkspace, ROOT } from './workspace';
import { runTool } from './tool';

/** What the apps take from this project instead of a registry. */
const LINKED = ['aws-cdk-lib', 'constructs', 'tsx', 'typescript', '@types/node'];
const COMPILER = join(ROOT, 'node_modules/.bin/tsc');
const OPTIONS = ['--noEmit', '--strict', '--noUnusedLocals', '--skipLibCheck', '--module', 'node20', '--types', 'node'];

/** Installs the tarball beside the apps, as npm would, and what else they need. */
export async function prepareTypeScript(): Promise<void> {
  await doOnce('typescript', async () => {
    const workspace = findWorkspace();
    const [tarball = ''] = readdirSync(join(workspace, 'dist/js'));
    writeFileSync(join(workspace, 'package.json'), JSON.stringify({ name: 'apps', private: true }));
    await runTool(
      [
        ...['npm', 'install', '--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-package-lock'],
        ...['--no-audit', '--no-fund', join(workspace, 'dist/js', tarball)],
      ],
      { cwd: workspace },
    );
    // Only now: npm would take a linked module for one that is not needed any more.
    for (const name of LINKED) linkModule(join(ROOT, 'node_modules', name), name);
    linkModule(join(ROOT, 'node_modules/tsx/dist/cli.mjs'), '.bin/tsx');
  });
}

export function linkModule(target: string, name: string): void {
  const link = join(findWorkspace(), 'node_modules', name);
  // A scope is a folder of its own: by a link to it, npm could remove what is in the other one.
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link);
}

/** @throws if the compiler finds something in it */
export async function compileTypeScript(folder: string, file: string): Promise<void> {
  await runTool([COMPILER, ...OPTIONS, file], { cwd: folder });
}
