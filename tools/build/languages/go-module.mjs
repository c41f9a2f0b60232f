import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './run-tool.mjs';

/**
 * Builds the module that was generated, with the versions of a user's go.mod in its own.
 *
 * What a module requires is the least that Go gives its users. The generator requires the versions that the library is
 * developed with, which are newer than the peer dependencies ask for, and which Go's registry may not have yet.
 */
export async function buildGoModule(folder, usersGoMod) {
  const edit = (...options) => runTool(['go', 'mod', 'edit', ...options], { cwd: folder });
  const required = await readRequirements(folder);
  const wanted = new Map((await readRequirements(join(usersGoMod, '..'))).map(({ Path, Version }) => [Path, Version]));
  for (const { Path, Indirect } of required) {
    // The indirect ones are those of the generator's version of the CDK; tidy finds the right ones.
    if (Indirect) await edit(`-droprequire=${Path}`);
    else if (wanted.has(Path)) await edit(`-require=${Path}@${wanted.get(Path)}`);
  }
  await runTool(['go', 'mod', 'tidy'], { cwd: folder });
  await runTool(['go', 'build', './...'], { cwd: folder });
}

async function readRequirements(folder) {
  return JSON.parse(await runTool(['go', 'mod', 'edit', '-json'], { cwd: folder })).Require ?? [];
}

/** The folder below the generated sources that is the module. */
export function nameGoModule(root) {
  const { jsii, name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return jsii.targets.go.packageName ?? name.replaceAll('-', '');
}
