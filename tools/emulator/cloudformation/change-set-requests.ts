import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { DeployEngine, DeployRequest } from './engine';
import { RequestError } from './request-error';
import type { ResourceToImport } from './resources-to-import';
import type { ResourceChange } from './stack-changes';
import { readMembers, readOnFailure } from './stack-requests';
import type { Parameters, StackRequests } from './stack-requests';
import { TemplateError } from './template-error';
import type { XmlValue } from './xml';

/** CreateChangeSet, DescribeChangeSet, ExecuteChangeSet, DeleteChangeSet and ListChangeSets. */
export interface ChangeSetRequests {
  create(parameters: Parameters): XmlValue;
  describe(parameters: Parameters): XmlValue;
  execute(parameters: Parameters, caller: string | undefined): Promise<XmlValue>;
  delete(parameters: Parameters): XmlValue;
  list(parameters: Parameters): XmlValue;
}

interface StoredChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly request: DeployRequest;
  /** OnStackFailure; undefined if the execution decides. */
  readonly onStackFailure: string | undefined;
  /** The resources of an import; undefined for other types. */
  readonly imported: readonly ResourceToImport[] | undefined;
  readonly changes: readonly ResourceChange[];
  /** Why it cannot be executed. */
  readonly problem: string | undefined;
  isExecuted: boolean;
}

export interface ChangeSetOptions {
  readonly engine: DeployEngine;
  readonly requests: StackRequests;
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

const IMPORT_REVIEW =
  'Verify that resources and their properties defined in the template match the intended configuration of the resource ' +
  'import to avoid unexpected changes.';

export function createChangeSetRequests(options: ChangeSetOptions): ChangeSetRequests {
  const { engine, requests, accountId, region, clock } = options;
  const changeSets = new Map<string, StoredChangeSet>();

  return {
    create(parameters) {
      const { ChangeSetName: name = '', ChangeSetType: type = 'UPDATE', Description: description } = parameters;
      const { OnStackFailure: onStackFailure } = parameters;
      if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
        throw new TemplateError(`ChangeSetName ${JSON.stringify(name)} must start with a letter.`);
      }
      if (readOnFailure({}, 'OnStackFailure', onStackFailure) === 'DELETE' && type !== 'CREATE') {
        throw new TemplateError('OnStackFailure DELETE is only valid when ChangeSetType is CREATE.');
      }
      const request = requests.read(parameters);
      const { stackName } = request;
      const stack = engine.describe(stackName);
      const isNew = stack === undefined || stack.status === 'REVIEW_IN_PROGRESS';
      if (type === 'CREATE' && !isNew) {
        throw new TemplateError(`Stack [${stackName}] already exists and cannot be created again with the changeSet.`);
      }
      if (type === 'UPDATE' && isNew) throw new TemplateError(`Stack [${stackName}] does not exist`);
      const imported = type === 'IMPORT' ? readResourcesToImport(parameters) : undefined;
      const { changes, problem } = preview(request, imported);
      const stackId = (stack ?? engine.addReviewStack(stackName)).id;
      if (findByName(stackId, name) !== undefined) {
        throw new RequestError('AlreadyExistsException', `ChangeSet ${name} already exists`);
      }
      const id = `arn:aws:cloudformation:${region}:${accountId}:changeSet/${name}/${randomUUID()}`;
      const createdAt = clock.now();
      changeSets.set(id, {
        id,
        name,
        stackId,
        description,
        createdAt,
        request,
        onStackFailure,
        imported,
        changes,
        problem,
        isExecuted: false,
      });
      return { Id: id, StackId: stackId };
    },

    describe(parameters) {
      const changeSet = get(parameters);
      return {
        ...summarize(changeSet),
        Parameters: Object.entries(changeSet.request.parameters ?? {}).map(([name, value]) => ({
          ParameterKey: name,
          ParameterValue: value,
        })),
        OnStackFailure: changeSet.onStackFailure,
        Tags: Object.entries(changeSet.request.tags ?? {}).map(([key, value]) => ({ Key: key, Value: value })),
        Changes: changeSet.changes.map(describeChange),
      };
    },

    async execute(parameters, caller) {
      const changeSet = get(parameters);
      const { id, stackId, request, onStackFailure, imported, problem, isExecuted } = changeSet;
      const onFailure = readOnFailure(parameters, 'OnStackFailure', onStackFailure);
      if (problem !== undefined || isExecuted) {
        throw new RequestError(
          'InvalidChangeSetStatus',
          `ChangeSet [${id}] cannot be executed in its current status of [${problem === undefined ? 'EXECUTE_COMPLETE' : 'FAILED'}]`,
        );
      }
      // The execution deletes the other change sets of the stack.
      for (const other of listOf(stackId)) if (other.id !== id) changeSets.delete(other.id);
      if (imported === undefined) await requests.deploy({ ...request, caller, onFailure });
      else await requests.import({ ...request, caller }, imported);
      changeSet.isExecuted = true;
      return {};
    },

    delete(parameters) {
      const changeSet = find(parameters);
      if (changeSet !== undefined) changeSets.delete(changeSet.id);
      return {};
    },

    list: ({ StackName: nameOrId = '' }) => ({
      // An executed change set is no longer active.
      Summaries: listOf(requireStackId(nameOrId))
        .filter(({ isExecuted }) => !isExecuted)
        .map(summarize),
    }),
  };

