import type { JsonObject } from './values';

/** What a resource provider is told about the resource that it works on. */
export interface ResourceRequest {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
}

export interface CreateRequest extends ResourceRequest {
  /** `<stack>-<logical id>-<suffix>`: the name of a resource that was given none. */
  readonly generatedId: string;
  /** Makes the physical id known before the creation has ended; a cancelled creation is deleted by it. */
  readonly announce: (physicalId: string) => void;
  /** Aborted when the stack no longer waits for this resource. */
  readonly signal: AbortSignal;
}

export interface UpdateRequest extends ResourceRequest {
  readonly physicalId: string;
  readonly oldProperties: JsonObject;
  readonly generatedId: string;
  /** Makes the physical id of a replacement known before the update has ended. */
  readonly announce: (physicalId: string) => void;
  readonly signal: AbortSignal;
}

export interface DeleteRequest extends ResourceRequest {
  readonly physicalId: string;
}

export type ResourceOutcome =
  | {
      readonly succeeded: true;
      /** An update that answers with another physical id has replaced the resource. */
      readonly physicalId: string;
      readonly attributes?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly succeeded: false;
      readonly reason: string;
      readonly physicalId?: string;
      /** Refused before anything was touched, so a rollback has nothing to undo. */
      readonly isUntouched?: true;
    };

/** How one resource type is created, updated and deleted. */
export interface ResourceHandler {
  /** The names that `Fn::GetAtt` accepts; left out where only the created resource knows them. */
  readonly attributeNames?: readonly string[];
  /** Every property that the type has; left out where the embedded CloudFormation takes any. */
  readonly propertyNames?: readonly string[];
  /** Whether the provider receives scalars as strings. */
  readonly stringifyProperties?: true;
  create(request: CreateRequest): Promise<ResourceOutcome>;
  update(request: UpdateRequest): Promise<ResourceOutcome>;
  delete(request: DeleteRequest): Promise<ResourceOutcome>;
}

export type HandlerRegistry = (type: string) => ResourceHandler | undefined;
