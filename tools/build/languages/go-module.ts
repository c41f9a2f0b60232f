import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runTool } from './run-tool';

interface Requirement {
  readonly Path: string;
  readonly Version: string;
  readonly Indirect?: boolean;
}

/**
 * Builds the generated module with the versions of the go.mod of the example.
 *
 * The requirements of a module are the minimum for its users. The generator requires the versions that the library is
 * developed with, which are newer than the peer dependencies, and which the registry of Go may not have yet.
 */
export async function buildGoModule(folder: string, exampleGoMod: string): Promise<void> {
  const edit = (option: string): Promise<string> => runTool(['go', 'mod', 'edit', option], folder);
  const versions = new Map((await readRequirements(dirname(exampleGoMod))).map(({ Path, Version }) => [Path, Version]));
  for (const { Path, Indirect } of await readRequirements(folder)) {
    const version = versions.get(Path);
    // Indirect requirements match the CDK version of the generator; tidy finds the right ones.
    if (Indirect === true) await edit(`-droprequire=${Path}`);
    else if (version !== undefined) await edit(`-require=${Path}@${version}`);
  }
  await runTool(['go', 'mod', 'tidy'], folder);
  await runTool(['go', 'build', './...'], folder);
}

async function readRequirements(folder: string): Promise<readonly Requirement[]> {
  const module = JSON.parse(await runTool(['go', 'mod', 'edit', '-json'], folder)) as { Require?: Requirement[] };
  return module.Require ?? [];
}

/** Returns the folder of the module below the generated sources. */
export function nameGoModule(root: string): string {
  const { jsii, name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly jsii: { readonly targets: { readonly go: { readonly packageName?: string } } };
  };
  return jsii.targets.go.packageName ?? name.replaceAll('-', '');
}
