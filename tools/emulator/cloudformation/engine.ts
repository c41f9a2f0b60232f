import type { Clock } from '../clock';
import { prepareChangeSet } from './change-set';
import type { ChangeSet } from './change-set';
import { createStackEventLog } from './stack-event-log';
import type { StackEventListener } from './stack-event-log';
import { findBlockedExport } from './outputs';
import { resolveParameters } from './parameters';
import type { HandlerRegistry } from './resource-handler';
import { createScope } from './scope';
import { isInProgress, isPaused, listPresentResources } from './stack';
import type { Deployment, Stack, StackEvent, StackStatus } from './stack';
import { importIntoStack } from './import-resources';
import { checkImport, findImportProblem } from './resources-to-import';
import type { ResourceToImport } from './resources-to-import';
import { listChanges } from './stack-changes';
import type { ResourceChange, StackChanges } from './stack-changes';
import { createStack, deleteStack, rollbackStack, updateStack } from './stack-operations';
import type { OnFailure } from './stack-operations';
import { loadTemplate } from './template';
import { TemplateError } from './template-error';
import type { JsonObject } from './values';
import { createStackId, findStack, listExports } from './account-state';
import type { AuthorizeCaller, Export, AccountState } from './account-state';

export interface EngineOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly findHandler: HandlerRegistry;
  /** See `AccountState`. Default: true. */
  readonly adoptFailedUpdateId?: boolean;
  /** Default: every caller may do everything. */
  readonly authorizeCaller?: AuthorizeCaller;
}

export interface DeployRequest {
  readonly stackName: string;
  /** JSON or YAML text, or a template already parsed. */
  readonly template: string | JsonObject;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Default: ROLLBACK. */
  readonly onFailure?: OnFailure;
  /** The caller's access key id. Default: a caller that may do everything. */
  readonly caller?: string | undefined;
  /**
   * The name or id of the parent of a new nested stack. It only affects the descriptions: tests set the status of
   * both stacks.
   */
  readonly nestedIn?: string;
}

export interface StackResult {
  readonly stackId: string;
  readonly stackName: string;
  readonly status: StackStatus;
  readonly statusReason: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  /** The events of this operation, oldest first. */
  readonly events: readonly StackEvent[];
}

export interface ImportPreview {
  readonly resources: readonly ResourceChange[];
  readonly problem: string | undefined;
}

export interface RollbackOptions {
  readonly caller?: string | undefined;
  /** Whether resources that the failed operation created are deleted despite `DeletionPolicy: Retain`. */
  readonly retainsExceptOnCreate?: boolean;
}

/** CloudFormation without its HTTP API. */
export interface DeployEngine {
  /**
   * Creates or updates a stack and waits for the end. Resolves with any final status. Rejects with a `TemplateError`,
   * before anything is deployed, if CloudFormation would reject the request.
   */
  deploy(request: DeployRequest): Promise<StackResult>;
  /**
   * Validates a deployment without starting it.
   *
   * @returns what it would change
   * @throws TemplateError if CloudFormation would reject the request
   */
  preview(request: DeployRequest): StackChanges;
  /**
   * Validates an import without starting it.
   *
   * @returns the changes, and the reason why they cannot be made
   * @throws TemplateError if CloudFormation would reject the request
   */
  previewImport(request: DeployRequest, imported: readonly ResourceToImport[]): ImportPreview;
  /** Imports resources into a stack, or into one in review, and waits for the end. */
  import(request: DeployRequest, imported: readonly ResourceToImport[]): Promise<StackResult>;
  /** Returns the property that identifies a resource to import; undefined if the type is not imported. */
  readonly findIdentifier: (type: string) => string | undefined;
  /** Adds a stack without resources, which a deployment then creates. */
  addReviewStack(stackName: string): Stack;
  delete(stackName: string, caller?: string): Promise<StackResult>;
  /** Returns a stack after a failed operation to its last successful deployment, and waits for the end. */
  rollback(stackName: string, options?: RollbackOptions): Promise<StackResult>;
  /** Describes a stack by name, or by id if it is deleted. */
  describe(nameOrId: string): Stack | undefined;
  listStacks(): readonly Stack[];
  listExports(): readonly Export[];
  onEvent(listener: StackEventListener): () => void;
}

