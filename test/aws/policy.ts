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

/** Operations of S3 whose permission has another name. */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListBuckets: 's3:ListAllMyBuckets',
};

/**
 * CloudFormation creates, reads and deletes the resources of the stacks with the permissions of the caller. Needed are the
 * actions that the handlers of the types list (tools/emulator/cloudformation/handler-permissions.ts), also where their names
 * suggest nothing of the kind: the handlers of a role need iam:UntagRole to create and to delete one.
 */
const STACK_RESOURCES: readonly PolicyStatement[] = [
  allow(
    'StackRoles',
    [
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:PassRole',
      'iam:PutRolePolicy',
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
    ],
    'arn:aws:lambda:*:*:function:ivsrc-test-*',
  ),
  allow(
    'StackLogGroups',
    [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:ListTagsForResource',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
    ],
    'arn:aws:logs:*:*:log-group:ivsrc-test-*',
  ),
  // This action has no resource.
  allow('ListLogGroups', ['logs:DescribeLogGroups'], '*'),
  allow('StackBuckets', ['s3:PutEncryptionConfiguration', 's3:TagResource'], 'arn:aws:s3:::ivsrc-test-*'),
  allow(
    'StackRules',
    ['events:DeleteRule', 'events:DescribeRule', 'events:ListTargetsByRule', 'events:PutRule', 'events:TagResource'],
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
  const all = [...new Set(calls)];
  const select = (service: string, prefix: string): readonly string[] =>
    all.flatMap((call) => {
      const [client = '', operation = ''] = call.split(':');
      return client === service ? [S3_ACTIONS[operation] ?? `${prefix}:${operation}`] : [];
    });
  const s3 = select('S3', 's3');
  const stacks = select('CloudFormation', 'cloudformation');
  const isAccountWide = (action: string): boolean => action === 's3:ListAllMyBuckets';
  return {
    Version: '2012-10-17',
    Statement: [
      allow(
        'Stacks',
        stacks.filter((action) => action !== 'cloudformation:DescribeStacks'),
        'arn:aws:cloudformation:*:*:stack/ivsrc-test-*',
      ),
      // DescribeStacks without a name lists all stacks, which needs both.
      allow('ListStacks', ['cloudformation:DescribeStacks', 'cloudformation:ListStacks'], '*'),
      // The handlers of a channel need ivs:UntagResource to delete one.
      allow(
        'Ivs',
        [...select('Ivs', 'ivs'), 'ivs:TagResource', 'ivs:UntagResource'],
        ['arn:aws:ivs:*:*:recording-configuration/*', 'arn:aws:ivs:*:*:channel/*', 'arn:aws:ivs:*:*:stream-key/*'],
      ),
      // CheckBuckets has s3:ListBucket for every bucket.
      allow(
        'Buckets',
        s3.filter((action) => action !== 's3:ListBucket' && !isAccountWide(action)),
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
