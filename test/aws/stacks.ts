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
      return await describe(id);
    },
    async delete(nameOrId) {
      const stack = await find(nameOrId);
      if (stack?.StackId === undefined) throw new Error(`The stack ${nameOrId} does not exist.`);
      await waitForEnd(stack.StackId);
      await client.send(new DeleteStackCommand({ StackName: stack.StackId }));
      await waitForEnd(stack.StackId);
      return await describe(stack.StackId);
    },
    async list() {
      const stacks: Stack[] = [];
      for await (const page of paginateDescribeStacks({ client }, {})) stacks.push(...(page.Stacks ?? []));
      return stacks.filter(({ StackStatus: status }) => status !== 'DELETE_COMPLETE');
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}
