import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'permissions',
  question:
    'Do the provider permissions suffice, and which error does a caller without the permissions on the bucket get?',
  assumed: {
    'the role of the provider creates a configuration': 'CREATE_COMPLETE',
    'without s3:GetBucketLocation and s3:ListBucket': { matches: '^AccessDenied' },
    'its text': { recorded: true },
    'the service-linked role exists afterwards': true,
  },
  documents: ['docs/adr/0011-least-privilege.md', 'docs/limitations.md', 'docs/permissions.md'],
  minutes: 2,
  cannot: { ministack: 'The IVS server beside MiniStack does not know the roles of MiniStack.' },
  async run({ target, bucket, stacks, tags, formatName, defineRecording, defineWitness, readRecords }) {
    const name = formatName('permissions');
    const RoleName = 'AWSServiceRoleForIVSRecordToS3';
    const input = { destinationConfiguration: { s3: { bucketName: bucket } }, tags };
    const calls = [
      { client: 'ivs', command: 'CreateRecordingConfiguration', input },
      ...(target.name === 'aws' ? [{ client: 'iam', command: 'GetRole', input: { RoleName } }] : []),
    ];
    const { status } = await stacks.deploy(name, {
      Resources: {
        Recording: defineRecording(),
        Witness: { ...defineWitness({ Create: { calls } }), DependsOn: 'Recording' },
      },
    });
    const [record] = await readRecords(name, 'Witness', 1);
    await stacks.delete(name);
    const [creation, role] = record?.calls ?? [];
    return {
      'the role of the provider creates a configuration': status,
      'without s3:GetBucketLocation and s3:ListBucket': creation?.error ?? 'success',
      'its text': creation?.message ?? '',
      'the service-linked role exists afterwards':
        target.name === 'aws' ? role?.status === 200 : { unseen: 'The emulator has no operation GetRole.' },
    };
  },
};
