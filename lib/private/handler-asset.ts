import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { formatMessage } from '../../schema/messages';

/**
 * Returns the bundled function code of this package.
 *
 * @param from - a folder of the package
 * @throws if the code is not built, which only happens in a checkout
 */
export function loadHandlerCode(from: string = __dirname): Code {
  const folder = join(findPackageRoot(from), 'lambda', 'dist');
  if (!existsSync(join(folder, 'index.js'))) {
    throw new Error(formatMessage('HandlerNotBuilt', { folder }));
  }
  return Code.fromAsset(folder);
}

/** Finds the folder of package.json. This file runs as source, and compiled in a deeper folder. */
function findPackageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) {
    throw new Error(formatMessage('PackageRootNotFound', {}));
  }
  return findPackageRoot(parent);
}
