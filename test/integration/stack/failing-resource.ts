import type { ResourceHandler } from '../../../tools/emulator/cloudformation/resource-handler';

/** A resource type whose creation and update fail at the moment that a test chooses. */
export interface FailingResource {
  readonly providers: Readonly<Record<'Test::FailsOnDemand', ResourceHandler>>;
  fail(): void;
}

export const FAILS_ON_DEMAND = { Type: 'Test::FailsOnDemand' };

export function createFailingResource(): FailingResource {
  let fail: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const failOnDemand: ResourceHandler['create'] = async () => {
    await told;
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
