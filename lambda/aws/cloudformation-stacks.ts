import { AwsCallError } from './aws-call-error';
import { callAws } from './call';
import type { loadCloudFormationClient } from './clients';
import type { StackEvent, Stacks } from './stacks';

/**
 * Implements Stacks with the SDK's CloudFormation client.
 *
 * @param load - loads the client at the first call, because not every request needs it
 */
export function createCloudFormationStacks(load: typeof loadCloudFormationClient): Stacks {
  let loading: ReturnType<typeof load> | undefined;
  const loadOnce = (): ReturnType<typeof load> => {
    // Do not cache a failed load; the next call retries it.
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  return {
    describeResource: async (stackId, logicalId, signal) => {
      const { sdk, client } = await loadOnce();
      const input = new sdk.DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalId });
      const result = await catchUnknown(() =>
        callAws('cloudformation:DescribeStackResource', signal, (options) => client.send(input, options)),
      );
      if (typeof result === 'string') return result === 'stack' ? 'no-stack' : 'absent';
      const { ResourceStatus: status, PhysicalResourceId: physicalId = '' } = result.StackResourceDetail ?? {};
      const updatedAt = result.StackResourceDetail?.LastUpdatedTimestamp?.getTime();
      return status === undefined ? 'absent' : { status, physicalId, updatedAt };
    },

    describeStack: async (stackId, signal) => {
      const { sdk, client } = await loadOnce();
      const input = new sdk.DescribeStacksCommand({ StackName: stackId });
      const result = await catchUnknown(() =>
        callAws('cloudformation:DescribeStacks', signal, (options) => client.send(input, options)),
      );
      const { StackStatus: status, RootId: rootId = stackId } =
        typeof result === 'string' ? {} : (result.Stacks?.[0] ?? {});
      return status === undefined ? undefined : { status, rootId };
    },

    listEvents: async (stackId, nextToken, signal) => {
      const { sdk, client } = await loadOnce();
      const input = new sdk.DescribeStackEventsCommand({ StackName: stackId, NextToken: nextToken });
      const result = await catchUnknown(() =>
        callAws('cloudformation:DescribeStackEvents', signal, (options) => client.send(input, options)),
      );
      if (typeof result === 'string') return { events: [], nextToken: undefined };
      const events = (result.StackEvents ?? []).map((event): StackEvent => ({
        at: event.Timestamp?.getTime() ?? Infinity,
        logicalId: event.LogicalResourceId ?? '',
        physicalId: event.PhysicalResourceId ?? '',
        status: event.ResourceStatus ?? '',
        reason: event.ResourceStatusReason ?? '',
        properties: parseJson(event.ResourceProperties),
      }));
      return { events, nextToken: result.NextToken };
    },
  };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** CloudFormation reports an unknown stack or resource as a validation error. */
async function catchUnknown<Output>(call: () => Promise<Output>): Promise<Output | 'stack' | 'resource'> {
  try {
    return await call();
  } catch (error) {
    const isUnknown =
      error instanceof AwsCallError && error.kind === 'InvalidRequest' && /does not exist/i.test(error.message);
    if (!isUnknown) throw error;
    return /^Resource\b/i.test(error.message) ? 'resource' : 'stack';
  }
}
