import type { ResourceOutcome, ResourceHandler, ResourceRequest } from '../resource-handler';
import { areSameProperties } from '../values';
import type { JsonObject } from '../values';

export interface StubOptions {
  readonly attributeNames?: readonly string[];
  readonly propertyNames?: readonly string[];
  /** The physical id; the generated one unless told otherwise. */
  readonly identify?: (request: ResourceRequest, generatedId: string) => string;
  readonly describe?: (physicalId: string, properties: JsonObject) => Readonly<Record<string, unknown>>;
  /** A change of these properties is a replacement. */
  readonly createOnlyProperties?: readonly string[];
  readonly onPut?: (physicalId: string, properties: JsonObject, request: ResourceRequest) => void;
  readonly onDelete?: (physicalId: string, properties: JsonObject) => void;
}

/** A resource that exists on paper: it is there as soon as it is written down, and fails only where writing does. */
export function createStubHandler({
  attributeNames = [],
  propertyNames,
  identify = (_request, generatedId) => generatedId,
  describe = () => ({}),
  createOnlyProperties = [],
  onPut,
  onDelete,
}: StubOptions = {}): ResourceHandler {
  const put = (physicalId: string, request: ResourceRequest): Promise<ResourceOutcome> => {
    onPut?.(physicalId, request.properties, request);
    return Promise.resolve({ succeeded: true, physicalId, attributes: describe(physicalId, request.properties) });
  };
  return {
    attributeNames,
    ...(propertyNames === undefined ? {} : { propertyNames }),
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

/** A property that must be a string where it is given at all. */
export function readText(properties: JsonObject, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`Properties validation failed: #/${name}: expected a string, got ${JSON.stringify(value)}`);
}

/** The generated name, cut to what the service allows while its random end stays. */
export function truncateName(generatedId: string, longest: number): string {
  return generatedId.length <= longest ? generatedId : `${generatedId.slice(0, longest - 13)}${generatedId.slice(-13)}`;
}
