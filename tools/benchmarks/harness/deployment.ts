import type { StackView } from '../../../test/e2e/stack-view';
import { expectSuccess, type ToolResult } from '../../../test/e2e/tool';
import type { TestEnvironment } from '../../../test/e2e/test-environment';
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
export async function bootstrap(environment: TestEnvironment): Promise<void> {
  expectSuccess(await environment.cdk('bootstrap', ...getAppArguments('this')));
}

/** @throws unless the stack is made, and IVS has one configuration more where there should be one */
export async function deployFirst(environment: TestEnvironment, kind: DeploymentKind): Promise<Deployment> {
  const countBefore = environment.listRecordingConfigurations().length;
  const startedAt = performance.now();
  const result = await environment.cdk('deploy', ...getAppArguments(kind), '--require-approval', 'never');
  const commandSeconds = (performance.now() - startedAt) / 1000;
  if (result.exitCode !== 0) {
    const reason = await getFailureReason(environment, kind, result);
    throw new Error(`${kind} was not deployed: ${reason.replace(/\s+/g, ' ')} Expected its stack; see what it lacks.`);
  }
  const stack = await environment.describe(kind);
  const created = environment.listRecordingConfigurations().length - countBefore;
  const expected = kind === 'bucket' ? 0 : 1;
  if (stack.status !== 'CREATE_COMPLETE' || created !== expected) {
    throw new Error(
      `${kind} is ${stack.status} and made ${created} recording configurations: expected CREATE_COMPLETE and ${expected}. ` +
        'See what it does.',
    );
  }
  return { commandSeconds, ...readEvents(stack, kind) };
}

function getAppArguments(kind: DeploymentKind): readonly string[] {
  return ['--app', `node --import tsx tools/benchmarks/fixtures/deployment.ts ${kind}`];
}

function readEvents({ events }: StackView, stackName: string): Pick<Deployment, 'stackSeconds' | 'resources'> {
  const getTimestamp = (status: string): number =>
    events
      .find(({ LogicalResourceId: id, ResourceStatus: is }) => id === stackName && is === status)
      ?.Timestamp?.getTime() ?? NaN;
  const created = events
    .filter(({ ResourceStatus: is }) => is === 'CREATE_COMPLETE')
    .map((event) => event.LogicalResourceId);
  return {
    stackSeconds: (getTimestamp('CREATE_COMPLETE') - getTimestamp('CREATE_IN_PROGRESS')) / 1000,
    resources: new Set(created.filter((id) => id !== stackName)).size,
  };
}

/** What the stack says, or the command where it did not get as far as that. */
async function getFailureReason(
  environment: TestEnvironment,
  stackName: string,
  { terminal }: ToolResult,
): Promise<string> {
  try {
    const { events } = await environment.describe(stackName);
    const first = events.find(({ ResourceStatus: status }) => status?.endsWith('_FAILED'));
    if (first) return `${first.LogicalResourceId}: ${first.ResourceStatusReason}`;
  } catch {
    // There is no stack: the command has to say why.
  }
  return terminal.slice(-1000);
}
