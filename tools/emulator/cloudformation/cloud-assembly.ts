import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../../cli/util/command-line';
import { getErrorMessage } from './error-message';
import { isObject, isStringList } from './values';
import type { JsonObject } from './values';

export interface AssemblyStack {
  readonly stackName: string;
  /** The template's text. */
  readonly template: string;
  /** Folders of code by S3 key. */
  readonly assets: ReadonlyMap<string, string>;
  readonly tags: Readonly<Record<string, string>>;
  /** Undefined in an environment-agnostic stack. */
  readonly account: string | undefined;
  /** Undefined in an environment-agnostic stack. */
  readonly region: string | undefined;
}

/**
 * Reads the stacks of a cloud assembly (a `cdk.out` folder) in dependency order, including those of its stages.
 *
 * @throws {@link UsageError} if the folder has no cloud assembly
 */
export function readCloudAssembly(folder: string): AssemblyStack[] {
  return readStacks(resolve(folder));
}

function readStacks(folder: string): AssemblyStack[] {
  const artifacts = readObject(readManifest(folder).artifacts);
  const ordered: string[] = [];
  const visit = (id: string): void => {
    const { dependencies } = readObject(artifacts[id]);
    if (ordered.includes(id)) return;
    if (isStringList(dependencies)) dependencies.forEach(visit);
    ordered.push(id);
  };
  Object.keys(artifacts).forEach(visit);
  return ordered.flatMap((id) => {
    const artifact = readObject(artifacts[id]);
    if (artifact.type === 'cdk:cloud-assembly') {
      return readStacks(join(folder, String(readObject(artifact.properties).directoryName)));
    }
    return artifact.type === 'aws:cloudformation:stack' ? [readStack(folder, id, artifact, artifacts)] : [];
  });
}

function readManifest(folder: string): JsonObject {
  const path = join(folder, 'manifest.json');
  try {
    return readJson(path);
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read (${getErrorMessage(error)}): expected the manifest of a cloud assembly. ` +
        'Give the output folder of cdk synth; its default is cdk.out.',
      { cause: error },
    );
  }
}

function readStack(folder: string, id: string, artifact: JsonObject, artifacts: JsonObject): AssemblyStack {
  const { stackName, templateFile, tags } = readObject(artifact.properties);
  if (typeof templateFile !== 'string') throw new Error(`${folder}: the stack ${id} has no template file.`);
  const dependencies = isStringList(artifact.dependencies) ? artifact.dependencies : [];
  const manifests = dependencies
    .map((name) => readObject(artifacts[name]))
    .filter(({ type }) => type === 'cdk:asset-manifest');
  return {
    stackName: typeof stackName === 'string' ? stackName : id,
    template: readFileSync(join(folder, templateFile), 'utf8'),
    assets: new Map(manifests.flatMap(({ properties }) => readAssets(folder, String(readObject(properties).file)))),
    tags: Object.fromEntries(Object.entries(readObject(tags)).map(([key, value]) => [key, String(value)])),
    ...readEnvironment(String(artifact.environment)),
  };
}

/** Parses `aws://123456789012/us-east-1`; `unknown-account` and `unknown-region` are undefined. */
function readEnvironment(environment: string): Pick<AssemblyStack, 'account' | 'region'> {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
  const known = (part: string): string | undefined => (part === '' || part.startsWith('unknown-') ? undefined : part);
  return { account: known(account), region: known(region) };
}

/** Reads the folders only; the other files of an assembly are its templates. */
function readAssets(folder: string, manifestFile: string): [key: string, path: string][] {
  const files = readObject(readJson(join(folder, manifestFile)).files);
  return Object.values(files).flatMap((file) => {
    const { source, destinations } = readObject(file);
    const { packaging, path } = readObject(source);
    if (packaging !== 'zip') return [];
    return Object.values(readObject(destinations)).map((destination): [string, string] => [
      String(readObject(destination).objectKey),
      join(folder, String(path)),
    ]);
  });
}

function readJson(path: string): JsonObject {
  return readObject(JSON.parse(readFileSync(path, 'utf8')));
}

function readObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
