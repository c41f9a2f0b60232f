import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { STACK_TYPE } from './stack';
import type { ResourceStatus, Stack, StackEvent, StackResource, StackStatus } from './stack';

export type StackEventListener = (event: StackEvent) => void;

/** The only writer of statuses, so that no status changes without an event. */
export interface Journal {
  markStack(stack: Stack, status: StackStatus, reason?: string): void;
  markResource(stack: Stack, resource: StackResource, status: ResourceStatus, reason?: string): void;
  /** An event about a physical resource that a replacement left behind; the resource's own status stays. */
  noteSuperseded(
    stack: Stack,
    resource: StackResource,
    physicalId: string,
    status: ResourceStatus,
    reason?: string,
  ): void;
  subscribe(listener: StackEventListener): () => void;
}

export function createJournal(clock: Clock): Journal {
  const listeners = new Set<StackEventListener>();

  const record = (
    stack: Stack,
    subject: { logicalId: string; physicalId: string; type: string },
    status: ResourceStatus | StackStatus,
    reason: string | undefined,
  ): void => {
    const { id: stackId, name: stackName } = stack;
    const event = { eventId: randomUUID(), timestamp: clock.now(), stackId, stackName, ...subject, status, reason };
    stack.events.push(event);
    for (const listener of listeners) listener(event);
  };

  return {
    markStack(stack, status, reason) {
      stack.status = status;
      stack.statusReason = reason;
      record(stack, { logicalId: stack.name, physicalId: stack.id, type: STACK_TYPE }, status, reason);
    },
    markResource(stack, resource, status, reason) {
      resource.status = status;
      resource.statusReason = reason;
      resource.changedAt = clock.now();
      const { logicalId, physicalId = '', type } = resource;
      record(stack, { logicalId, physicalId, type }, status, reason);
    },
    noteSuperseded(stack, { logicalId, type }, physicalId, status, reason) {
      record(stack, { logicalId, physicalId, type }, status, reason);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
