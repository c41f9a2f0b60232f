import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'event-properties',
  question: 'Which properties do the events of a custom resource have: whole, as strings, also in a rollback?',
  assumed: {
    'Create, properties of the event': 'Number="1", Text="text", Token',
    'UPDATE_IN_PROGRESS of the rollback has properties': true,
    'Number in that rollback': '1',
    'a NoEcho parameter in the event': { recorded: true },
  },
  documents: ['docs/adr/0028-a-sweep-deletes-only-what-the-rollback-undoes.md', 'docs/drift.md', 'docs/limitations.md'],
  minutes: 2,
  cannot: { ministack: 'The events of MiniStack have no properties.' },
  async run({ stacks, formatName, defineWitness }) {
    const name = formatName('properties');
    const define = (number: number, script: object): Record<string, unknown> => ({
      Parameters: { Secret: { Type: 'String', NoEcho: true, Default: 'not-a-secret' } },
      Resources: { Witness: defineWitness(script, { Number: number, Text: 'text', Secret: { Ref: 'Secret' } }) },
    });
    const created = await stacks.deploy(name, define(1, {}));
    const updated = await stacks.deploy(name, define(2, { Update: { status: 'FAILED' } }));
    await stacks.delete(name);
    const read = (text: string | undefined): Record<string, unknown> =>
      JSON.parse(text ?? '{}') as Record<string, unknown>;
    const find = (events: typeof created.events, status: string): (string | undefined)[] =>
      events
        .filter((event) => event.LogicalResourceId === 'Witness' && event.ResourceStatus === status)
        .map((event) => event.ResourceProperties);
    const first = read(find(created.events, 'CREATE_IN_PROGRESS')[0]);
    const rollback = find(updated.events, 'UPDATE_IN_PROGRESS').at(-1);
    const { Number: number, Text: text } = first;
    return {
      'Create, properties of the event': `Number=${JSON.stringify(number)}, Text=${JSON.stringify(text)}, ${first.ServiceToken === undefined ? 'no token' : 'Token'}`,
      'UPDATE_IN_PROGRESS of the rollback has properties': rollback !== undefined && rollback !== '',
      'Number in that rollback': String(read(rollback).Number),
      'a NoEcho parameter in the event':
        first.Secret === 'not-a-secret' ? 'shown' : `masked as ${JSON.stringify(first.Secret)}`,
    };
  },
};
