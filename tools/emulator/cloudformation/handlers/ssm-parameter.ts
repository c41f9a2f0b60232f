import type { ResourceHandler } from '../resource-handler';
import { printScalar } from '../values';
import { createStubHandler, readText } from './stub-resource';

/** Keeps the values for GetParameter. */
export function createParameterHandler(parameters: Map<string, string>): ResourceHandler {
  return createStubHandler({
    attributeNames: ['Type', 'Value'],
    identify: ({ properties }, generatedId) => readText(properties, 'Name') ?? generatedId,
    createOnlyProperties: ['Name'],
    existing: { identifier: 'Name', has: (name) => parameters.has(name) },
    describe: (_name, { Type: type, Value: value }) => ({ Type: type, Value: value }),
    onPut: (name, { Value: value }) => void parameters.set(name, printScalar(value) ?? ''),
    onDelete: (name) => void parameters.delete(name),
  });
}
