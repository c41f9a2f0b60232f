import type { JsonObject } from './values';

/** The resource that a handler operates on. */
export interface ResourceRequest {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
}

export interface CreateRequest extends ResourceRequest {
  /** `<stack>-<logical id>-<suffix>`: the name of a resource without an explicit name. */
  readonly generatedId: string;
  /** Reports the physical id before the creation has ended; a canceled creation is deleted by this id. */
  readonly announce: (physicalId: string) => void;
  /** Aborted when the stack no longer waits for this resource. */
  readonly signal: AbortSignal;
}

export interface UpdateRequest extends ResourceRequest {
  readonly physicalId: string;
  readonly oldProperties: JsonObject;
  readonly generatedId: string;
  /** Reports the physical id of a replacement before the update has ended. */
  readonly announce: (physicalId: string) => void;
  readonly signal: AbortSignal;
}

export interface DeleteRequest extends ResourceRequest {
  readonly physicalId: string;
}

export type ResourceOutcome =
  | {
      readonly succeeded: true;
      /** A different physical id in the outcome of an update means a replacement. */
      readonly physicalId: string;
      readonly attributes?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly succeeded: false;
      readonly reason: string;
      readonly physicalId?: string;
      /** Rejected before any change, so that a rollback has nothing to undo. */
      readonly isUntouched?: true;
    };

/** How a resource outside a stack is found, for an import. */
export interface ExistingResources {
  /** The property that identifies a resource: the primary identifier in the type's schema. */
  readonly identifier: string;
  /** Returns the attributes of a resource; undefined if it does not exist. */
  read(physicalId: string): Readonly<Record<string, unknown>> | undefined;
}

/** Creates, updates and deletes the resources of one type. */
export interface ResourceHandler {
  /** The names that `Fn::GetAtt` accepts; undefined if they are only known after the creation. */
  readonly attributeNames?: readonly string[];
  /** The properties of the type; undefined if the emulator accepts any. */
  readonly propertyNames?: readonly string[];
  /** The properties whose change is a replacement. Default: none. */
  readonly createOnlyProperties?: readonly string[];
  /** Whether the handler receives scalars as strings. */
  readonly stringifyProperties?: true;
  /** Undefined if the emulator does not import the type. */
  readonly existing?: ExistingResources;
  create(request: CreateRequest): Promise<ResourceOutcome>;
  update(request: UpdateRequest): Promise<ResourceOutcome>;
  delete(request: DeleteRequest): Promise<ResourceOutcome>;
}

export type HandlerRegistry = (type: string) => ResourceHandler | undefined;
