import type { StackView } from '../../../test/e2e/stack-view';
import { expectSuccess, type ToolResult } from '../../../test/e2e/tool';
import type { World } from '../../../test/e2e/world';
import type { DeploymentKind } from '../fixtures/deployment';

/** The first deployment of a stack. */
export interface Deployment {
  /** The whole of `cdk deploy`, as a user waits for it: synthesis, assets, change set, stack. */
  readonly commandSeconds: number;
  /** What of that the stack took, by its own events: the command only looks every 5 s. */
  readonly stackSeconds: number;
  readonly resources: number;
}

/** Prepares the account, and fills the caches of the machine that every app uses. */
export async function bootstrap(world: World): Promise<void> {
  expectSuccess(await world.cdk('bootstrap', ...appOf('ours')));
}

/** @throws unless the stack is made, and IVS has one configuration more where there should be one */
export async function deployFirst(world: World, kind: DeploymentKind): Promise<Deployment> {
  const heldBefore = world.held().length;
  const startedAt = performance.now();
  const result = await world.cdk('deploy', ...appOf(kind), '--require-approval', 'never');
  const commandSeconds = (performance.now() - startedAt) / 1000;
  if (result.exitCode !== 0) {
    const reason = await explain(world, kind, result);
    throw new Error(`${kind} was not deployed: ${reason.replace(/\s+/g, ' ')} Expected its stack; see what it lacks.`);
  }
  const stack = await world.describe(kind);
  const made = world.held().length - heldBefore;
  const expected = kind === 'bucket' ? 0 : 1;
  if (stack.status !== 'CREATE_COMPLETE' || made !== expected) {
    throw new Error(
      `${kind} is ${stack.status} and made ${made} recording configurations: expected CREATE_COMPLETE and ${expected}. ` +
        'See what it does.',
    );
  }
  return { commandSeconds, ...readEvents(stack, kind) };
}

function appOf(kind: DeploymentKind): readonly string[] {
  return ['--app', `node --import tsx tools/benchmarks/fixtures/deployment.ts ${kind}`];
}

function readEvents({ events }: StackView, stackName: string): Pick<Deployment, 'stackSeconds' | 'resources'> {
  const timeOf = (status: string): number =>
    events
      .find(({ LogicalResourceId: id, ResourceStatus: is }) => id === stackName && is === status)
      ?.Timestamp?.getTime() ?? NaN;
  const made = events
    .filter(({ ResourceStatus: is }) => is === 'CREATE_COMPLETE')
    .map((event) => event.LogicalResourceId);
  return {
    stackSeconds: (timeOf('CREATE_COMPLETE') - timeOf('CREATE_IN_PROGRESS')) / 1000,
    resources: new Set(made.filter((id) => id !== stackName)).size,
  };
}

/** What the stack says, or the command where it did not get as far as that. */
async function explain(world: World, stackName: string, { terminal }: ToolResult): Promise<string> {
  try {
    const { events } = await world.describe(stackName);
    const first = events.find(({ ResourceStatus: status }) => status?.endsWith('_FAILED'));
    if (first) return `${first.LogicalResourceId}: ${first.ResourceStatusReason}`;
  } catch {
    // There is no stack: the command has to say why.
  }
  return terminal.slice(-1000);
}
