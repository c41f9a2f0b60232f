import type { StackEventListener } from './journal';
import { STACK_TYPE } from './stack';

/** Writes events the way the CDK CLI does: stack | done/total | time | status | type | logical id and reason. */
export function createProgressPrinter(
  /** How many resources the running operation of a stack is about. */
  countResources: (stackName: string) => number,
  print: (line: string) => void,
): StackEventListener {
  const done = new Map<string, Set<string>>();
  return ({ stackName, timestamp, status, type, logicalId, reason }) => {
    const isStack = type === STACK_TYPE;
    if (isStack && reason === 'User Initiated') done.set(stackName, new Set());
    const finished = done.get(stackName) ?? new Set<string>();
    if (/_(COMPLETE|SKIPPED)$/.test(status)) finished.add(isStack ? '' : logicalId);
    const progress = `${finished.size}/${countResources(stackName) + 1}`;
    const time = new Date(timestamp).toTimeString().slice(0, 8);
    const text = [stackName, progress, time, status.padEnd(18), type.padEnd(34), logicalId].join(' | ');
    print(reason === undefined ? text : `${text} ${reason}`);
  };
}
