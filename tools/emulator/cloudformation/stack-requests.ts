import type { DeployEngine, DeployRequest, StackResult } from './engine';
import { TemplateError } from './template-error';

/** The parameters of a request in the AWS Query protocol. */
export type Parameters = Readonly<Record<string, string>>;

/** CreateStack, UpdateStack and DeleteStack: each starts an operation and returns before its end. */
export interface StackRequests {
  /** @returns the stack's id */
  create(parameters: Parameters, caller: string | undefined): Promise<string>;
  /** @returns the stack's id */
  update(parameters: Parameters, caller: string | undefined): Promise<string>;
  delete(parameters: Parameters, caller: string | undefined): Promise<void>;
}

/** The name exists; CloudFormation has a code of its own for this error. */
export class AlreadyExistsError extends Error {
  override readonly name = 'AlreadyExistsException';
}

export function createStackRequests(engine: DeployEngine): StackRequests {
  return {
    async create(parameters, caller) {
      const request = readDeployRequest(parameters);
      if (isPresent(request.stackName)) throw new AlreadyExistsError(`Stack [${request.stackName}] already exists`);
      return await start(request.stackName, engine.deploy({ ...request, caller }));
    },
    async update(parameters, caller) {
      const request = readDeployRequest(parameters);
      if (!isPresent(request.stackName)) throw new TemplateError(`Stack [${request.stackName}] does not exist`);
      return await start(request.stackName, engine.deploy({ ...request, caller }));
    },
    async delete({ StackName: name = '' }, caller) {
      // The deletion of a stack that does not exist succeeds.
      if (isPresent(name)) await start(name, engine.delete(name, caller));
    },
  };

  function isPresent(name: string): boolean {
    const stack = engine.describe(name);
    return stack !== undefined && stack.status !== 'DELETE_COMPLETE';
  }

  /** Waits for the refusal of a request, but not for the end of the operation. */
  async function start(name: string, operation: Promise<StackResult>): Promise<string> {
    // The operation continues; its outcome is the stack's status.
    operation.catch(() => undefined);
    await Promise.race([operation, new Promise((resolve) => setImmediate(resolve))]);
    return engine.describe(name)?.id ?? '';
  }
}

function readDeployRequest(parameters: Parameters): DeployRequest {
  const { StackName: stackName = '', TemplateBody: template } = parameters;
  if (template === undefined) throw new TemplateError('Either Template URL or Template Body must be specified.');
  return {
    stackName,
    template,
    parameters: readMap(parameters, 'Parameters', 'ParameterKey', 'ParameterValue'),
    tags: readMap(parameters, 'Tags', 'Key', 'Value'),
  };
}

function readMap(parameters: Parameters, list: string, key: string, value: string): Record<string, string> {
  return Object.fromEntries(readList(parameters, list).map((member) => [member[key] ?? '', member[value] ?? '']));
}

/** Reads a list of structures: the members' parameters, without `<list>.member.<number>.`. */
export function readList(parameters: Parameters, list: string): readonly Parameters[] {
  const members = new Map<string, Record<string, string>>();
  for (const [name, value] of Object.entries(parameters)) {
    const [, index, key] = new RegExp(`^${list}\\.member\\.(\\d+)\\.(.+)$`).exec(name) ?? [];
    if (index !== undefined && key !== undefined) members.set(index, { ...members.get(index), [key]: value });
  }
  return [...members.values()];
}
