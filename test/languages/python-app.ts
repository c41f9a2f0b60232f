import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runTool } from './tool';
import { doOnce, findWorkspace, ROOT } from './workspace';

const CONSTRAINTS = join(ROOT, 'test/languages/constraints.txt');
const REQUIREMENTS = join(ROOT, 'examples/python/requirements.txt');

/** The bin folder of a virtual environment with only the wheel and the requirements of the example. */
function findBin(): string {
  return join(findWorkspace(), 'python-environment/bin');
}

/** Creates the virtual environment. */
export async function preparePython(): Promise<void> {
  await doOnce('python', async () => {
    const folder = join(findWorkspace(), 'dist/python');
    const wheels = readdirSync(folder).filter((name) => name.endsWith('.whl'));
    await runTool(['python3', '-m', 'venv', '--clear', join(findBin(), '..')], { cwd: findWorkspace() });
    await installPython('--requirement', REQUIREMENTS, ...wheels.map((name) => join(folder, name)));
  });
}

/** Installs more packages, in the versions of constraints.txt. */
export async function installPython(...requirements: readonly string[]): Promise<void> {
  const options = ['--quiet', '--disable-pip-version-check', '--no-compile', '--constraint', CONSTRAINTS];
  await runTool([join(findBin(), 'python'), '-m', 'pip', 'install', ...options, ...requirements], {
    cwd: findWorkspace(),
  });
}

export function createPythonEnvironment(): NodeJS.ProcessEnv {
  return { PATH: [findBin(), process.env.PATH].join(delimiter), VIRTUAL_ENV: join(findBin(), '..') };
}

/** The site-packages folder of the virtual environment. */
export async function findSitePackages(): Promise<string> {
  const code = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return (await runTool([join(findBin(), 'python'), '-c', code], { cwd: findWorkspace() })).trim();
}
