import type { ResourceHandler } from '../../../tools/emulator/cloudformation/resource-handler';

/** A resource type whose creation and update fail at the moment that a test chooses. */
export interface FailingResource {
  readonly providers: Readonly<Record<'Test::FailsWhenTold', ResourceHandler>>;
  fail(): void;
}

export const FAILS_WHEN_TOLD = { Type: 'Test::FailsWhenTold' };

export function createFailingResource(): FailingResource {
  let fail: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const failWhenTold: ResourceHandler['create'] = async () => {
    await told;
    return { succeeded: false, reason: 'Told to fail' };
  };
  return {
    providers: {
      'Test::FailsWhenTold': {
        create: failWhenTold,
        update: failWhenTold,
        delete: ({ physicalId }) => Promise.resolve({ succeeded: true, physicalId }),
      },
    },
    fail: () => {
      fail();
    },
  };
}
