import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { RecordingConfigurationProvider, type RecordingConfigurationProviderProps } from '../../../lib';
import { code, renderItem, renderParagraph } from './markdown';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const NETWORK = 'Lambda manages the network interfaces of the function';

/** Each action that the role can have, and why the function makes that call. */
const REASONS: Readonly<Record<string, string>> = {
  'cloudformation:DescribeStackEvents':
    'in a rollback, to read the properties that CloudFormation requested last; to detect that an adoption is rolled back',
  'cloudformation:DescribeStackResource':
    'to check whether CloudFormation still waits for the request, and whether another resource still has the ' +
    'configuration to adopt',
  'cloudformation:DescribeStacks': 'to tell an update from its rollback',
  'ec2:AssignPrivateIpAddresses': NETWORK,
  'ec2:CreateNetworkInterface': NETWORK,
  'ec2:DeleteNetworkInterface': NETWORK,
  'ec2:DescribeNetworkInterfaces': NETWORK,
  'ec2:DescribeSubnets': NETWORK,
  'ec2:UnassignPrivateIpAddresses': NETWORK,
  'iam:AttachRolePolicy': 'IVS sets the policies of its role with the permissions of the caller at the first creation',
  'iam:CreateServiceLinkedRole': 'IVS creates its role with the permissions of the caller at the first creation',
  'iam:PutRolePolicy': 'IVS sets the policies of its role with the permissions of the caller at the first creation',
  'ivs:CreateRecordingConfiguration': 'Create, and Update with replacement',
  'ivs:DeleteRecordingConfiguration': 'Delete, and cleanup',
  'ivs:GetChannel': 'to check which configuration a channel uses right before the function changes it',
  'ivs:GetRecordingConfiguration': 'to wait for `ACTIVE`, and until a deleted configuration is gone',
  'ivs:GetStream': 'to check whether a channel is live',
  'ivs:ListChannels': 'to name the channels that use a configuration in an error message',
  'ivs:ListRecordingConfigurations': 'to find the configurations that the resource owns',
  'ivs:TagResource': 'tags at creation, at adoption and in an Update',
  'ivs:UntagResource': 'to remove tags that are no longer declared, and owner tags when an adoption is undone',
  'ivs:UpdateChannel': 'to move or detach a channel',
  'logs:CreateLogStream': "the function's log",
  'logs:PutLogEvents': "the function's log",
  's3:GetBucketLocation': 'IVS checks the bucket with it at each creation',
  's3:GetEncryptionConfiguration': 'to check before each creation whether the bucket uses SSE-KMS',
  's3:ListBucket':
    'IVS checks the bucket with it at each creation; the function checks whether the bucket exists, its Region and its ' +
    'account',
};

type Grant = (provider: RecordingConfigurationProvider) => void;

const BUCKET_ARN = 'arn:<partition>:s3:::<bucket>';

/** What adds statements to the role, with the words of the page for it. */
const GRANTS: readonly (readonly [grantedWhen: string, grant: Grant, isInVpc?: boolean])[] = [
  ['always', () => undefined],
  [
    'for each bucket of a configuration that uses the provider',
    (provider) => {
      provider.grantBucketInspectionByArns([BUCKET_ARN]);
    },
  ],
  [
    'for all buckets of the account, by `grantBucketInspectionForAccount()` or by the provider template without `BucketArns`',
    (provider) => {
      provider.grantBucketInspectionForAccount();
    },
  ],
  [
    'with `OnInUse: RELEASE`: by the construct, by `grantChannelUpdates()`, or by `AllowChannelUpdates=true` in the ' +
      'provider template',
    (provider) => {
      provider.grantChannelUpdates();
    },
  ],
  ['in a VPC: with `vpc`, or with `SubnetIds` of the provider template', () => undefined, true],
];

/** The statements of the policies that the construct synthesizes for the function's role. */
export function renderPolicyStatements(): string {
  const always = synthesizeStatements(() => undefined).map(({ Sid }) => Sid);
  const explained = new Set<string>();
  const sections = GRANTS.flatMap(([grantedWhen, grant, isInVpc], index) =>
    synthesizeStatements(grant, isInVpc)
      .filter(({ Sid }) => index === 0 || !always.includes(Sid))
      .map((statement) => renderStatement(statement, grantedWhen, explained)),
  );
  const unused = Object.keys(REASONS).filter((action) => !explained.has(action));
  if (unused.length > 0) throw new Error(`No policy statement has ${unused.join(', ')}.`);
  return sections.join('\n\n');
}

function renderStatement(statement: Statement, grantedWhen: string, explained: Set<string>): string {
  const resources = [statement.Resource].flat().map((resource) => code(renderValue(resource)));
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `Condition: ${code(`${operator} ${key} = ${renderValue(value)}`)}`),
  );
  const actions = [statement.Action].flat().map((action) => {
    const reason = REASONS[action];
    if (reason === undefined) throw new Error(`tools/build/docs/permissions.ts does not say why ${action} is needed.`);
    explained.add(action);
    return `${code(action)}: ${reason}`;
  });
  return [
    `### ${statement.Sid}`,
    renderParagraph(`Granted ${grantedWhen}.`),
    [`Resource: ${resources.join(', ')}`, ...conditions, ...actions].map(renderItem).join('\n'),
  ].join('\n\n');
}

function synthesizeStatements(grant: Grant, isInVpc = false): readonly Statement[] {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Provider');
  const subnets = { availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] };
  const props: RecordingConfigurationProviderProps = isInVpc
    ? { vpc: Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', ...subnets }) }
    : {};
  grant(new RecordingConfigurationProvider(stack, 'Provider', props));
  const roles = Template.fromStack(stack).findResources('AWS::IAM::Role') as Readonly<
    Record<string, { Properties: { Policies: readonly { PolicyDocument: { Statement: readonly Statement[] } }[] } }>
  >;
  return Object.values(roles).flatMap(({ Properties: { Policies: policies } }) =>
    policies.flatMap(({ PolicyDocument: document }) => document.Statement),
  );
}

/** A value of the template with placeholders for its intrinsic functions. */
function renderValue(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    Ref: name,
    'Fn::Join': joined,
    'Fn::GetAtt': attribute,
  } = value as {
    readonly Ref?: string;
    readonly 'Fn::Join'?: readonly [separator: string, parts: readonly unknown[]];
    readonly 'Fn::GetAtt'?: readonly [logicalId: string, attribute: string];
  };
  if (joined !== undefined) return joined[1].map(renderValue).join(joined[0]);
  if (attribute?.[0].includes('LogGroup') === true) return "<ARN of the function's log group>";
  const placeholders: Readonly<Record<string, string>> = {
    'AWS::AccountId': '<account>',
    'AWS::Partition': '<partition>',
    'AWS::Region': '<region>',
  };
  const placeholder = placeholders[name ?? ''];
  if (placeholder === undefined) throw new Error(`There is no placeholder for ${JSON.stringify(value)}.`);
  return placeholder;
}
