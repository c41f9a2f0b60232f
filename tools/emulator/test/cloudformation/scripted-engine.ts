import { createDeployEngine } from '../../cloudformation/engine';
import type { DeployEngine, StackResult } from '../../cloudformation/engine';
import type { ResourceOutcome, ResourceHandler } from '../../cloudformation/resource-handler';
import { areSameProperties } from '../../cloudformation/values';
import { systemClock } from '../../clock';

export type Operation = 'create' | 'update' | 'delete';

/** Returns the outcome of a call; undefined for a success. The call waits for a promise. */
export type Script = (
  operation: Operation,
  logicalId: string,
  physicalId: string,
) => ResourceOutcome | Promise<ResourceOutcome | undefined> | undefined;

export interface ScriptedEngine {
  readonly engine: DeployEngine;
  /** Every handler call in order: `create A`, `update A A-1`, `delete A A-1`. */
  readonly calls: string[];
  /** The physical ids of existing resources. */
  readonly existingIds: Set<string>;
  /** The properties of the last call for each logical id. */
  readonly properties: Map<string, unknown>;
  script: Script;
}

/**
 * Creates an engine with one resource type, `Test::Thing`. A change of its `Key` is a replacement. A script can fail
 * calls.
 */
export function createScriptedEngine(options: { readonly adoptFailedUpdateId?: boolean } = {}): ScriptedEngine {
  const counters = new Map<string, number>();
  const nextId = (logicalId: string): string => {
    const count = (counters.get(logicalId) ?? 0) + 1;
    counters.set(logicalId, count);
    return `${logicalId}-${count}`;
  };
  const thingHandler: ResourceHandler = {
    createOnlyProperties: ['Key'],
    async create({ logicalId, properties, signal, announce }) {
      scripted.calls.push(`create ${logicalId}`);
      scripted.properties.set(logicalId, properties);
      const physicalId = nextId(logicalId);
      const outcome = await scripted.script('create', logicalId, physicalId);
      if (outcome !== undefined) return outcome;
      if (signal.aborted) return failure('Canceled');
      announce(physicalId);
      return addPhysicalId(physicalId);
    },
    async update({ logicalId, physicalId, properties, oldProperties, signal, announce }) {
      scripted.calls.push(`update ${logicalId} ${physicalId}`);
      scripted.properties.set(logicalId, properties);
      const outcome = await scripted.script('update', logicalId, physicalId);
      const isReplaced = !areSameProperties([properties.Key], [oldProperties.Key]);
      if (outcome !== undefined) return outcome;
      if (signal.aborted) return failure('Canceled');
      const next = isReplaced ? nextId(logicalId) : physicalId;
      announce(next);
      return addPhysicalId(next);
    },
    async delete({ logicalId, physicalId }) {
      scripted.calls.push(`delete ${logicalId} ${physicalId}`);
      const outcome = await scripted.script('delete', logicalId, physicalId);
      if (outcome !== undefined) return outcome;
      scripted.existingIds.delete(physicalId);
      return { succeeded: true, physicalId };
    },
  };
  const addPhysicalId = (physicalId: string): ResourceOutcome => {
    scripted.existingIds.add(physicalId);
    return { succeeded: true, physicalId, attributes: { Name: `name of ${physicalId}` } };
  };
  const engine = createDeployEngine({
    accountId: '123456789012',
    region: 'us-east-1',
    clock: systemClock,
    findHandler: (type) => (type === 'Test::Thing' ? thingHandler : undefined),
    ...options,
  });
  const scripted: ScriptedEngine = {
    engine,
    calls: [],
    existingIds: new Set(),
    properties: new Map(),
    script: () => undefined,
  };
  return scripted;
}

export interface Thing {
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function createThingsTemplate(
  things: Record<string, Thing>,
  rest: Record<string, unknown> = {},
): Record<string, unknown> {
  const resources = Object.entries(things).map(([id, thingHandler]) => [id, { Type: 'Test::Thing', ...thingHandler }]);
  return { Resources: Object.fromEntries(resources) as unknown, ...rest };
}

export const failure = (reason: string, physicalId?: string): ResourceOutcome => ({
  succeeded: false,
  reason,
  ...(physicalId === undefined ? {} : { physicalId }),
});

/** Lists the events of a logical id as `status: reason`. */
export function listHistory({ events }: StackResult, logicalId: string): string[] {
  return events
    .filter((event) => event.logicalId === logicalId)
    .map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
}

/** Creates a promise that a test resolves. */
export function createGate<T>(): { readonly opened: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
