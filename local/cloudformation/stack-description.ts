import type { Stack, StackEvent, StackResource } from './stack';
import type { XmlValue } from './xml';

export function describeStack(stack: Stack): XmlValue {
  return {
    StackId: stack.id,
    StackName: stack.name,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    CreationTime: formatTime(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : formatTime(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : formatTime(stack.deletedAt),
    DisableRollback: 'false',
    Parameters: [...stack.deployment.parameters].map(([name, value]) => ({
      ParameterKey: name,
      ParameterValue: Array.isArray(value) ? value.join(',') : value,
    })),
    Tags: Object.entries(stack.deployment.tags).map(([key, value]) => ({ Key: key, Value: value })),
    Outputs: [...stack.outputs].map(([name, { value, exportName, description }]) => ({
      OutputKey: name,
      OutputValue: value,
      ExportName: exportName,
      Description: description,
    })),
  };
}

export function describeResource(
  stack: Stack,
  { logicalId, physicalId, type, status, statusReason, changedAt }: StackResource,
  timestampName: 'Timestamp' | 'LastUpdatedTimestamp',
): XmlValue {
  return {
    StackId: stack.id,
    StackName: stack.name,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: statusReason,
    [timestampName]: formatTime(changedAt),
  };
}

export function describeEvent({ eventId, stackId, stackName, timestamp, logicalId, ...event }: StackEvent): XmlValue {
  return {
    EventId: eventId,
    StackId: stackId,
    StackName: stackName,
    LogicalResourceId: logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties === undefined ? undefined : JSON.stringify(event.properties),
    Timestamp: formatTime(timestamp),
  };
}

function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
