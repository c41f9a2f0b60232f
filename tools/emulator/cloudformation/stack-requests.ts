import type { DeployEngine, DeployRequest, StackResult } from './engine';
import { assertCapabilities } from './capabilities';
import { RequestError } from './request-error';
import type { ResourceToImport } from './resources-to-import';
import { ON_FAILURE } from './stack-operations';
import type { OnFailure } from './stack-operations';
import { loadTemplate } from './template';
import { TemplateError } from './template-error';

/** The parameters of a request in the AWS Query protocol. */
export type Parameters = Readonly<Record<string, string>>;

/** Reads an object of S3, such as a template, by its URL; undefined if there is none. */
export type ReadObject = (url: string) => string | undefined;

/** CreateStack, UpdateStack, DeleteStack and the rollbacks: each starts an operation and returns before its end. */
export interface StackRequests {
  /** @returns the stack's id */
  create(parameters: Parameters, caller: string | undefined): Promise<string>;
  /** @returns the stack's id */
  update(parameters: Parameters, caller: string | undefined): Promise<string>;
  delete(parameters: Parameters, caller: string | undefined): Promise<void>;
  /** RollbackStack and ContinueUpdateRollback. @returns the stack's id */
  rollback(parameters: Parameters, caller: string | undefined): Promise<string>;
  /** Reads the template and the values of a request. @throws TemplateError, or RequestError */
  read(parameters: Parameters): DeployRequest;
  /** Starts a deployment. @returns the stack's id */
  deploy(request: DeployRequest): Promise<string>;
  /** Starts an import. @returns the stack's id */
  import(request: DeployRequest, imported: readonly ResourceToImport[]): Promise<string>;
}

export function createStackRequests(engine: DeployEngine, readObject: ReadObject): StackRequests {
  return {
    async create(parameters, caller) {
      const request = read(parameters);
      if (isPresent(request.stackName)) {
        throw new RequestError('AlreadyExistsException', `Stack [${request.stackName}] already exists`);
      }
      return await deploy({ ...request, caller, onFailure: readOnFailure(parameters) });
    },
    async update(parameters, caller) {
      const request = read(parameters);
      if (!isPresent(request.stackName)) throw new TemplateError(`Stack [${request.stackName}] does not exist`);
      const { resources, hasOthers } = engine.preview(request);
      if (resources.length === 0 && !hasOthers) throw new TemplateError('No updates are to be performed.');
      return await deploy({ ...request, caller, onFailure: readOnFailure(parameters) });
    },
    async delete({ StackName: name = '' }, caller) {
      // The deletion of a stack that does not exist succeeds.
      if (isPresent(name)) await start(name, engine.delete(name, caller));
    },
    async rollback({ StackName: name = '', RetainExceptOnCreate: retains, ...others }, caller) {
      if (Object.keys(others).some((key) => key.startsWith('ResourcesToSkip.'))) {
        throw new TemplateError('The emulator cannot skip resources in a rollback; omit ResourcesToSkip.');
      }
      return await start(name, engine.rollback(name, { caller, retainsExceptOnCreate: retains === 'true' }));
    },
    read,
    deploy,
    import: (request, imported) => start(request.stackName, engine.import(request, imported)),
  };

  function isPresent(name: string): boolean {
    const stack = engine.describe(name);
    return stack !== undefined && stack.status !== 'DELETE_COMPLETE';
  }

  function deploy(request: DeployRequest): Promise<string> {
    return start(request.stackName, engine.deploy(request));
  }

  /** Waits for the refusal of a request, but not for the end of the operation. */
  async function start(name: string, operation: Promise<StackResult>): Promise<string> {
    // The operation continues; its outcome is the stack's status.
    operation.catch(() => undefined);
    await Promise.race([operation, new Promise((resolve) => setImmediate(resolve))]);
    return engine.describe(name)?.id ?? '';
  }

  function read(parameters: Parameters): DeployRequest {
    const { StackName: nameOrId = '' } = parameters;
    const stack = engine.describe(nameOrId);
    const stackName = stack?.name ?? nameOrId;
    const isPrevious = parameters.UsePreviousTemplate === 'true';
    const template = isPrevious ? stack?.deployment.source : readTemplate(parameters, readObject);
    if (template === undefined) throw new TemplateError('Either Template URL or Template Body must be specified.');
    assertCapabilities(loadTemplate(template), readList(parameters, 'Capabilities'));
    return {
      stackName,
      template,
      parameters: readParameters(parameters, (name) => stack?.deployment.parameters.get(name)),
      // Without the list, an update keeps the tags. An empty list removes them.
      tags: hasList(parameters, 'Tags') ? readMap(parameters, 'Tags', 'Key', 'Value') : (stack?.deployment.tags ?? {}),
    };
  }
}

/** Reads DisableRollback, or the option of this name and value. @throws TemplateError if both are specified */
export function readOnFailure(
  { DisableRollback: disablesRollback, OnFailure: onCreation }: Parameters,
  option = 'OnFailure',
  given = onCreation,
): OnFailure {
  if (given === undefined) return disablesRollback === 'true' ? 'DO_NOTHING' : 'ROLLBACK';
  if (disablesRollback !== undefined) {
    throw new TemplateError(`You can specify either DisableRollback or ${option}, but not both.`);
  }
  const onFailure = ON_FAILURE.find((name) => name === given);
  if (onFailure === undefined) {
    throw new TemplateError(`${option} is ${JSON.stringify(given)}: expected one of ${ON_FAILURE.join(', ')}.`);
  }
  return onFailure;
}

/** Returns the template of a request; undefined if it has none. */
export function readTemplate(
  { TemplateBody: body, TemplateURL: url }: Parameters,
  readObject: ReadObject,
): string | undefined {
  if (url === undefined) return body;
  const text = readObject(url);
  if (text === undefined) throw new TemplateError(`S3 error: Access Denied: the emulator has no object ${url}`);
  return text;
}

function readParameters(
  parameters: Parameters,
  findPrevious: (name: string) => string | readonly string[] | undefined,
): Record<string, string> {
  const values = readMap(parameters, 'Parameters', 'ParameterKey', 'ParameterValue');
  const previous = readMap(parameters, 'Parameters', 'ParameterKey', 'UsePreviousValue');
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (previous[name] !== 'true') return [name, value];
      const kept = findPrevious(name);
      if (kept === undefined) throw new TemplateError(`Parameter ${name} has no previous value.`);
      return [name, typeof kept === 'string' ? kept : kept.join(',')];
    }),
  );
}

function hasList(parameters: Parameters, list: string): boolean {
  return Object.keys(parameters).some((name) => name === list || name.startsWith(`${list}.`));
}

/** Reads a list of strings. */
function readList(parameters: Parameters, list: string): readonly string[] {
  return Object.entries(parameters).flatMap(([name, value]) => (name.startsWith(`${list}.member.`) ? [value] : []));
}

function readMap(parameters: Parameters, list: string, key: string, value: string): Record<string, string> {
  return Object.fromEntries(readMembers(parameters, list).map((member) => [member[key] ?? '', member[value] ?? '']));
}

/** Reads a list of structures: the members' parameters, without `<list>.member.<number>.`. */
export function readMembers(parameters: Parameters, list: string): readonly Parameters[] {
  const members = new Map<string, Record<string, string>>();
  for (const [name, value] of Object.entries(parameters)) {
    const [, index, key] = new RegExp(`^${list}\\.member\\.(\\d+)\\.(.+)$`).exec(name) ?? [];
    if (index !== undefined && key !== undefined) members.set(index, { ...members.get(index), [key]: value });
  }
  return [...members.values()];
}
