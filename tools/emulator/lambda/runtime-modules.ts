import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Creates a module folder for `NODE_PATH` with the AWS SDK only, which is what Lambda's Node.js runtimes include.
 */
export function createRuntimeModules(scratchFolder: string): string {
  const modules = join(scratchFolder, 'runtime', 'node_modules');
  if (existsSync(modules)) return modules;
  mkdirSync(modules, { recursive: true });
  const client = dirname(require.resolve('@aws-sdk/client-ivs/package.json'));
  symlinkSync(dirname(client), join(modules, '@aws-sdk'), 'dir');
  return modules;
}
