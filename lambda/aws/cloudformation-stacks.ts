import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
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
  const loadOnce = (): ReturnType<typeof load> => {
    // A load that failed is tried again by the next call, not kept for the life of the environment.
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  /** The stack's events, page by page; the newest comes first. */
  async function* readEvents(stackId: string, signal: AbortSignal): AsyncGenerator<readonly StackEvent[]> {
    const { sdk, client } = await loadOnce();
    let nextToken: string | undefined;
    do {
      const input = new sdk.DescribeStackEventsCommand({ StackName: stackId, NextToken: nextToken });
      const answer = await undefinedIfUnknown(() =>
        callAws('cloudformation:DescribeStackEvents', signal, (options) => client.send(input, options)),
      );
      yield answer?.StackEvents ?? [];
      nextToken = answer?.NextToken;
    } while (nextToken !== undefined);
  }

  async function describeStack(stackId: string, signal: AbortSignal): Promise<Stack | undefined> {
    const { sdk, client } = await loadOnce();
    const input = new sdk.DescribeStacksCommand({ StackName: stackId });
    const answer = await undefinedIfUnknown(() =>
      callAws('cloudformation:DescribeStacks', signal, (options) => client.send(input, options)),
    );
    return answer?.Stacks?.[0];
  }

  /** When an operation of the stack last ended well, by CloudFormation's clock; undefined where none has. */
  async function findGoodEnd(stackId: string, signal: AbortSignal): Promise<number | undefined> {
    for await (const events of readEvents(stackId, signal)) {
      const end = events.find(
        ({ PhysicalResourceId: id, ResourceStatus: status = '' }) => id === stackId && ENDED_WELL.includes(status),
      );
      if (end?.Timestamp !== undefined) return end.Timestamp.getTime();
    }
    return undefined;
  }

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
      let page = 0;
      for await (const events of readEvents(stackId, signal)) {
        const begun = events.find(
          ({ LogicalResourceId: id, ResourceStatus: status }) =>
            id === logicalId && (status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS'),
        );
        if (begun !== undefined) return parseJson(begun.ResourceProperties);
        page += 1;
        if (page === MAX_GOAL_PAGES) return undefined;
      }
      return undefined;
    },

    isCreationFinal: async (stackId, logicalId, signal) => {
      const stack = await describeStack(stackId, signal);
      const rootId = stack?.RootId ?? stackId;
      const root = rootId === stackId ? stack : await describeStack(rootId, signal);
      // A rollback deletes only what it undoes, whatever events are shown yet.
      if ([stack, root].some((each) => isRollingBack(each?.StackStatus))) return false;
      const endedAt = rootId === stackId ? undefined : await findGoodEnd(rootId, signal);
      for await (const events of readEvents(stackId, signal)) {
        for (const event of events) {
          const { LogicalResourceId: id, PhysicalResourceId: physical, ResourceStatus: status = '' } = event;
          if (physical === rootId && ENDED_WELL.includes(status)) return true;
          // Events may lag, so the first one of a creation counts as well as the last.
          if (id !== logicalId || !status.startsWith('CREATE_')) continue;
          return endedAt !== undefined && (event.Timestamp?.getTime() ?? Infinity) < endedAt;
        }
      }
      return true;
    },

    describeStatus: async (stackId, signal) => (await describeStack(stackId, signal))?.StackStatus,
  };
}

/** The event that is looked for began the operation that is under way, so it is among the newest. */
const MAX_GOAL_PAGES = 5;

/** States of a stack after which it rolls back to nothing older. */
const ENDED_WELL = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'IMPORT_COMPLETE'];

function isRollingBack(status = ''): boolean {
  return status.includes('ROLLBACK') && status.endsWith('_IN_PROGRESS');
}

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
