import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { CUSTOM_RESOURCE_TYPE, isCustomResourceType } from './custom-resource-type';
import { STACK_TYPE } from './stack';
import type { JsonObject } from './values';
import type { ResourceStatus, Stack, StackEvent, StackResource, StackStatus } from './stack';

export type StackEventListener = (event: StackEvent) => void;

/** The only writer of statuses, so that every change of a status has an event. */
export interface StackEventLog {
  setStackStatus(stack: Stack, status: StackStatus, reason?: string): void;
  /** @param properties - the desired properties, when a creation or an update begins */
  setResourceStatus(
    stack: Stack,
    resource: StackResource,
    status: ResourceStatus,
    reason?: string,
    properties?: JsonObject,
  ): void;
  /** Records an event of a superseded physical resource; the resource's own status does not change. */
  recordSuperseded(
    stack: Stack,
    resource: StackResource,
    physicalId: string,
    status: ResourceStatus,
    reason?: string,
  ): void;
  subscribe(listener: StackEventListener): () => void;
}

export function createStackEventLog(clock: Clock): StackEventLog {
  const listeners = new Set<StackEventListener>();

  const record = (
    stack: Stack,
    subject: { logicalId: string; physicalId: string; type: string },
    status: ResourceStatus | StackStatus,
    reason: string | undefined,
    properties?: JsonObject,
  ): void => {
    const { id: stackId, name: stackName } = stack;
    const isCleanup = stack.status.endsWith('_CLEANUP_IN_PROGRESS') && isCustomResourceType(subject.type);
    // In a cleanup, a custom resource's events have the general type, and their id starts with the logical id.
    const type = isCleanup ? CUSTOM_RESOURCE_TYPE : subject.type;
    const eventId = isCleanup ? `${subject.logicalId}-${randomUUID()}` : randomUUID();
    const event = { eventId, timestamp: clock.now(), stackId, stackName, ...subject, type, status, reason, properties };
    stack.events.push(event);
    for (const listener of listeners) listener(event);
  };

  return {
    setStackStatus(stack, status, reason) {
      stack.status = status;
      stack.statusReason = reason;
      record(stack, { logicalId: stack.name, physicalId: stack.id, type: STACK_TYPE }, status, reason);
    },
    setResourceStatus(stack, resource, status, reason, properties) {
      resource.status = status;
      resource.statusReason = reason;
      resource.changedAt = clock.now();
      const { logicalId, physicalId = '', type } = resource;
      record(stack, { logicalId, physicalId, type }, status, reason, properties);
    },
    recordSuperseded(stack, { logicalId, type }, physicalId, status, reason) {
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
