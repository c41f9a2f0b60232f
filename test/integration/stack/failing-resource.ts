import type { ResourceHandler } from '../../../tools/emulator/cloudformation/resource-handler';

/** A resource type whose create and update handlers wait, then fail once a test calls `fail`. */
export interface FailingResource {
  readonly providers: Readonly<Record<'Test::FailsOnDemand', ResourceHandler>>;
  fail(): void;
}

export const FAILS_ON_DEMAND = { Type: 'Test::FailsOnDemand' };

export function createFailingResource(): FailingResource {
  let fail: () => void = () => undefined;
  const failing = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const failOnDemand: ResourceHandler['create'] = async () => {
    await failing;
    return { succeeded: false, reason: 'Failed on demand' };
  };
  return {
    providers: {
      'Test::FailsOnDemand': {
        create: failOnDemand,
        update: failOnDemand,
        delete: ({ physicalId }) => Promise.resolve({ succeeded: true, physicalId }),
      },
    },
    fail: () => {
      fail();
    },
  };
}
