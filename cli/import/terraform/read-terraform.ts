import { dirname, resolve } from 'node:path';
import { CommandError } from '../../command-error';
import { isCdktfStack, parseCdktfStack, type CdktfStack } from './cdktf-stack';
import { nameSource } from '../read-file';
import { readDocument } from './read-document';
import { parseState, type TerraformState } from './terraform-state';

export interface TerraformInput {
  readonly state: TerraformState;
  /** Undefined if no `cdk.tf.json` was given. */
  readonly cdktf: CdktfStack | undefined;
}

/**
 * Reads a state, and `cdk.tf.json` of the same stack. The latter alone is enough if its state is local.
 *
 * @param paths - `-` is standard input
 * @throws CommandError if an input cannot be read or parsed, or if there is not exactly one state
 */
export async function readTerraform(paths: readonly string[]): Promise<TerraformInput> {
  const documents: (readonly [path: string, document: unknown])[] = [];
  for (const path of paths) documents.push([path, await readDocument(path)]);
  const stacks = documents.flatMap(([path, document]) =>
    isCdktfStack(document) ? [[path, parseCdktfStack(document)] as const] : [],
  );
  const states = documents.filter(([, document]) => !isCdktfStack(document));
  const [[stackPath, cdktf] = [], otherStack] = stacks;
  const [[statePath, document] = [], otherState] = states;
  if (otherStack !== undefined || otherState !== undefined) {
    const kind = otherState === undefined ? 'cdk.tf.json files' : 'states';
    throw new CommandError(`There are several ${kind}: expected one of them. Run import once for each.`);
  }
  if (statePath !== undefined) return { state: parseState(document, nameSource(statePath)), cdktf };
  if (cdktf === undefined || stackPath === undefined) throw new Error('There is no input');
  return { state: await readLocalState(cdktf, stackPath), cdktf };
}

async function readLocalState({ backend, statePath }: CdktfStack, stackPath: string): Promise<TerraformState> {
  if (statePath === undefined) {
    throw new CommandError(
      `The state of ${nameSource(stackPath)} is in the backend ${backend}. Run "terraform state pull > state.json" in its ` +
        'folder, and add --from-terraform state.json.',
    );
  }
  const path = resolve(stackPath === '-' ? '.' : dirname(stackPath), statePath);
  return parseState(await readDocument(path), path);
}
