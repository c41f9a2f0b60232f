import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'service-timeout',
  question: 'Does a change of ServiceTimeout alone send an Update?',
  assumed: { 'stack status': 'UPDATE_COMPLETE', 'events of the function': ['Create', 'Update'] },
  documents: ['docs/limitations.md'],
  minutes: 1,
  async run({ stacks, formatName, defineWitness, readRecords, sleep, target }) {
    const name = formatName('service-timeout');
    const define = (seconds: number): Record<string, unknown> => ({
      Resources: { Witness: defineWitness({}, { ServiceTimeout: seconds }) },
    });
    await stacks.deploy(name, define(300));
    const { status } = await stacks.deploy(name, define(301));
    await sleep(target.pollMs * 5);
    const records = await readRecords(name, 'Witness', 1);
    await stacks.delete(name);
    return { 'stack status': status, 'events of the function': records.map(({ event }) => event.RequestType) };
  },
};
