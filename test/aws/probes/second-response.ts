import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'second-response',
  question: 'What does a second response to one event do, with another status and another id?',
  assumed: {
    'stack status': 'CREATE_COMPLETE',
    'physical id': 'first',
    'HTTP status of the second response': { recorded: true },
  },
  documents: ['docs/limitations.md'],
  minutes: 2,
  cannot: { ministack: 'MiniStack takes the last response instead of the first.' },
  async run({ stacks, formatName, defineWitness, readRecords }) {
    const name = formatName('second-response');
    const script = { Create: { id: 'first', second: { status: 'FAILED' as const, id: 'second' } } };
    const { status, outputs } = await stacks.deploy(name, {
      Resources: { Witness: defineWitness(script) },
      Outputs: { Id: { Value: { Ref: 'Witness' } } },
    });
    const [record] = await readRecords(name, 'Witness', 1);
    await stacks.delete(name);
    return {
      'stack status': status,
      'physical id': outputs.Id ?? '',
      'HTTP status of the second response': record?.responses[1]?.code ?? -1,
    };
  },
};
