import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'redelivery',
  question: 'Does Lambda deliver an event again after an error, and which of its ids stay the same?',
  assumed: {
    'stack status': 'CREATE_COMPLETE',
    'deliveries of the Create': 2,
    'same RequestId': true,
    'same Lambda request id': true,
    'seconds to the second delivery': { atMost: 120 },
  },
  documents: ['docs/adr/0001-one-function-speaks-the-protocol.md'],
  minutes: 3,
  cannot: { ministack: 'MiniStack does not deliver an event again.' },
  async run({ stacks, formatName, defineWitness, readRecords }) {
    const name = formatName('redelivery');
    const { status } = await stacks.deploy(name, {
      Resources: { Witness: defineWitness({ Create: { throws: true } }) },
    });
    const records = await readRecords(name, 'Witness', 1);
    await stacks.delete(name);
    const [first, second] = records;
    return {
      'stack status': status,
      'deliveries of the Create': records.length,
      'same RequestId': first?.event.RequestId === second?.event.RequestId,
      'same Lambda request id': first?.awsRequestId === second?.awsRequestId,
      'seconds to the second delivery': Math.round(((second?.started ?? 0) - (first?.started ?? 0)) / 1000),
    };
  },
};