const UPDATABLE: readonly StackStatus[] = [
  'CREATE_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
];

const EMPTY_DEPLOYMENT: Deployment = {
  source: '',
  template: { parameters: {}, mappings: {}, conditions: {}, resources: {}, outputs: {} },
  parameters: new Map(),
  tags: {},
};

export function createDeployEngine(options: EngineOptions): DeployEngine {
  const { accountId, region, clock, findHandler, adoptFailedUpdateId = true } = options;
  const { authorizeCaller = () => undefined } = options;
  const eventLog = createStackEventLog(clock);
  const account: AccountState = {
    ...{ accountId, region, clock, findHandler, eventLog, adoptFailedUpdateId, authorizeCaller },
    stacks: [],
  };

  return {
    async deploy(request) {
      const deployment = readDeployment(request);
      const { stackName, nestedIn } = request;
      const existing = findStack(account, stackName);
      if (existing?.status === 'REVIEW_IN_PROGRESS') return await create(existing, deployment, request);
      if (existing?.status === 'ROLLBACK_COMPLETE') {
        // As the CDK CLI does: such a stack can only be deleted.
        await run(existing, request.caller, () => deleteStack(account, existing));
      } else if (existing !== undefined) return await update(existing, deployment, request);
      return await create(createEmptyStack(stackName, nestedIn), deployment, request);
    },

    preview(request) {
      const deployment = readDeployment(request);
      const { stack, changeSet } = prepareRequest(request, deployment);
      return listChanges(stack, deployment, changeSet.resources, findHandler);
    },

    previewImport(request, imported) {
      const deployment = readDeployment(request);
      const { stack, changeSet } = prepareRequest(request, deployment);
      const changes = listChanges(stack, deployment, changeSet.resources, findHandler);
      const resources = checkImport(stack, deployment, changes, imported, findHandler);
      const problem = findImportProblem(account, imported);
      return { resources: problem === undefined ? resources : [], problem };
    },

    async import(request, imported) {
      const deployment = readDeployment(request);
      const stack = findStack(account, request.stackName);
      if (stack === undefined) throw new TemplateError(`Stack with id ${request.stackName} does not exist`);
      const { changeSet } = prepareRequest(request, deployment);
      return await run(stack, request.caller, () => importIntoStack(account, stack, deployment, changeSet, imported));
    },

    findIdentifier: (type) => findHandler(type)?.existing?.identifier,

    addReviewStack(stackName) {
      const stack = createEmptyStack(stackName);
      account.stacks.push(stack);
      eventLog.setStackStatus(stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
      return stack;
    },

    async delete(stackName, caller) {
      const stack = findStack(account, stackName);
      if (stack === undefined) throw new TemplateError(`Stack with id ${stackName} does not exist`);
      assertNotInProgress(stack, 'deleted');
      const blocked = findBlockedExport(account, stack, new Map());
      if (blocked !== undefined) throw new TemplateError(blocked);
      return await run(stack, caller, () => deleteStack(account, stack));
    },

    async rollback(stackName, { caller, retainsExceptOnCreate = false } = {}) {
      const stack = findStack(account, stackName);
      if (stack === undefined) throw new TemplateError(`Stack with id ${stackName} does not exist`);
      if (!isPaused(stack) && stack.status !== 'UPDATE_ROLLBACK_FAILED') {
        throw new TemplateError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
      }
      return await run(stack, caller, () => rollbackStack(account, stack, retainsExceptOnCreate));
    },

    describe: (nameOrId) => findStack(account, nameOrId),
    listStacks: () => account.stacks,
    listExports: () => listExports(account),
    onEvent: (listener) => eventLog.subscribe(listener),
  };

  function readDeployment({ stackName, template: source, parameters = {}, tags = {} }: DeployRequest): Deployment {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(stackName)) {
      throw new TemplateError(
        `Stack name ${JSON.stringify(stackName)} must start with a letter and hold 1-128 letters, digits and hyphens.`,
      );
    }
    const template = loadTemplate(source);
    const text = typeof source === 'string' ? source : JSON.stringify(source);
    return { source: text, template, parameters: resolveParameters(template, parameters), tags };
  }

  function createEmptyStack(name: string, nestedIn?: string): Stack {
    const parent = nestedIn === undefined ? undefined : findStack(account, nestedIn);
    if (nestedIn !== undefined && parent === undefined)
      throw new TemplateError(`Stack with id ${nestedIn} does not exist`);
    return {
      name,
      id: createStackId(account, name),
      parentId: parent?.id,
      rootId: parent?.rootId ?? parent?.id,
      createdAt: clock.now(),
      updatedAt: undefined,
      deletedAt: undefined,
      status: 'CREATE_IN_PROGRESS',
      statusReason: undefined,
      deployment: EMPTY_DEPLOYMENT,
      resources: new Map(),
      outputs: new Map(),
      imports: new Set(),
      events: [],
    };
  }

  type RunOptions = Pick<DeployRequest, 'caller' | 'onFailure'>;

  async function create(
    stack: Stack,
    deployment: Deployment,
    { caller, onFailure = 'ROLLBACK' }: RunOptions,
  ): Promise<StackResult> {
    const changeSet = prepare(stack, deployment);
    stack.deployment = deployment;
    if (!account.stacks.includes(stack)) account.stacks.push(stack);
    return await run(stack, caller, () => createStack(account, stack, changeSet, onFailure));
  }

  async function update(
    stack: Stack,
    deployment: Deployment,
    { caller, onFailure = 'ROLLBACK' }: RunOptions,
  ): Promise<StackResult> {
    const changeSet = prepareUpdate(stack, deployment);
    if (isPaused(stack) && onFailure !== 'DO_NOTHING') {
      // Observed: https://github.com/aws/aws-cdk/issues/30546.
      throw new TemplateError(
        `This stack is currently in a non-terminal [${stack.status}] state. To update the stack from this state, please ` +
          'use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the ' +
          'rollback-stack API',
      );
    }
    return await run(stack, caller, () => updateStack(account, stack, deployment, changeSet, onFailure));
  }

  /** @returns the stack unless it is new, and the validated deployment */
  function prepareRequest(
    { stackName }: DeployRequest,
    deployment: Deployment,
  ): { readonly stack: Stack | undefined; readonly changeSet: ChangeSet } {
    const stack = findStack(account, stackName);
    if (stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') {
      return { stack, changeSet: prepareUpdate(stack, deployment) };
    }
    return { stack: undefined, changeSet: prepare(stack ?? createEmptyStack(stackName), deployment) };
  }

  function prepare(stack: Stack, deployment: Deployment): ChangeSet {
    return prepareChangeSet(deployment, createScope(account, stack, deployment), findHandler);
  }

  function prepareUpdate(stack: Stack, deployment: Deployment): ChangeSet {
    assertNotInProgress(stack, 'updated');
    if (!UPDATABLE.includes(stack.status) && !isPaused(stack)) {
      throw new TemplateError(`Stack:${stack.id} is in ${stack.status} state and can not be updated; delete it first.`);
    }
    const changeSet = prepare(stack, deployment);
    for (const { logicalId, type } of listPresentResources(stack)) {
      const newType = changeSet.resources.get(logicalId)?.type ?? type;
      if (newType !== type) {
        throw new TemplateError(
          `Update of resource type is not permitted. The new template modifies resource type of the following ` +
            `resources: [${logicalId}], from ${type} to ${newType}; use another logical id.`,
        );
      }
    }
    return changeSet;
  }

  function assertNotInProgress(stack: Stack, verb: string): void {
    if (isInProgress(stack)) {
      throw new TemplateError(`Stack:${stack.id} is in ${stack.status} state and can not be ${verb}.`);
    }
  }
}

async function run(stack: Stack, caller: string | undefined, operate: () => Promise<void>): Promise<StackResult> {
  const first = stack.events.length;
  stack.caller = caller;
  await operate();
  return {
    stackId: stack.id,
    stackName: stack.name,
    status: stack.status,
    statusReason: stack.statusReason,
    outputs: Object.fromEntries([...stack.outputs].map(([name, { value }]) => [name, value])),
    events: stack.events.slice(first),
  };
}
