import type { Clock } from '../../clock';
import type { ResourceOutcome, ResourceHandler, ResourceRequest } from '../resource-handler';
import { isStringList, printScalar } from '../values';
import type { JsonObject } from '../values';

type Operation = 'Create' | 'Update' | 'Delete';

/**
 * Resource types for testing rollbacks. `Test::Wait` succeeds and `Test::Fail` fails, both after `AfterMilliseconds`
 * (default 0). `Test::Fail` fails in the operations listed in `On` (default Create and Update) with `Reason`.
 */
export function createTestHandlers(clock: Clock): Record<'Test::Wait' | 'Test::Fail', ResourceHandler> {
  const work = async (
    operation: Operation,
    { properties }: ResourceRequest,
    physicalId: string,
    failing: readonly string[],
    signal?: AbortSignal,
  ): Promise<ResourceOutcome> => {
    const duration = Number(printScalar(properties.AfterMilliseconds) ?? 0);
    if (duration > 0) await clock.sleep(duration, signal);
    if (!failing.includes(operation)) return { succeeded: true, physicalId };
    return { succeeded: false, reason: printScalar(properties.Reason) ?? 'Test::Fail failed' };
  };
  const createHandler = (getFailingOperations: (properties: JsonObject) => readonly string[]): ResourceHandler => ({
    create: (request) =>
      work('Create', request, request.generatedId, getFailingOperations(request.properties), request.signal),
    update: (request) =>
      work('Update', request, request.physicalId, getFailingOperations(request.properties), request.signal),
    delete: (request) => work('Delete', request, request.physicalId, getFailingOperations(request.properties)),
  });
  return {
    'Test::Wait': createHandler(() => []),
    'Test::Fail': createHandler(({ On: operations }) => (isStringList(operations) ? operations : ['Create', 'Update'])),
  };
}
