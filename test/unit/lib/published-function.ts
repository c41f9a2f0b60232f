import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';

/** The function's code as the CDK CLI finds it in an assembly. */
export interface PublishedFunction {
  /** The code itself. */
  readonly code: string;
  /** Its folder, as the assembly names it. */
  readonly path: string;
  /** The upload destination. */
  readonly destinations: readonly Readonly<Record<string, string>>[];
}

interface AssetManifest {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string; readonly packaging: string };
        readonly destinations: Readonly<Record<string, Readonly<Record<string, string>>>>;
      }
    >
  >;
}

/** The one folder that a stack uploads, which is its function. */
export function readPublishedFunction(assembly: CloudAssembly, stack: Stack): PublishedFunction {
  const { files } = JSON.parse(
    readFileSync(join(assembly.directory, `${stack.artifactId}.assets.json`), 'utf8'),
  ) as AssetManifest;
  const [folder, ...others] = Object.values(files).filter(({ source }) => source.packaging === 'zip');
  if (folder === undefined || others.length > 0) throw new Error('The stack does not upload exactly one folder.');
  const { path } = folder.source;
  return {
    code: readFileSync(join(assembly.directory, path, 'index.js'), 'utf8'),
    path,
    destinations: Object.values(folder.destinations),
  };
}
