import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import type { DeployEngine } from './engine';
import { applyFault, createFaultQueue } from './faults';
import type { FaultQueue } from './faults';
import { startLoopbackServer } from './loopback-server';
import { readAccessKeyId } from './signature';
import type { Authorize } from './signature';
import { isInProgress, isPresent } from './stack';
import type { Stack, StackResource } from './stack';
import { TemplateError } from './template-error';
import { createChangeSetRequests } from './change-set-requests';
import { RequestError } from './request-error';
import { createStackRefactors } from './stack-refactors';
import { createStackRequests, readTemplate } from './stack-requests';
import type { Parameters, ReadObject } from './stack-requests';
import {
  describeEvent,
  describeResource,
  describeStack,
  describeTemplate,
  summarizeTemplate,
} from './stack-description';
import { loadTemplate } from './template';
import { renderXml } from './xml';
import type { XmlValue } from './xml';

export interface ApiEndpointOptions {
  readonly engine: DeployEngine;
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly port?: number;
  readonly authorize?: Authorize;
  /** Default: there are no objects. */
  readonly readObject?: ReadObject;
}

export interface ApiCall {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly accessKeyId: string | undefined;
  readonly status: number;
}

/** CloudFormation's operations on stacks: AWS Query requests, XML responses. */
export interface ApiEndpoint {
  readonly endpoint: string;
  readonly faults: FaultQueue;
  readonly calls: readonly ApiCall[];
  close(): Promise<void>;
}

interface ApiError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const VERSION = '2010-05-15';

export async function startApiEndpoint(options: ApiEndpointOptions): Promise<ApiEndpoint> {
  const { engine, accountId, region, clock, authorize = () => undefined, readObject = () => undefined } = options;
  const faults = createFaultQueue();
  const calls: ApiCall[] = [];
  const requests = createStackRequests(engine, readObject);
  const changeSets = createChangeSetRequests({ engine, requests, accountId, region, clock });
  const refactors = createStackRefactors(engine);
  const actions: Readonly<
    Record<
      string,
      (parameters: Parameters, caller: string | undefined) => XmlValue | ApiError | Promise<XmlValue | ApiError>
    >
  > = {
    CreateStack: async (parameters, caller) => ({ StackId: await requests.create(parameters, caller) }),
    UpdateStack: async (parameters, caller) => ({ StackId: await requests.update(parameters, caller) }),
    async DeleteStack(parameters, caller) {
      await requests.delete(parameters, caller);
      return {};
    },
    RollbackStack: async (parameters, caller) => ({ StackId: await requests.rollback(parameters, caller) }),
    async ContinueUpdateRollback(parameters, caller) {
      await requests.rollback(parameters, caller);
      return {};
    },
    CreateStackRefactor: (parameters) => refactors.create(parameters),
    DescribeStackRefactor: (parameters) => refactors.describe(parameters),
    ExecuteStackRefactor: (parameters) => refactors.execute(parameters),
    DescribeStacks({ StackName: name }) {
      if (name === undefined)
        return {
          Stacks: engine
            .listStacks()
            .filter((stack) => stack.status !== 'DELETE_COMPLETE')
            .map(describeStack),
        };
      return withStack(name, (stack) => ({ Stacks: [describeStack(stack)] }));
    },
    DescribeStackResource({ StackName: name, LogicalResourceId: logicalId = '' }) {
      return withStack(
        name,
        (stack) => {
          const resource = listShownResources(stack).find((item) => item.logicalId === logicalId);
          if (resource === undefined) {
            return createValidationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
          }
          return { StackResourceDetail: describeResource(stack, resource, 'LastUpdatedTimestamp') };
        },
        (missing) => `Stack '${missing}' does not exist`,
      );
    },
    DescribeStackResources({ StackName: name, LogicalResourceId: logicalId }) {
      return withStack(name, (stack) => ({
        StackResources: listShownResources(stack)
          .filter((resource) => logicalId === undefined || resource.logicalId === logicalId)
          .map((resource) => describeResource(stack, resource, 'Timestamp')),
      }));
    },
    ListStackResources({ StackName: name, NextToken: token }) {
      return withStack(name, (stack) =>
        describePage('StackResourceSummaries', token, listShownResources(stack), (resource) =>
          describeResource(stack, resource, 'LastUpdatedTimestamp'),
        ),
      );
    },
    DescribeStackEvents({ StackName: name, NextToken: token }) {
      return withStack(
        name,
        (stack) => describePage('StackEvents', token, [...stack.events].reverse(), describeEvent),
        (missing) => `Stack [${missing}] does not exist`,
      );
    },
    CreateChangeSet: (parameters) => changeSets.create(parameters),
    DescribeChangeSet: (parameters) => changeSets.describe(parameters),
    ExecuteChangeSet: (parameters, caller) => changeSets.execute(parameters, caller),
    DeleteChangeSet: (parameters) => changeSets.delete(parameters),
    ListChangeSets: (parameters) => changeSets.list(parameters),
    GetTemplate({ StackName: name, TemplateStage: stage }) {
      return withStack(name, (stack) => describeTemplate(stack, stage));
    },
    GetTemplateSummary(parameters) {
      const { StackName: name } = parameters;
      if (name !== undefined)
        return withStack(name, ({ deployment }) => summarizeTemplate(deployment.template, engine.findIdentifier));
      return summarizeTemplate(loadTemplate(readTemplate(parameters, readObject) ?? ''), engine.findIdentifier);
    },
    ValidateTemplate: (parameters) =>
      summarizeTemplate(loadTemplate(readTemplate(parameters, readObject) ?? ''), engine.findIdentifier),
    ListStacks: () => ({ StackSummaries: engine.listStacks().map(describeStack) }),
    ListExports: () => ({
      Exports: engine.listExports().map(({ name, value, stack }) => ({
        ExportingStackId: stack.id,
        Name: name,
        Value: value,
      })),
    }),
  };
  const server = await startLoopbackServer(serve, options.port);
  return { endpoint: server.endpoint, faults, calls, close: () => server.close() };

  async function serve(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const parameters = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
    const { Action: action = '' } = parameters;
    const accessKeyId = readAccessKeyId(request);
    const finish = (result: XmlValue | ApiError): void => {
      const status = isApiError(result) ? result.status : 200;
      calls.push({ action, parameters, accessKeyId, status });
      send(response, action, result);
    };
    const next = await applyFault(faults.take(action), { request, response, clock }, (status, isThrottle) => {
      if (isThrottle) finish({ status, code: 'Throttling', message: 'Rate exceeded' });
      else finish({ status, code: status === 503 ? 'ServiceUnavailable' : 'InternalFailure', message: 'Injected' });
    });
    if (next === 'proceed') finish(await callAction(action, parameters, accessKeyId));
  }

  async function callAction(
    action: string,
    parameters: Parameters,
    accessKeyId: string | undefined,
  ): Promise<XmlValue | ApiError> {
    const perform = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (perform === undefined) {
      return {
        status: 400,
        code: 'InvalidAction',
        message: `Could not find operation ${action} for version ${VERSION}`,
      };
    }
    // To describe all stacks is also to list them.
    const isListing = action === 'DescribeStacks' && parameters.StackName === undefined;
    const names = isListing ? [action, 'ListStacks'] : [action];
    const resources = listResourceArns(parameters);
    for (const [name, resource] of names.flatMap((one) => resources.map((arn) => [one, arn] as const))) {
      const denial = authorize({ action: `cloudformation:${name}`, resource, accessKeyId });
      if (denial !== undefined) return { status: 403, code: 'AccessDenied', message: denial };
    }
    try {
      return await perform(parameters, accessKeyId);
    } catch (error) {
      if (error instanceof RequestError) {
        return { status: error.status, code: error.code, message: error.message };
      }
      if (error instanceof TemplateError) return createValidationError(error.message);
      throw error;
    }
  }

  /** The resources of a permission: the stacks' ARNs, or a pattern if a stack does not exist. */
  function listResourceArns(parameters: Parameters): readonly string[] {
    const { StackName: stackName } = parameters;
    const names = stackName === undefined ? refactors.listStackNames(parameters) : [stackName];
    if (names.length === 0) return ['*'];
    return names.map((name) => {
      if (name.startsWith('arn:')) return name;
      return engine.describe(name)?.id ?? `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/*`;
    });
  }

  /** @param describeMissing - formats the error for a stack that does not exist, which differs between actions */
  function withStack(
    name: string | undefined,
    describe: (stack: Stack) => XmlValue | ApiError,
    describeMissing = (missing: string): string => `Stack with id ${missing} does not exist`,
  ): XmlValue | ApiError {
    if (name === undefined) return createValidationError('StackName must not be null');
    const stack = engine.describe(name);
    return stack === undefined ? createValidationError(describeMissing(name)) : describe(stack);
  }
}

