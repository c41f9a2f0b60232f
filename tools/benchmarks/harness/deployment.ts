import type { StackView } from '../../../test/e2e/stack-view';
import { expectSuccess, type ToolResult } from '../../../test/e2e/tool';
import type { TestEnvironment } from '../../../test/e2e/test-environment';
import type { DeploymentKind } from '../fixtures/deployment';

/** The first deployment of a stack. */
export interface Deployment {
  /** The duration of `cdk deploy`: synthesis, assets, change set, stack. */
  readonly commandSeconds: number;
  /** The duration of the stack operation, from its events: the command only polls every 5 s. */
  readonly stackSeconds: number;
  readonly resources: number;
}

/** Bootstraps the account, and fills the machine's caches. */
export async function bootstrap(environment: TestEnvironment): Promise<void> {
  expectSuccess(await environment.cdk('bootstrap', ...getAppArguments('this')));
}

/** @throws if the stack is not created, or IVS does not have the expected new configuration */
export async function deployFirst(environment: TestEnvironment, kind: DeploymentKind): Promise<Deployment> {
  const countBefore = environment.listRecordingConfigurations().length;
  const startedAt = performance.now();
  const result = await environment.cdk('deploy', ...getAppArguments(kind), '--require-approval', 'never');
  const commandSeconds = (performance.now() - startedAt) / 1000;
  if (result.exitCode !== 0) {
    const reason = await getFailureReason(environment, kind, result);
    throw new Error(`${kind} was not deployed: ${reason.replace(/\s+/g, ' ')} `);
  }
  const stack = await environment.describe(kind);
  const created = environment.listRecordingConfigurations().length - countBefore;
  const expected = kind === 'bucket' ? 0 : 1;
  if (stack.status !== 'CREATE_COMPLETE' || created !== expected) {
    throw new Error(
      `${kind} is ${stack.status} and created ${created} recording configurations: expected CREATE_COMPLETE and ${expected}.`,
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

/** Returns the reason of the stack's first failure, or the command's output if there is no stack. */
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
    // There is no stack; use the command's output.
  }
  return terminal.slice(-1000);
}
