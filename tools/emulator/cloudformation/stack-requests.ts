import type { DeployEngine, DeployRequest, StackResult } from './engine';
import { TemplateError } from './template-error';

/** The parameters of a request in the AWS Query protocol. */
export type Parameters = Readonly<Record<string, string>>;

/** CreateStack, UpdateStack and DeleteStack: each starts an operation and returns before its end. */
export interface StackRequests {
  /** @returns the stack's id */
  create(parameters: Parameters): Promise<string>;
  /** @returns the stack's id */
  update(parameters: Parameters): Promise<string>;
  delete(parameters: Parameters): Promise<void>;
}

/** The name exists; CloudFormation has a code of its own for this error. */
export class AlreadyExistsError extends Error {
  override readonly name = 'AlreadyExistsException';
}

export function createStackRequests(engine: DeployEngine): StackRequests {
  return {
    async create(parameters) {
      const request = readDeployRequest(parameters);
      if (isPresent(request.stackName)) throw new AlreadyExistsError(`Stack [${request.stackName}] already exists`);
      return await start(request.stackName, engine.deploy(request));
    },
    async update(parameters) {
      const request = readDeployRequest(parameters);
      if (!isPresent(request.stackName)) throw new TemplateError(`Stack [${request.stackName}] does not exist`);
      return await start(request.stackName, engine.deploy(request));
    },
    async delete({ StackName: name = '' }) {
      // The deletion of a stack that does not exist succeeds.
      if (isPresent(name)) await start(name, engine.delete(name));
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
  const names = Object.entries(parameters).filter(
    ([name]) => name.startsWith(`${list}.member.`) && name.endsWith(`.${key}`),
  );
  return Object.fromEntries(
    names.map(([name, text]) => [text, parameters[`${name.slice(0, -key.length)}${value}`] ?? '']),
  );
}
