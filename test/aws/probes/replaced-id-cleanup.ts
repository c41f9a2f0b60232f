import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'replaced-id-cleanup',
  question: 'What do DescribeStackResource and DescribeStacks show while the cleanup deletes a replaced physical id?',
  assumed: {
    'stack status': 'UPDATE_COMPLETE',
    'resource in the cleanup': 'UPDATE_COMPLETE "second"',
    'stack in the cleanup': 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'physical id of the Delete': 'first',
  },
  documents: ['docs/limitations.md'],
  minutes: 2,
  cannot: { ministack: 'MiniStack has no cleanup phase.' },
  async run({ stacks, formatName, defineWitness, readRecords }) {
    const name = formatName('cleanup');
    const script = { Create: { id: 'first' }, Update: { id: 'second' }, Delete: { afterMs: 1000 } };
    const define = (version: number): Record<string, unknown> => ({
      Resources: { Witness: defineWitness(script, { Version: version }) },
    });
    await stacks.deploy(name, define(1));
    const { status } = await stacks.deploy(name, define(2));
    const records = await readRecords(name, 'Witness', 3);
    await stacks.delete(name);
    const deletion = records.find(({ event }) => event.RequestType === 'Delete');
    const [view] = deletion?.views ?? [];
    const resource = view?.resource;
    return {
      'stack status': status,
      'resource in the cleanup':
        typeof resource === 'object' ? `${resource.status} ${JSON.stringify(resource.id)}` : (resource ?? 'nothing'),
      'stack in the cleanup': view?.stack ?? '',
      'physical id of the Delete': deletion?.event.PhysicalResourceId ?? '',
    };
  },
};
