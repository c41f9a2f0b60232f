import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient, Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { formatTags } from './ownership';
import type { Run } from './ownership';
import { sleep } from './sleep';

export type Template = Readonly<Record<string, unknown>>;

/** A stack at the end of an operation. */
export interface StackView {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** All events, oldest first. */
  readonly events: readonly StackEvent[];
}

export interface Stacks {
  /** Creates or updates a stack and waits for its end, whatever it is. */
  readonly deploy: (
    name: string,
    template: Template,
    parameters?: Readonly<Record<string, string>>,
  ) => Promise<StackView>;
  readonly delete: (nameOrId: string) => Promise<StackView>;
  readonly describe: (nameOrId: string) => Promise<StackView>;
  readonly list: () => Promise<readonly Stack[]>;
}

/** CloudFormation could not do something in the name of the caller. */
export class StackDenialError extends Error {
  override readonly name = 'StackDenialError';

  /** @param action - such as `iam:CreateRole` */
  constructor(
    stack: string,
    readonly action: string,
  ) {
    super(`CloudFormation needs the permission ${action} for the stack ${stack}.`);
  }
}

export interface StacksOptions {
  readonly client: CloudFormationClient;
  readonly run: Run;
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

export function createStacks({ client, run, pollMs, signal }: StacksOptions): Stacks {
  const find = async (nameOrId: string): Promise<Stack | undefined> => {
    try {
      const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
      return stack;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const describe = async (nameOrId: string): Promise<StackView> => {
    const stack = await find(nameOrId);
    if (stack === undefined) throw new Error(`The stack ${nameOrId} does not exist.`);
    const events: StackEvent[] = [];
    for await (const page of paginateDescribeStackEvents({ client }, { StackName: nameOrId })) {
      events.push(...(page.StackEvents ?? []));
    }
    return {
      id: stack.StackId ?? '',
      name: stack.StackName ?? '',
      status: stack.StackStatus ?? '',
      outputs: Object.fromEntries(
        (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      ),
      events: events.reverse(),
    };
  };
  const waitForEnd = async (id: string): Promise<void> => {
    for (;;) {
      const stack = await find(id);
      if (stack?.StackStatus?.endsWith('_IN_PROGRESS') !== true) return;
      await sleep(pollMs, signal);
    }
  };
  return {
    describe,
    async deploy(name, template, parameters = {}) {
      const request = {
        StackName: name,
        TemplateBody: JSON.stringify(template),
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
        Tags: Object.entries(formatTags(run)).map(([Key, Value]) => ({ Key, Value })),
        Capabilities: ['CAPABILITY_IAM' as const],
      };
      signal.throwIfAborted();
      const existing = await find(name);
      const { StackId: id = '' } =
        existing === undefined
          ? await client.send(new CreateStackCommand({ ...request, TimeoutInMinutes: 30 }))
          : await client.send(new UpdateStackCommand(request));
      await waitForEnd(id);
      return assertNotDenied(await describe(id));
    },
    async delete(nameOrId) {
      const stack = await find(nameOrId);
      if (stack?.StackId === undefined) throw new Error(`The stack ${nameOrId} does not exist.`);
      await waitForEnd(stack.StackId);
      await client.send(new DeleteStackCommand({ StackName: stack.StackId }));
      await waitForEnd(stack.StackId);
      return assertNotDenied(await describe(stack.StackId));
    },
    async list() {
      const stacks: Stack[] = [];
      for await (const page of paginateDescribeStacks({ client }, {})) stacks.push(...(page.Stacks ?? []));
      return stacks.filter(({ StackStatus: status }) => status !== 'DELETE_COMPLETE');
    },
  };
}

const OPERATION_START = /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/;

/** @throws StackDenialError if the caller lacked a permission in the last operation */
function assertNotDenied(stack: StackView): StackView {
  const { id, name, events } = stack;
  const start = events.findLastIndex(
    ({ PhysicalResourceId: of, ResourceStatus: status = '' }) => of === id && OPERATION_START.test(status),
  );
  for (const event of events.slice(start)) {
    const action = event.ResourceStatus?.endsWith('_FAILED') === true ? readDeniedAction(event) : undefined;
    if (action !== undefined) throw new StackDenialError(name, action);
  }
  return stack;
}

/** Of a custom resource, only the invocation needs the caller's permissions; others are those of its function. */
function readDeniedAction({
  ResourceStatusReason: reason = '',
  ResourceType: type = '',
}: StackEvent): string | undefined {
  const [, action] = /is not authorized to perform: ([\w:]+)/.exec(reason) ?? [];
  return type.startsWith('Custom::') && action !== 'lambda:InvokeFunction' ? undefined : action;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}
