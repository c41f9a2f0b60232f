import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'failure-log',
  question: "Does the reason of a failure name the log stream by which `cdk diagnose` finds the function's log?",
  assumed: {
    'stack status': 'ROLLBACK_COMPLETE',
    'the reason begins with the form of CloudFormation': true,
    reason: { matches: 'BucketNotFound: .* CloudWatch Log Stream: \\S+' },
  },
  documents: ['docs/limitations.md'],
  minutes: 2,
  async run({ stacks, formatName, defineRecording, target }) {
    const name = formatName('failure');
    const bucket = { DestinationConfiguration: { S3: { BucketName: formatName('missing') } } };
    const { status, events } = await stacks.deploy(name, { Resources: { Recording: defineRecording(bucket) } });
    await stacks.delete(name);
    const reason = events.find(({ ResourceStatus: one }) => one === 'CREATE_FAILED')?.ResourceStatusReason ?? '';
    return {
      'stack status': status,
      'the reason begins with the form of CloudFormation':
        target.name === 'ministack'
          ? { unseen: 'MiniStack has reasons of another form.' }
          : reason.startsWith('Received response status [FAILED] from custom resource. Message returned: '),
      reason,
    };
  },
};
