import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'inline-code',
  question: "Does Lambda run the provider template's compressed code, with the SDK of its runtime?",
  assumed: {
    'stack status': 'CREATE_COMPLETE',
    attributes: 'ACTIVE',
    'events after a tag change': ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
    'status after the deletion': 'DELETE_COMPLETE',
    'seconds to CREATE_COMPLETE': { atMost: 90 },
  },
  documents: [
    'docs/adr/0024-the-inline-provider-templates-code-is-compressed.md',
    'docs/deploying.md',
    'docs/limitations.md',
    'docs/provider-template.md',
    'docs/regulated-accounts.md',
  ],
  minutes: 2,
  async run({ stacks, formatName, tags, defineRecording }) {
    const name = formatName('inline');
    const define = (extra: object): Record<string, unknown> => ({
      Resources: { Recording: defineRecording({ Tags: { ...tags, ...extra } }) },
      Outputs: { State: { Value: { 'Fn::GetAtt': ['Recording', 'State'] } } },
    });
    const start = Date.now();
    const created = await stacks.deploy(name, define({}));
    const seconds = Math.round((Date.now() - start) / 1000);
    const updated = await stacks.deploy(name, define({ changed: 'yes' }));
    const { status } = await stacks.delete(name);
    const events = updated.events.slice(created.events.length);
    return {
      'stack status': created.status,
      attributes: created.outputs.State ?? '',
      'events after a tag change': events
        .filter(({ LogicalResourceId: id }) => id === 'Recording')
        .map(({ ResourceStatus: one = '' }) => one),
      'status after the deletion': status,
      'seconds to CREATE_COMPLETE': seconds,
    };
  },
};
