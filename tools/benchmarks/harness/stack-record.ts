import type { DeployEngine } from '../../emulator/cloudformation/engine';
import type { Stack, StackResource } from '../../emulator/cloudformation/stack';

/** The state of one stack whose resources are being created. */
export interface StackRecord {
  readonly stack: Stack;
  /** Starts the creation of a resource. */
  begin(logicalId: string): void;
}

export function createStackRecord(stackId: string): StackRecord {
  const resources = new Map<string, StackResource>();
  const stack: Stack = {
    name: stackId.split('/')[1] ?? '',
    id: stackId,
    createdAt: Date.now(),
    updatedAt: undefined,
    deletedAt: undefined,
    status: 'CREATE_IN_PROGRESS',
    statusReason: undefined,
    deployment: {
      source: '',
      template: { parameters: {}, mappings: {}, conditions: {}, resources: {}, outputs: {} },
      parameters: new Map(),
      tags: {},
    },
    resources,
    outputs: new Map(),
    imports: new Set(),
    events: [],
  };
  const begin = (logicalId: string): void => {
    resources.set(logicalId, {
      logicalId,
      type: 'Custom::IVSRecordingConfiguration',
      physicalId: undefined,
      status: 'CREATE_IN_PROGRESS',
      statusReason: undefined,
      changedAt: Date.now(),
      properties: {},
      attributes: {},
      needsUpdate: false,
      superseded: [],
      dependencies: new Set(),
      deletionPolicy: 'Delete',
      updateReplacePolicy: 'Delete',
    });
  };
  return { stack, begin };
}

/** Creates a read-only engine for the record. */
export function createRecordEngine({ stack }: StackRecord): DeployEngine {
  const refuse = (): never => {
    throw new Error('This engine is read-only.');
  };
  return {
    deploy: () => Promise.resolve().then(refuse),
    delete: () => Promise.resolve().then(refuse),
    rollback: () => Promise.resolve().then(refuse),
    preview: refuse,
    previewImport: refuse,
    import: () => Promise.resolve().then(refuse),
    findIdentifier: refuse,
    addReviewStack: refuse,
    describe: () => stack,
    listStacks: () => [stack],
    listExports: () => [],
    onEvent: () => () => undefined,
  };
}
