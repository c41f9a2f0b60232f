import {
  CreateStackRefactorCommand,
  DescribeStackRefactorCommand,
  ExecuteStackRefactorCommand,
} from '@aws-sdk/client-cloudformation';
import type { Probe } from '../probe';
import { readFailure } from '../sdk-failure';
import { poll } from '../sleep';

export const probe: Probe = {
  id: 'stack-refactoring',
  question: 'Can a custom resource be renamed with stack refactoring, and is the function told?',
  assumed: {
    'status of the refactoring': { recorded: true },
    reason: { recorded: true },
    'events of the function': ['Create'],
  },
  documents: ['docs/limitations.md'],
  minutes: 3,
  cannot: { ministack: 'It has no stack refactoring.' },
  async run({ target: { clients, pollMs }, stacks, signal, formatName, defineWitness, readRecords }) {
    const name = formatName('refactoring');
    const resource = defineWitness({});
    await stacks.deploy(name, { Resources: { Before: resource } });
    let id = '';
    const refusal = await readFailure(async () => {
      const response = await clients.cloudFormation.send(
        new CreateStackRefactorCommand({
          StackDefinitions: [{ StackName: name, TemplateBody: JSON.stringify({ Resources: { After: resource } }) }],
          ResourceMappings: [
            {
              Source: { StackName: name, LogicalResourceId: 'Before' },
              Destination: { StackName: name, LogicalResourceId: 'After' },
            },
          ],
        }),
      );
      id = response.StackRefactorId ?? '';
    });
    const read = async (field: 'Status' | 'ExecutionStatus'): Promise<{ status: string; reason: string }> =>
      await poll({ what: `The ${field} of the refactoring`, limitMs: 300_000, everyMs: pollMs, signal }, async () => {
        const view = await clients.cloudFormation.send(new DescribeStackRefactorCommand({ StackRefactorId: id }));
        const status = view[field] ?? '';
        const reason = (field === 'Status' ? view.StatusReason : view.ExecutionStatusReason) ?? '';
        return /COMPLETE|FAILED/.test(status) ? { status, reason } : undefined;
      });
    let outcome = { status: `${refusal.name} ${refusal.status}`, reason: refusal.message };
    if (id !== '') outcome = await read('Status');
    if (outcome.status === 'CREATE_COMPLETE') {
      await clients.cloudFormation.send(new ExecuteStackRefactorCommand({ StackRefactorId: id }));
      outcome = await read('ExecutionStatus');
    }
    const records = [...(await readRecords(name, 'Before', 1)), ...(await readRecords(name, 'After', 0))];
    await stacks.delete(name);
    return {
      'status of the refactoring': outcome.status,
      reason: outcome.reason,
      'events of the function': records.map(({ event }) => event.RequestType),
    };
  },
};
