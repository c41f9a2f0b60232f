import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'canceled-create',
  question:
    'What does a canceled Create look like: its events, its Delete, and what DescribeStackResource shows between?',
  assumed: {
    'stack status': 'ROLLBACK_COMPLETE',
    'events of the canceled resource': ['CREATE_IN_PROGRESS', 'CREATE_FAILED', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE'],
    'reason of CREATE_FAILED': 'Resource creation cancelled',
    'the Delete has the id of the late response': false,
    'the Delete is sent while the Create still runs': true,
    'statuses that the canceled Create sees': {
      matches: '^CREATE_IN_PROGRESS(, CREATE_FAILED)?, DELETE_IN_PROGRESS(, DELETE_COMPLETE)?(, gone)?$',
    },
  },
  documents: [
    'docs/adr/0005-a-canceled-create-leaves-nothing.md',
    'docs/adr/0022-an-adoption-is-undone-by-untagging.md',
    'docs/limitations.md',
  ],
  minutes: 2,
  cannot: { ministack: 'MiniStack creates resources one after the other, so it cancels none.' },
  async run({ stacks, formatName, defineWitness, readRecords }) {
    const name = formatName('canceled');
    const { status, events } = await stacks.deploy(name, {
      Resources: {
        Slow: defineWitness({ Create: { afterMs: 6000, id: 'late' }, Delete: { afterMs: 1000 } }),
        Failing: defineWitness({ Create: { status: 'FAILED', afterMs: 2000 } }),
      },
    });
    const records = await readRecords(name, 'Slow', 2);
    await stacks.delete(name);
    const [create, deletion] = ['Create', 'Delete'].map((type) =>
      records.find(({ event }) => event.RequestType === type),
    );
    const of = events.filter(({ LogicalResourceId: id }) => id === 'Slow');
    const seen = (create?.views ?? []).map(({ resource }) =>
      typeof resource === 'string' ? resource.replace(/^.* does not exist .*$/, 'gone') : resource.status,
    );
    const end = (create?.started ?? 0) + (create?.responses[0]?.ms ?? 0);
    return {
      'stack status': status,
      'events of the canceled resource': of.map(({ ResourceStatus: one = '' }) => one),
      'reason of CREATE_FAILED':
        of.find(({ ResourceStatus: one }) => one === 'CREATE_FAILED')?.ResourceStatusReason ?? '',
      'the Delete has the id of the late response': deletion?.event.PhysicalResourceId === 'late',
      'the Delete is sent while the Create still runs': (deletion?.started ?? Infinity) < end,
      'statuses that the canceled Create sees': [...new Set(seen)].join(', '),
    };
  },
};
