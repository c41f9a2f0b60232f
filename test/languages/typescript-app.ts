import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { doOnce, findWorkspace, ROOT } from './workspace';
import { runTool } from './tool';

/** The packages that the apps use from this project instead of a registry. */
const LINKED = ['aws-cdk-lib', 'constructs', 'tsx', 'typescript', '@types/node'];
const COMPILER = join(ROOT, 'node_modules/.bin/tsc');
const OPTIONS = ['--noEmit', '--strict', '--noUnusedLocals', '--skipLibCheck', '--module', 'node20', '--types', 'node'];

/** Installs the tarball and the other dependencies of the apps. */
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
    // After npm install, because npm removes linked modules as extraneous.
    for (const name of LINKED) linkModule(join(ROOT, 'node_modules', name), name);
    linkModule(join(ROOT, 'node_modules/tsx/dist/cli.mjs'), '.bin/tsx');
  });
}

export function linkModule(target: string, name: string): void {
  const link = join(findWorkspace(), 'node_modules', name);
  // Creates the folder of a scope instead of a link, through which npm could remove the packages of this project.
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link);
}

/** @throws if the file does not compile */
export async function compileTypeScript(folder: string, file: string): Promise<void> {
  await runTool([COMPILER, ...OPTIONS, file], { cwd: folder });
}
