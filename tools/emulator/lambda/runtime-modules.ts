import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Lambda's Node.js runtimes ship the AWS SDK and nothing else: makes a folder of modules that holds just that, for
 * `NODE_PATH`.
 */
export function createRuntimeModules(scratchFolder: string): string {
  const modules = join(scratchFolder, 'runtime', 'node_modules');
  if (existsSync(modules)) return modules;
  mkdirSync(modules, { recursive: true });
  const client = dirname(require.resolve('@aws-sdk/client-ivs/package.json'));
  symlinkSync(dirname(client), join(modules, '@aws-sdk'), 'dir');
  return modules;
}
