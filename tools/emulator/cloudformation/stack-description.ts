import { findCapability } from './capabilities';
import { printScalar } from './values';
import type { Stack, StackEvent, StackResource } from './stack';
import type { Template } from './template';
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
    DisableRollback: String(stack.disablesRollback === true),
    EnableTerminationProtection: 'false',
    NotificationARNs: [],
    ParentId: stack.parentId,
    RootId: stack.rootId,
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
    // Empty, not absent, until the creation has a response.
    PhysicalResourceId: physicalId ?? '',
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

/** The stack's template: as it was sent, or in the stage `Processed` as JSON with the long intrinsic functions. */
export function describeTemplate({ deployment: { template, source } }: Stack, stage = 'Original'): XmlValue {
  const body = stage === 'Processed' ? JSON.stringify(toTemplateBody(template)) : source;
  return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };
}

/** GetTemplateSummary and ValidateTemplate. */
export function summarizeTemplate(template: Template, findIdentifier: (type: string) => string | undefined): XmlValue {
  const { parameters, resources } = template;
  const types = [...new Set(Object.values(resources).map(({ type }) => type))];
  const capability = findCapability(template);
  return {
    Parameters: Object.entries(parameters).map(([name, { Type: type, Default: value, Description: description }]) => ({
      ParameterKey: name,
      ParameterType: type,
      DefaultValue: printScalar(value),
      NoEcho: 'false',
      Description: typeof description === 'string' ? description : undefined,
    })),
    ResourceTypes: types,
    ResourceIdentifierSummaries: types.flatMap((type) => {
      const identifier = findIdentifier(type);
      const logicalIds = Object.keys(resources).filter((logicalId) => resources[logicalId]?.type === type);
      const summary = { ResourceType: type, LogicalResourceIds: logicalIds };
      return identifier === undefined ? [] : [{ ...summary, ResourceIdentifiers: [identifier] }];
    }),
    Capabilities: capability === undefined ? undefined : [capability],
    CapabilitiesReason:
      capability === undefined ? undefined : `The following resource(s) require capabilities: [AWS::IAM::*]`,
  };
}

function toTemplateBody({ parameters, mappings, conditions, resources, outputs }: Template): unknown {
  return {
    Parameters: parameters,
    Mappings: mappings,
    Conditions: conditions,
    Resources: mapValues(resources, ({ type, properties, dependsOn, condition, ...policies }) => ({
      Type: type,
      Properties: properties,
      DependsOn: dependsOn,
      Condition: condition,
      DeletionPolicy: policies.deletionPolicy,
      UpdateReplacePolicy: policies.updateReplacePolicy,
      Metadata: policies.metadata,
    })),
    Outputs: mapValues(outputs, ({ value, exportName, condition, description }) => ({
      Value: value,
      Export: exportName === undefined ? undefined : { Name: exportName },
      Condition: condition,
      Description: description,
    })),
  };
}

function mapValues<Value>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
