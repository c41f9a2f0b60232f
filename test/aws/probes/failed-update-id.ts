import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'failed-update-id',
  question: 'Does CloudFormation adopt the physical id of a FAILED Update, and which ids do the later events have?',
  assumed: {
    'stack status': 'UPDATE_ROLLBACK_COMPLETE',
    'events of the function': [
      'Create',
      'Update first',
      // The rollback, with the id of the FAILED response.
      'Update second',
      // The cleanup after the rollback, then the deletion of the stack.
      'Delete first',
      'Delete second',
    ],
  },
  documents: ['docs/adr/0008-a-failed-update-returns-the-current-id.md'],
  minutes: 2,
  cannot: { ministack: 'MiniStack does not adopt the id of a FAILED response.' },
  async run({ stacks, formatName, defineWitness, readRecords, sleep, target }) {
    const name = formatName('failed-update');
    const define = (update: object, version: number): object => ({
      Witness: defineWitness({ Create: { id: 'first' }, Update: update }, { Version: version }),
    });
    await stacks.deploy(name, { Resources: define({}, 1) });
    const { status } = await stacks.deploy(name, { Resources: define({ status: 'FAILED', id: 'second' }, 2) });
    await stacks.delete(name);
    // Every event has been sent; the last records may still be on their way.
    await sleep(target.pollMs * 20);
    const records = await readRecords(name, 'Witness', 1);
    return {
      'stack status': status,
      'events of the function': records.map(({ event }) =>
        [event.RequestType, event.PhysicalResourceId].filter(Boolean).join(' '),
      ),
    };
  },
};
