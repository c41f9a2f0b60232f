import type { StackEvent, Stacks } from '../../lambda/aws/stacks';
import type { StackRecords } from '../invariants/stack-records';

/** The number of events on a page. */
const PAGE_SIZE = 100;

/** The stacks in the records, as CloudFormation shows them. */
export function createRecordedStacks(records: StackRecords, pageSize = PAGE_SIZE): Stacks {
  return {
    describeResource: (stackId, logicalId) => Promise.resolve(records.resource(stackId, logicalId)),
    describeStack: (stackId) => Promise.resolve(records.stack(stackId)),
    listEvents: (stackId, nextToken = '0') => {
      const [all, start] = [records.events(stackId).map(toShown), Number(nextToken)];
      const end = start + pageSize;
      return Promise.resolve({
        events: all.slice(start, end),
        nextToken: end < all.length ? String(end) : undefined,
      });
    },
  };
}

/** CloudFormation shows whole milliseconds. */
function toShown(event: StackEvent): StackEvent {
  return { ...event, at: Math.floor(event.at) };
}
