import { describeValue } from '../../../schema/problem';
import { CommandError } from '../../command-error';
import { formatAddress, TERRAFORM_TYPE } from './address';
import { isObject, toList, toObject, toText, type JsonObject } from './json';
import { parseInstance, type TerraformInstance } from './terraform-instance';

/** The part of a state that concerns recording configurations. */
export interface TerraformState {
  /** The version of Terraform or OpenTofu that wrote the state. */
  readonly terraformVersion: string | undefined;
  /** At least one. */
  readonly instances: readonly TerraformInstance[];
}

/** The version of the state format since Terraform 0.12. */
const STATE_VERSION = 4;

/**
 * Parses a state file, or the output of `terraform show -json`.
 *
 * @param source - the name of the file, for errors
 * @throws CommandError if it is neither, or if it has no recording configurations
 */
export function parseState(document: unknown, source: string): TerraformState {
  const state = assertState(document, source);
  const instances = 'resources' in state ? parseResources(state) : parseModules(toObject(state.values).root_module);
  if (instances.length === 0) {
    throw new CommandError(`${source} has no ${TERRAFORM_TYPE}. Check the folder and the workspace of the state.`);
  }
  return { terraformVersion: toText(state.terraform_version), instances };
}

function assertState(document: unknown, source: string): JsonObject {
  const state = toObject(document);
  if ('encrypted_data' in state) {
    throw new CommandError(`${source} is encrypted. Pass the output of "tofu show -json" instead.`);
  }
  if (Array.isArray(state.resources) && state.version === STATE_VERSION) return state;
  if ('planned_values' in state) {
    throw new CommandError(
      `${source} is a plan. Pass the output of "terraform show -json" without a plan file instead.`,
    );
  }
  if (typeof state.format_version === 'string') return state;
  if (typeof state.version === 'number' && state.version !== STATE_VERSION) {
    throw new CommandError(
      `${source} has the state version ${describeValue(state.version)}: expected ${STATE_VERSION}. ` +
        'Pass the output of "terraform show -json" instead.',
    );
  }
  throw new CommandError(
    `${source} is not a Terraform state: expected terraform.tfstate, or the output of "terraform state pull" or ` +
      '"terraform show -json".',
  );
}

/** Parses the resources of a state file. */
function parseResources(state: JsonObject): readonly TerraformInstance[] {
  return toList(state.resources)
    .map(toObject)
    .filter(isRecordingConfiguration)
    .flatMap((resource) =>
      toList(resource.instances)
        .map(toObject)
        .map((instance) => {
          const address = formatAddress(toText(resource.module), toText(resource.name) ?? '', instance.index_key);
          const isDeposed = toText(instance.deposed) !== undefined;
          const condition = isDeposed ? 'deposed' : instance.status === 'tainted' ? 'tainted' : 'current';
          return parseInstance(address, instance.attributes, condition);
        }),
    );
}

/** Parses the modules of `terraform show -json`. */
function parseModules(root: unknown): readonly TerraformInstance[] {
  const instances: TerraformInstance[] = [];
  const modules = [root];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    const { resources, child_modules: children } = toObject(module);
    for (const resource of toList(resources).filter(isObject).filter(isRecordingConfiguration)) {
      const isDeposed = toText(resource.deposed_key) !== undefined;
      const condition = isDeposed ? 'deposed' : resource.tainted === true ? 'tainted' : 'current';
      instances.push(parseInstance(toText(resource.address) ?? '', resource.values, condition));
    }
    modules.push(...[...toList(children)].reverse());
  }
  return instances;
}

function isRecordingConfiguration({ mode, type }: JsonObject): boolean {
  return mode === 'managed' && type === TERRAFORM_TYPE;
}
