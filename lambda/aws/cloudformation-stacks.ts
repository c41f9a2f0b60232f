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
