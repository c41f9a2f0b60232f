import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { formatMessage } from '../../schema/messages';

/**
 * The bundled handler of this package.
 *
 * @param from - a folder of the package
 * @throws if it is not built, which happens in a checkout only
 */
export function loadHandlerCode(from: string = __dirname): Code {
  const folder = join(findPackageRoot(from), 'lambda', 'dist');
  if (!existsSync(join(folder, 'index.js'))) {
    throw new Error(formatMessage('HandlerNotBuilt', { folder }));
  }
  return Code.fromAsset(folder);
}

/** The folder of package.json: this file runs as its source and, compiled, from a deeper folder. */
function findPackageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) {
    throw new Error(formatMessage('PackageRootNotFound', {}));
  }
  return findPackageRoot(parent);
}