  function preview(
    request: DeployRequest,
    imported: readonly ResourceToImport[] | undefined,
  ): Pick<StoredChangeSet, 'changes' | 'problem'> {
    if (imported !== undefined) {
      const { resources: changes, problem } = engine.previewImport(request, imported);
      return { changes, problem };
    }
    const { resources: changes, hasOthers } = engine.preview(request);
    return { changes, problem: changes.length === 0 && !hasOthers ? NO_CHANGES : undefined };
  }

  function requireStackId(nameOrId: string): string {
    const stack = engine.describe(nameOrId);
    if (stack === undefined) throw new TemplateError(`Stack [${nameOrId}] does not exist`);
    return stack.id;
  }

  function listOf(stackId: string): StoredChangeSet[] {
    return [...changeSets.values()].filter((changeSet) => changeSet.stackId === stackId);
  }

  function findByName(stackId: string, name: string): StoredChangeSet | undefined {
    return listOf(stackId).find((changeSet) => changeSet.name === name && !changeSet.isExecuted);
  }

  function find({ ChangeSetName: nameOrId = '', StackName: stackName }: Parameters): StoredChangeSet | undefined {
    if (nameOrId.startsWith('arn:')) return changeSets.get(nameOrId);
    if (stackName === undefined) {
      throw new TemplateError('StackName must be specified if ChangeSetName is not specified as an ARN.');
    }
    const id = requireStackId(stackName);
    return findByName(id, nameOrId) ?? listOf(id).findLast((changeSet) => changeSet.name === nameOrId);
  }

  function get(parameters: Parameters): StoredChangeSet {
    const found = find(parameters);
    if (found !== undefined) return found;
    const { ChangeSetName: name = '' } = parameters;
    throw new RequestError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  }
}

function readResourcesToImport(parameters: Parameters): ResourceToImport[] {
  return readMembers(parameters, 'ResourcesToImport').map((member) => {
    const { LogicalResourceId: logicalId = '', ResourceType: type = '' } = member;
    const keys = Object.entries(member).flatMap(([name, key]) => {
      const [, entry] = /^ResourceIdentifier\.entry\.(\d+)\.key$/.exec(name) ?? [];
      return entry === undefined ? [] : [[key, member[`ResourceIdentifier.entry.${entry}.value`] ?? ''] as const];
    });
    return { logicalId, type, identifier: Object.fromEntries(keys) };
  });
}

function describeChange(change: ResourceChange): XmlValue {
  const { action, logicalId, physicalId, type, replacement, policyAction, scope, details } = change;
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      Replacement: replacement,
      PolicyAction: policyAction,
      Scope: scope,
      Details: details.map(({ attribute, name, requiresRecreation, evaluation, source, causingEntity }) => ({
        Target: { Attribute: attribute, Name: name, RequiresRecreation: requiresRecreation },
        Evaluation: evaluation,
        ChangeSource: source,
        CausingEntity: causingEntity,
      })),
    },
  };
}

function summarize({
  id,
  name,
  stackId,
  description,
  createdAt,
  request,
  imported,
  problem,
  isExecuted,
}: StoredChangeSet): Readonly<Record<string, XmlValue | undefined>> {
  const executionStatus = isExecuted ? 'EXECUTE_COMPLETE' : problem === undefined ? 'AVAILABLE' : 'UNAVAILABLE';
  return {
    ChangeSetId: id,
    ChangeSetName: name,
    StackId: stackId,
    StackName: request.stackName,
    Description: description,
    CreationTime: new Date(createdAt).toISOString(),
    Status: problem === undefined ? 'CREATE_COMPLETE' : 'FAILED',
    StatusReason: problem ?? (imported === undefined ? undefined : IMPORT_REVIEW),
    ExecutionStatus: executionStatus,
  };
}
