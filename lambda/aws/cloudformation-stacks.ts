import { AwsCallError } from './aws-call-error';
import { callAws } from './call';
import type { loadCloudFormationClient } from './clients';
import type { Stacks } from './stacks';

/**
 * Stacks through the SDK's CloudFormation client.
 *
 * @param load - loads the client, at the first call: not every event needs it
 */
export function createCloudFormationStacks(load: typeof loadCloudFormationClient): Stacks {
  let loading: ReturnType<typeof load> | undefined;
  const loadOnce = (): ReturnType<typeof load> => (loading ??= load());

  return {
    describeResource: async (stackId, logicalId, signal) => {
      const { sdk, client } = await loadOnce();
      const input = new sdk.DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalId });
      const answer = await undefinedIfUnknown(() =>
        callAws('cloudformation:DescribeStackResource', signal, (options) => client.send(input, options)),
      );
      const resource = answer?.StackResourceDetail;
      if (resource?.ResourceStatus === undefined) return undefined;
      return { status: resource.ResourceStatus, physicalId: resource.PhysicalResourceId };
    },

    describeGoal: async (stackId, logicalId, signal) => {
      const { sdk, client } = await loadOnce();
      let nextToken: string | undefined;
      for (let page = 1; page <= MAX_EVENT_PAGES; page += 1) {
        const input = new sdk.DescribeStackEventsCommand({ StackName: stackId, NextToken: nextToken });
        const answer = await undefinedIfUnknown(() =>
          callAws('cloudformation:DescribeStackEvents', signal, (options) => client.send(input, options)),
        );
        // The newest event comes first.
        const begun = answer?.StackEvents?.find(
          ({ LogicalResourceId: id, ResourceStatus: status }) =>
            id === logicalId && (status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS'),
        );
        if (begun !== undefined) return parseJson(begun.ResourceProperties);
        nextToken = answer?.NextToken;
        if (nextToken === undefined) return undefined;
      }
      return undefined;
    },

    describeStatus: async (stackId, signal) => {
      const { sdk, client } = await loadOnce();
      const input = new sdk.DescribeStacksCommand({ StackName: stackId });
      const answer = await undefinedIfUnknown(() =>
        callAws('cloudformation:DescribeStacks', signal, (options) => client.send(input, options)),
      );
      return answer?.Stacks?.[0]?.StackStatus;
    },
  };
}

/** The event that is looked for began the operation that is under way, so it is among the newest. */
const MAX_EVENT_PAGES = 5;

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** CloudFormation says of a stack or resource it does not know that the input is not valid. */
async function undefinedIfUnknown<Output>(call: () => Promise<Output>): Promise<Output | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsCallError && error.kind === 'invalid' && /does not exist/i.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
