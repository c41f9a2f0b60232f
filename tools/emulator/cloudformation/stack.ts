import type { ParameterValue } from './parameters';
import type { DeletionPolicy, Template } from './template';
import type { JsonObject } from './values';

export type ResourceStatus =
  | `${'CREATE' | 'UPDATE' | 'DELETE' | 'IMPORT'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | `IMPORT_ROLLBACK_${'IN_PROGRESS' | 'COMPLETE'}`
  | 'DELETE_SKIPPED';

export type StackStatus =
  /** The stack has only a change set that creates it. */
  | 'REVIEW_IN_PROGRESS'
  | `${'CREATE' | 'DELETE' | 'ROLLBACK' | 'UPDATE_ROLLBACK'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | `IMPORT_${'IN_PROGRESS' | 'COMPLETE' | 'ROLLBACK_IN_PROGRESS' | 'ROLLBACK_COMPLETE'}`
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_FAILED'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';

/** A physical resource superseded by a replacement, to be deleted in the cleanup phase. */
export interface SupersededResource {
  readonly physicalId: string;
  readonly properties: JsonObject;
  readonly policy: DeletionPolicy;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  physicalId: string | undefined;
  status: ResourceStatus;
  statusReason: string | undefined;
  changedAt: number;
  /** As last sent to the handler, whether it succeeded or not. */
  properties: JsonObject;
  attributes: Readonly<Record<string, unknown>>;
  /** Whether an update failed or was canceled, so that a rollback must send the previous properties again. */
  needsUpdate: boolean;
  superseded: SupersededResource[];
  dependencies: ReadonlySet<string>;
  deletionPolicy: DeletionPolicy;
  updateReplacePolicy: DeletionPolicy;
}

export interface StackEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: ResourceStatus | StackStatus;
  readonly reason: string | undefined;
  /** The desired properties; undefined unless the event begins a creation or an update. */
  readonly properties: JsonObject | undefined;
}

export interface StackOutput {
  readonly value: string;
  readonly exportName: string | undefined;
  readonly description: string | undefined;
}

/** The input of a deployment. It is kept because a rollback deploys the previous one. */
export interface Deployment {
  /** The template's text as it was sent. */
  readonly source: string;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Stack {
  readonly name: string;
  readonly id: string;
  /** The stack that this one is nested in; undefined for a root stack. */
  readonly parentId?: string | undefined;
  readonly rootId?: string | undefined;
  readonly createdAt: number;
  updatedAt: number | undefined;
  deletedAt: number | undefined;
  status: StackStatus;
  statusReason: string | undefined;
  /** The last successful deployment, or the one being created, or one that failed without a rollback. */
  deployment: Deployment;
  /** The last successful deployment, while the stack has a failed one instead. */
  lastStable?: Deployment | undefined;
  /** Whether the last operation was to keep what it had deployed when it failed. */
  disablesRollback?: boolean;
  /** The access key id of the caller of the last operation, whose permissions it has. */
  caller?: string | undefined;
  readonly resources: Map<string, StackResource>;
  outputs: ReadonlyMap<string, StackOutput>;
  imports: ReadonlySet<string>;
  readonly events: StackEvent[];
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

export function isPresent(resource: StackResource): boolean {
  return resource.status !== 'DELETE_COMPLETE' && resource.status !== 'DELETE_SKIPPED';
}

export function listPresentResources(stack: Stack): StackResource[] {
  return [...stack.resources.values()].filter(isPresent);
}

/** Returns whether an operation failed without a rollback: the stack can be updated without one, or rolled back. */
export function isPaused({ status }: Stack): boolean {
  return status === 'CREATE_FAILED' || status === 'UPDATE_FAILED';
}

export function isInProgress(stack: Stack): boolean {
  return stack.status.endsWith('IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS';
}
