import type { ResourceOutcome, ResourceHandler, ResourceRequest } from '../resource-handler';
import { areSameProperties, isObject, printScalar } from '../values';
import type { JsonObject } from '../values';

export interface StubOptions {
  readonly attributeNames?: readonly string[];
  readonly propertyNames?: readonly string[];
  /** Returns the physical id. Default: the generated id. */
  readonly identify?: (request: ResourceRequest, generatedId: string) => string;
  readonly describe?: (physicalId: string, properties: JsonObject) => Readonly<Record<string, unknown>>;
  /** Properties whose change is a replacement. */
  readonly createOnlyProperties?: readonly string[];
  /** The property with the physical id, and whether a resource exists. Undefined if the type is not imported. */
  readonly existing?: { readonly identifier: string; readonly has: (physicalId: string) => boolean };
  readonly onPut?: (physicalId: string, properties: JsonObject, request: ResourceRequest) => void;
  readonly onDelete?: (physicalId: string, properties: JsonObject) => void;
}

/** Creates the handler of a stub resource, which only has properties, attributes and a physical id. */
export function createStubHandler({
  attributeNames = [],
  propertyNames,
  identify = (_request, generatedId) => generatedId,
  describe = () => ({}),
  createOnlyProperties = [],
  existing,
  onPut,
  onDelete,
}: StubOptions = {}): ResourceHandler {
  const put = (physicalId: string, request: ResourceRequest): Promise<ResourceOutcome> => {
    onPut?.(physicalId, request.properties, request);
    return Promise.resolve({ succeeded: true, physicalId, attributes: describe(physicalId, request.properties) });
  };
  return {
    attributeNames,
    createOnlyProperties,
    ...(propertyNames === undefined ? {} : { propertyNames }),
    ...(existing !== undefined && {
      existing: {
        identifier: existing.identifier,
        read: (physicalId) => (existing.has(physicalId) ? describe(physicalId, {}) : undefined),
      },
    }),
    create: (request) => put(identify(request, request.generatedId), request),
    update(request) {
      const { properties, oldProperties, physicalId, generatedId } = request;
      const isReplaced = createOnlyProperties.some(
        (name) => !areSameProperties([properties[name]], [oldProperties[name]]),
      );
      return put(isReplaced ? identify(request, generatedId) : physicalId, request);
    },
    delete({ physicalId, properties }) {
      onDelete?.(physicalId, properties);
      return Promise.resolve({ succeeded: true, physicalId });
    },
  };
}

/** Reads an optional string property. @throws if it is not a string */
export function readText(properties: JsonObject, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`Properties validation failed: #/${name}: expected a string, got ${JSON.stringify(value)}`);
}

/** Truncates a generated name to the service's limit and keeps its random suffix. */
export function truncateName(generatedId: string, longest: number): string {
  return generatedId.length <= longest ? generatedId : `${generatedId.slice(0, longest - 13)}${generatedId.slice(-13)}`;
}

/** Converts the list of a template's Tags to a map. */
export function readTags(tags: unknown): Record<string, string> {
  if (!Array.isArray(tags)) return {};
  return Object.fromEntries(tags.filter(isObject).map(({ Key, Value }) => [String(Key), printScalar(Value) ?? '']));
}
