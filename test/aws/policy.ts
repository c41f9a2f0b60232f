/** The permissions of a run, derived from its calls: test/aws/policy.json. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Calls of probes that only AWS can answer. */
const AWS_ONLY = ['CreateStackRefactor', 'DescribeStackRefactor', 'ExecuteStackRefactor'].map(
  (name) => `CloudFormation:${name}`,
);

/** Operations of S3 whose permission has another name. */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListBuckets: 's3:ListAllMyBuckets',
};

/** CloudFormation creates, reads and deletes these resources of the stacks with the permissions of the caller. */
const STACK_RESOURCES: readonly PolicyStatement[] = [
  allow(
    'StackRoles',
    [
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:GetRole',
      'iam:PassRole',
      'iam:PutRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:GetRolePolicy',
      'iam:TagRole',
      'iam:UntagRole',
    ],
    'arn:aws:iam::*:role/ivsrc-test-*',
  ),
  allow(
    'StackFunctions',
    [
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:GetFunction',
      'lambda:InvokeFunction',
      'lambda:TagResource',
      'lambda:UntagResource',
    ],
    'arn:aws:lambda:*:*:function:ivsrc-test-*',
  ),
  allow(
    'StackLogGroups',
    [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
      'logs:ListTagsForResource',
    ],
    'arn:aws:logs:*:*:log-group:ivsrc-test-*',
  ),
  allow('ListLogGroups', ['logs:DescribeLogGroups'], '*'),
  allow(
    'StackBuckets',
    ['s3:PutEncryptionConfiguration', 's3:GetEncryptionConfiguration'],
    'arn:aws:s3:::ivsrc-test-*',
  ),
  allow(
    'StackRules',
    ['events:DeleteRule', 'events:DescribeRule', 'events:PutRule', 'events:TagResource', 'events:UntagResource'],
    'arn:aws:events:*:*:rule/ivsrc-test-*',
  ),
];

/** IVS checks the bucket and creates its service-linked role with the permissions of the caller. */
const RECORDING: readonly PolicyStatement[] = [
  allow('CheckBuckets', ['s3:GetBucketLocation', 's3:ListBucket'], 'arn:aws:s3:::*'),
  allow(
    'CreateIvsServiceLinkedRole',
    ['iam:AttachRolePolicy', 'iam:CreateServiceLinkedRole', 'iam:PutRolePolicy'],
    'arn:aws:iam::*:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3*',
  ),
];

/** @param calls - `Service:Operation`, as the clients record them */
export function createPolicy(calls: Iterable<string>): Policy {
  const all = [...new Set([...calls, ...AWS_ONLY])];
  const select = (service: string, prefix: string): readonly string[] =>
    all.flatMap((call) => {
      const [client = '', operation = ''] = call.split(':');
      return client === service ? [S3_ACTIONS[operation] ?? `${prefix}:${operation}`] : [];
    });
  const s3 = select('S3', 's3');
  const isAccountWide = (action: string): boolean => action === 's3:ListAllMyBuckets';
  return {
    Version: '2012-10-17',
    Statement: [
      allow('Stacks', select('CloudFormation', 'cloudformation'), [
        'arn:aws:cloudformation:*:*:stack/ivsrc-test-*',
        'arn:aws:cloudformation:*:*:stackRefactor/*',
      ]),
      // DescribeStacks without a name lists all.
      allow('ListStacks', ['cloudformation:DescribeStacks', 'cloudformation:ListStacks'], '*'),
      allow(
        'Ivs',
        [...select('Ivs', 'ivs'), 'ivs:TagResource'],
        ['arn:aws:ivs:*:*:recording-configuration/*', 'arn:aws:ivs:*:*:channel/*', 'arn:aws:ivs:*:*:stream-key/*'],
      ),
      allow(
        'Buckets',
        s3.filter((action) => !isAccountWide(action)),
        ['arn:aws:s3:::ivsrc-test-*', 'arn:aws:s3:::ivsrc-test-*/*'],
      ),
      allow('ListBuckets', s3.filter(isAccountWide), '*'),
      ...RECORDING,
      ...STACK_RESOURCES,
    ],
  };
}

function allow(Sid: string, actions: readonly string[], Resource: PolicyStatement['Resource']): PolicyStatement {
  return { Sid, Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource };
}