/** Observed: a deleted resource is gone when the operation has ended. A deleted stack still shows its resources. */
function listShownResources(stack: Stack): readonly StackResource[] {
  const resources = [...stack.resources.values()];
  return isInProgress(stack) || stack.status === 'DELETE_COMPLETE' ? resources : resources.filter(isPresent);
}

/** Items per page, about as many as in the service's pages. */
const PAGE_SIZE = 100;

/** Returns one page of a list. NextToken is the index of the first item of the next page. */
function describePage<Item>(
  listName: string,
  token: string | undefined,
  items: readonly Item[],
  describe: (item: Item) => XmlValue,
): XmlValue | ApiError {
  const start = Number(token ?? 0);
  if (!Number.isInteger(start))
    return createValidationError(`NextToken ${token ?? ''} was not returned by this endpoint`);
  const end = start + PAGE_SIZE;
  return {
    [listName]: items.slice(start, end).map(describe),
    NextToken: end < items.length ? String(end) : undefined,
  };
}

function createValidationError(message: string): ApiError {
  return { status: 400, code: 'ValidationError', message };
}

function isApiError(value: XmlValue | ApiError): value is ApiError {
  return typeof value === 'object' && 'code' in value;
}

function send(response: ServerResponse, action: string, result: XmlValue | ApiError): void {
  const requestId = randomUUID();
  const namespace = `xmlns="http://cloudformation.amazonaws.com/doc/${VERSION}/"`;
  const isError = isApiError(result);
  const text = isError
    ? `<ErrorResponse ${namespace}><Error><Type>${result.status < 500 ? 'Sender' : 'Receiver'}</Type>` +
      `${renderXml({ Code: result.code, Message: result.message })}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
    : `<${action}Response ${namespace}><${action}Result>${renderXml(result)}</${action}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
  response.writeHead(isError ? result.status : 200, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  response.end(text);
}
