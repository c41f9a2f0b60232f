import type { StackResource } from '../../lambda/aws/stacks';
import type { Records } from './simulated-ports';

interface History {
  status: string;
  resource: StackResource | undefined;
  goal: unknown;
  /** The states of the stack and of its resource, in the order in which they were entered. */
  readonly events: { readonly status: string; readonly physicalId: string | undefined }[];
}

/** States of a stack after which it rolls back to nothing older. */
const ENDED_WELL = ['CREATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'];

export function isEndedWell(status: string): boolean {
  return ENDED_WELL.includes(status);
}

/** What CloudFormation knows of stacks that have one custom resource each, deleted stacks included. */
export class StackRecords implements Records {
  readonly #histories = new Map<string, History>();

  begin(stackId: string): void {
    this.#histories.set(stackId, { status: 'REVIEW_IN_PROGRESS', resource: undefined, goal: undefined, events: [] });
  }

  /** The stack as a whole enters a state. */
  enter(stackId: string, status: string): void {
    const history = this.#find(stackId);
    history.status = status;
    history.events.push({ status, physicalId: stackId });
  }

  /** The resource enters a state. */
  set(stackId: string, resource: StackResource): void {
    const history = this.#find(stackId);
    history.resource = resource;
    history.events.push(resource);
  }

  /** The resource is to become what these properties say. */
  aim(stackId: string, goal: unknown): void {
    this.#find(stackId).goal = goal;
  }

  resource(stackId: string): StackResource | undefined {
    return this.#histories.get(stackId)?.resource;
  }

  status(stackId: string): string | undefined {
    return this.#histories.get(stackId)?.status;
  }

  goal(stackId: string): unknown {
    return this.#histories.get(stackId)?.goal;
  }

  isCreationFinal(stackId: string): boolean {
    const events = this.#histories.get(stackId)?.events ?? [];
    const creation = events.findLastIndex(
      ({ status, physicalId }) => physicalId !== stackId && status.startsWith('CREATE_'),
    );
    if (creation < 0) return true;
    return events.slice(creation).some(({ status, physicalId }) => physicalId === stackId && isEndedWell(status));
  }

  #find(stackId: string): History {
    const history = this.#histories.get(stackId);
    if (history === undefined) throw new Error(`There is no stack ${stackId}`);
    return history;
  }
}
