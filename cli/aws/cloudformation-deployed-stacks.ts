import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type CloudFormationClient,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { AwsCallError } from '../../lambda/aws/aws-call-error';
import { callAws } from '../../lambda/aws/call';
import type { DeployedResource, DeployedStacks } from './deployed-stacks';

/** Implements DeployedStacks with the SDK's CloudFormation client. */
export function createCloudFormationDeployedStacks(client: CloudFormationClient): DeployedStacks {
  return {
    describe: async (nameOrId, signal) => {
      const input = new DescribeStacksCommand({ StackName: nameOrId });
      try {
        const { Stacks } = await callAws('cloudformation:DescribeStacks', signal, (options) =>
          client.send(input, options),
        );
        const { StackId: id, StackName: name, StackStatus: status } = Stacks?.[0] ?? {};
        return id === undefined || name === undefined || status === undefined ? undefined : { id, name, status };
      } catch (error) {
        // CloudFormation reports an unknown stack as a validation error.
        if (error instanceof AwsCallError && error.kind === 'InvalidRequest' && /does not exist/i.test(error.message)) {
          return undefined;
        }
        throw error;
      }
    },

    listResources: async (stackId, signal) => {
      const found: DeployedResource[] = [];
      let nextToken: string | undefined;
      do {
        const input = new ListStackResourcesCommand({ StackName: stackId, NextToken: nextToken });
        const page = await callAws('cloudformation:ListStackResources', signal, (options) =>
          client.send(input, options),
        );
        for (const resource of page.StackResourceSummaries ?? []) {
          const { LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = resource;
          const { ResourceType: type, ResourceStatus: status } = resource;
          if (logicalId === undefined || type === undefined || status === undefined) continue;
          found.push({ logicalId, physicalId, type, status });
        }
        nextToken = page.NextToken;
      } while (nextToken !== undefined);
      return found;
    },

    findDesiredProperties: async (stackId, logicalIds, signal) => {
      const desired = new Map<string, unknown>();
      const remaining = new Set(logicalIds);
      const failed = new Set<string>();
      if (remaining.size === 0) return desired;
      for await (const event of readEvents(client, stackId, signal)) {
        const {
          LogicalResourceId: logicalId = '',
          ResourceProperties: properties,
          ResourceStatus: status = '',
        } = event;
        if (!remaining.has(logicalId)) continue;
        if (FAILURES.includes(status)) failed.add(logicalId);
        else if (SUCCESSES.includes(status)) failed.delete(logicalId);
        // Events are newest first, so a start event that follows a failure belongs to the failed operation.
        if (!STARTS.includes(status) || failed.has(logicalId)) continue;
        remaining.delete(logicalId);
        const parsed = parseJson(properties);
        if (parsed !== undefined) desired.set(logicalId, parsed);
        if (remaining.size === 0) break;
      }
      return desired;
    },

    readTemplate: async (stackId, stage, signal) => {
      const input = new GetTemplateCommand({ StackName: stackId, TemplateStage: stage });
      const { TemplateBody } = await callAws('cloudformation:GetTemplate', signal, (options) =>
        client.send(input, options),
      );
      return TemplateBody ?? '';
    },
  };
}

const STARTS: readonly string[] = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'];
const SUCCESSES: readonly string[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE'];
const FAILURES: readonly string[] = ['CREATE_FAILED', 'UPDATE_FAILED'];

/** Yields the stack events, newest first. Requests further pages only when needed. */
async function* readEvents(
  client: CloudFormationClient,
  stackId: string,
  signal: AbortSignal,
): AsyncGenerator<StackEvent> {
  let nextToken: string | undefined;
  do {
    const input = new DescribeStackEventsCommand({ StackName: stackId, NextToken: nextToken });
    const page = await callAws('cloudformation:DescribeStackEvents', signal, (options) => client.send(input, options));
    yield* page.StackEvents ?? [];
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
