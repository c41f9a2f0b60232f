import type { Probe } from '../probe';
import type { WitnessRecord } from '../witness/witness';

export const probe: Probe = {
  id: 'resource-in-progress',
  question: 'What does DescribeStackResource show of a resource in progress: from when, and with which physical id?',
  assumed: {
    'Create, first look': 'CREATE_IN_PROGRESS ""',
    'Create, stack at the first look': 'CREATE_IN_PROGRESS',
    'Create, last event at the first look': 'CREATE_IN_PROGRESS ""',
    'Create, after the response': 'CREATE_COMPLETE "first"',
    'Update, first look': 'UPDATE_IN_PROGRESS "first"',
    'Delete, first look': 'DELETE_IN_PROGRESS "first"',
    'milliseconds from the start of the function to the first look': { recorded: true },
  },
  documents: [
    'docs/adr/0005-a-canceled-create-leaves-nothing.md',
    'docs/adr/0014-stale-requests-are-no-ops.md',
    'docs/limitations.md',
  ],
  minutes: 2,
  cannot: {
    ministack: 'DescribeStackResource of a resource in progress is an addition of test/e2e/emulator/stack_resource.py.',
  },
  async run({ stacks, formatName, defineWitness, readRecords }) {
    const name = formatName('in-progress');
    const script = {
      Create: { id: 'first', afterMs: 1000, watchMs: 2500 },
      Update: { afterMs: 500 },
      Delete: { afterMs: 500 },
    };
    const define = (version: number): object => ({ Witness: defineWitness(script, { Version: version }) });
    await stacks.deploy(name, { Resources: define(1) });
    await readRecords(name, 'Witness', 1);
    await stacks.deploy(name, { Resources: define(2) });
    await stacks.delete(name);
    const records = await readRecords(name, 'Witness', 3);
    const find = (type: string): WitnessRecord['views'] =>
      records.find(({ event }) => event.RequestType === type)?.views ?? [];
    const [created] = find('Create');
    return {
      'Create, first look': format(created?.resource),
      'Create, stack at the first look': created?.stack ?? '',
      'Create, last event at the first look': format(created?.event),
      'Create, after the response': format(find('Create').at(-1)?.resource),
      'Update, first look': format(find('Update')[0]?.resource),
      'Delete, first look': format(find('Delete')[0]?.resource),
      'milliseconds from the start of the function to the first look': created?.ms ?? -1,
    };
  },
};

function format(value: string | { readonly status: string; readonly id: string | null } | null | undefined): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? 'nothing' : `${value.status} ${JSON.stringify(value.id)}`;
}
