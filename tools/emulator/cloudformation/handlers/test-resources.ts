import type { Clock } from '../../clock';
import type { ResourceOutcome, ResourceProvider, ResourceRequest } from '../resource-handler';
import { isStringList, printScalar } from '../values';
import type { JsonObject } from '../values';

type Operation = 'Create' | 'Update' | 'Delete';

/**
 * Resource types that exist only here, for rehearsing rollbacks. `Test::Wait` succeeds and `Test::Fail` fails, both
 * after `AfterMilliseconds` (default 0). `Test::Fail` fails at the operations listed in `On` (default Create and
 * Update) with `Reason`.
 */
export function createTestProviders(clock: Clock): Record<'Test::Wait' | 'Test::Fail', ResourceProvider> {
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
    return { succeeded: false, reason: printScalar(properties.Reason) ?? 'Told to fail' };
  };
  const provide = (failingOf: (properties: JsonObject) => readonly string[]): ResourceProvider => ({
    create: (request) => work('Create', request, request.generatedId, failingOf(request.properties), request.signal),
    update: (request) => work('Update', request, request.physicalId, failingOf(request.properties), request.signal),
    delete: (request) => work('Delete', request, request.physicalId, failingOf(request.properties)),
  });
  return {
    'Test::Wait': provide(() => []),
    'Test::Fail': provide(({ On: operations }) => (isStringList(operations) ? operations : ['Create', 'Update'])),
  };
}
