import {
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type CloudFormationClient,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { poll } from './poll';

/** A stack as CloudFormation returns it. */
export interface StackView {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string | undefined>>;
  /** All events, oldest first, including those of earlier operations. */
  readonly events: readonly StackEvent[];
}

const RESOURCE_TYPE = 'Custom::IVSRecordingConfiguration';
const DELETE_TIMEOUT_MS = 60_000;

/** Describes a stack by its name or, after its deletion, by its id. */
export async function describeStack(client: CloudFormationClient, stackName: string): Promise<StackView> {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  const events: StackEvent[] = [];
  for await (const page of paginateDescribeStackEvents({ client }, { StackName: stackName })) {
    events.unshift(...(page.StackEvents ?? []).toReversed());
  }
  return {
    status: stack?.StackStatus ?? '',
    outputs: Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey: key = '', OutputValue: value }) => [key, value]),
    ),
    events,
  };
}

/** Returns the id of an existing stack. */
export async function findStackId(client: CloudFormationClient, stackName: string): Promise<string> {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  return stack?.StackId ?? '';
}

/** Waits until the deletion of a stack has succeeded or failed. */
export function waitForDeletion(client: CloudFormationClient, stackId: string): Promise<StackView> {
  return poll(`Deletion of ${stackId}`, DELETE_TIMEOUT_MS, async () => {
    const stack = await describeStack(client, stackId);
    return stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_FAILED' ? stack : undefined;
  });
}

/** Lists the statuses of the stack's recording configuration in order, including those of earlier operations. */
export function listStatuses({ events }: StackView): readonly string[] {
  return findEvents(events).map(({ ResourceStatus: status = '' }) => status);
}

/** Returns the reason of the last failure of the stack's recording configuration. */
export function getFailureReason({ events }: StackView): string {
  const failed = findEvents(events).findLast(({ ResourceStatus: status }) => status?.endsWith('_FAILED'));
  return failed?.ResourceStatusReason ?? '';
}

function findEvents(events: readonly StackEvent[]): readonly StackEvent[] {
  return events.filter(({ ResourceType: type }) => type === RESOURCE_TYPE);
}
