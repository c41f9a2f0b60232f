import type { AccountState } from './account-state';
import { isCustomResourceType } from './custom-resource-type';
import type { ResourceRequest } from './resource-handler';
import { isObject, isStringList } from './values';
import type { JsonObject } from './values';

/** A permission that CloudFormation needs in the name of the caller. */
export interface HandlerPermission {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

export type HandlerOperation = 'create' | 'read' | 'update' | 'delete';

/** An action; after a question mark, the property without which it is not needed. */
type Requirement = string;

interface TypePermissions extends Readonly<Record<HandlerOperation, readonly Requirement[]>> {
  /** The property with the name. Default: the generated name. */
  readonly name?: string;
  /** Returns the resources of the actions. */
  readonly formatArn: (account: AccountState, name: string, properties: JsonObject) => string | readonly string[];
}

/**
 * The actions that the public schemas of the resource types list as the permissions of their handlers
 * (https://github.com/aws-cloudformation/cfn-lint has these schemas), without those of properties that this project's
 * stacks do not have. A property in `?` is the one that the action belongs to.
 */
const TYPES: Readonly<Record<string, TypePermissions>> = {
  'AWS::Events::Rule': {
    name: 'Name',
    formatArn: ({ region, accountId }, name) => `arn:aws:events:${region}:${accountId}:rule/${name}`,
    create: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets?Targets', 'events:TagResource?Tags'],
    read: ['events:DescribeRule', 'events:ListTargetsByRule', 'events:ListTagsForResource?Tags'],
    update: [
      'events:DescribeRule',
      'events:PutRule',
      'events:PutTargets?Targets',
      'events:RemoveTargets?Targets',
      'events:TagResource?Tags',
      'events:UntagResource?Tags',
    ],
    delete: ['events:DescribeRule', 'events:ListTargetsByRule', 'events:RemoveTargets?Targets', 'events:DeleteRule'],
  },
  'AWS::IAM::Policy': {
    formatArn: ({ accountId }, _name, { Roles: roles }) =>
      isStringList(roles) ? roles.map((role) => formatRoleArn(accountId, role)) : [],
    create: ['iam:GetRolePolicy?Roles', 'iam:PutRolePolicy?Roles'],
    read: [],
    update: ['iam:PutRolePolicy?Roles', 'iam:DeleteRolePolicy?Roles'],
    delete: ['iam:DeleteRolePolicy?Roles'],
  },
  'AWS::IAM::Role': {
    name: 'RoleName',
    formatArn: ({ accountId }, name) => formatRoleArn(accountId, name),
    create: [
      'iam:CreateRole',
      'iam:GetRole',
      'iam:PutRolePolicy?Policies',
      'iam:GetRolePolicy?Policies',
      'iam:AttachRolePolicy?ManagedPolicyArns',
      'iam:TagRole?Tags',
      'iam:UntagRole?Tags',
    ],
    read: ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy?Policies'],
    update: [
      'iam:UpdateRole',
      'iam:UpdateRoleDescription?Description',
      'iam:UpdateAssumeRolePolicy',
      'iam:PutRolePolicy?Policies',
      'iam:DeleteRolePolicy?Policies',
      'iam:AttachRolePolicy?ManagedPolicyArns',
      'iam:DetachRolePolicy?ManagedPolicyArns',
      'iam:TagRole?Tags',
      'iam:UntagRole?Tags',
    ],
    delete: [
      'iam:GetRole',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:DetachRolePolicy?ManagedPolicyArns',
      'iam:DeleteRolePolicy?Policies',
      'iam:TagRole?Tags',
      'iam:UntagRole?Tags',
      'iam:DeleteRole',
    ],
  },
  'AWS::IVS::Channel': {
    formatArn: (account, arn) => formatIvsArn(account, 'channel', arn),
    create: ['ivs:CreateChannel', 'ivs:TagResource?Tags'],
    read: ['ivs:GetChannel', 'ivs:ListTagsForResource?Tags'],
    update: [
      'ivs:GetChannel',
      'ivs:UpdateChannel',
      'ivs:TagResource?Tags',
      'ivs:UntagResource?Tags',
      'ivs:ListTagsForResource?Tags',
    ],
    delete: ['ivs:UntagResource?Tags', 'ivs:DeleteChannel'],
  },
  'AWS::IVS::RecordingConfiguration': {
    formatArn: (account, arn) => formatIvsArn(account, 'recording-configuration', arn),
    create: [
      'ivs:CreateRecordingConfiguration',
      'ivs:GetRecordingConfiguration',
      'ivs:TagResource?Tags',
      's3:ListBucket',
      's3:GetBucketLocation',
    ],
    read: ['ivs:GetRecordingConfiguration', 's3:GetBucketLocation', 'ivs:ListTagsForResource?Tags'],
    update: [
      'ivs:GetRecordingConfiguration',
      's3:ListBucket',
      'ivs:TagResource?Tags',
      'ivs:UntagResource?Tags',
      'ivs:ListTagsForResource?Tags',
    ],
    delete: ['ivs:UntagResource?Tags', 'ivs:DeleteRecordingConfiguration'],
  },
  'AWS::Lambda::Function': {
    name: 'FunctionName',
    formatArn: ({ region, accountId }, name) => `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    create: ['lambda:CreateFunction', 'lambda:GetFunction', 'iam:PassRole', 'lambda:TagResource?Tags'],
    read: ['lambda:GetFunction'],
    update: [
      'lambda:GetFunction',
      'lambda:UpdateFunctionConfiguration',
      'lambda:UpdateFunctionCode',
      'iam:PassRole',
      'lambda:TagResource?Tags',
      'lambda:UntagResource?Tags',
    ],
    delete: ['lambda:GetFunction', 'lambda:DeleteFunction'],
  },
  'AWS::Logs::LogGroup': {
    name: 'LogGroupName',
    formatArn: ({ region, accountId }, name) => `arn:aws:logs:${region}:${accountId}:log-group:${name}`,
    create: [
      'logs:DescribeLogGroups',
      'logs:CreateLogGroup',
      'logs:PutRetentionPolicy?RetentionInDays',
      'logs:TagResource?Tags',
    ],
    read: ['logs:DescribeLogGroups', 'logs:ListTagsForResource?Tags'],
    update: [
      'logs:DescribeLogGroups',
      'logs:PutRetentionPolicy?RetentionInDays',
      'logs:TagResource?Tags',
      'logs:UntagResource?Tags',
      'logs:ListTagsForResource?Tags',
    ],
    delete: ['logs:DescribeLogGroups', 'logs:DeleteLogGroup'],
  },
  'AWS::S3::Bucket': {
    name: 'BucketName',
    formatArn: (_account, name) => `arn:aws:s3:::${name}`,
    create: [
      's3:ListBucket',
      's3:CreateBucket',
      's3:PutBucketTagging?Tags',
      's3:TagResource?Tags',
      's3:PutEncryptionConfiguration?BucketEncryption',
    ],
    read: [
      's3:ListBucket',
      's3:GetBucketTagging?Tags',
      's3:ListTagsForResource?Tags',
      's3:GetEncryptionConfiguration?BucketEncryption',
    ],
    update: [
      's3:ListBucket',
      's3:PutBucketTagging?Tags',
      's3:TagResource?Tags',
      's3:UntagResource?Tags',
      's3:PutEncryptionConfiguration?BucketEncryption',
    ],
    delete: ['s3:ListBucket', 's3:DeleteBucket'],
  },
};

/** Types whose handlers call no other service. */
const WITHOUT_PERMISSIONS = ['AWS::CDK::Metadata', 'AWS::CloudFormation::WaitConditionHandle'];

/**
 * Lists the permissions of one operation.
 *
 * @param name - the physical id, or the generated name of a new resource
 * @throws if the type's permissions are not known, so that a policy is never evaluated partially
 */
export function listHandlerPermissions(
  account: AccountState,
  operation: HandlerOperation,
  { type, properties, tags }: Pick<ResourceRequest, 'type' | 'properties' | 'tags'>,
  name: string,
): readonly HandlerPermission[] {
  if (isCustomResourceType(type)) {
    return [{ action: 'lambda:InvokeFunction', resource: String(properties.ServiceToken) }];
  }
  const known = TYPES[type];
  if (known === undefined) {
    if (WITHOUT_PERMISSIONS.includes(type) || type.startsWith('Test::')) return [];
    throw new Error(
      `The emulator does not know the permissions of ${type}: deploy it without the credentials of a role.`,
    );
  }
  const given = known.name === undefined ? undefined : properties[known.name];
  const arns = [known.formatArn(account, typeof given === 'string' ? given : name, properties)].flat();
  // Stack tags are set on every resource that can have tags.
  const has = (property: string): boolean =>
    properties[property] !== undefined || (property === 'Tags' && Object.keys(tags).length > 0);
  return known[operation].flatMap((requirement) => {
    const [action = '', property] = requirement.split('?');
    if (property !== undefined && !has(property)) return [];
    return arns.map((arn) => describePermission(action, arn, properties));
  });
}

function describePermission(action: string, arn: string, properties: JsonObject): HandlerPermission {
  switch (action) {
    case 'iam:PassRole':
      return {
        action,
        resource: String(properties.Role),
        context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
      };
    case 'logs:DescribeLogGroups':
      return { action, resource: '*' };
    default:
      return { action, resource: action.startsWith('s3:') ? readBucketArn(arn, properties) : arn };
  }
}

/** The bucket itself, or the one that a recording configuration names. */
function readBucketArn(arn: string, { DestinationConfiguration: destination }: JsonObject): string {
  const s3 = isObject(destination) ? destination.S3 : undefined;
  return isObject(s3) ? `arn:aws:s3:::${String(s3.BucketName)}` : arn;
}

function formatRoleArn(accountId: string, name: string): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** The id of a new resource is not known. */
function formatIvsArn({ region, accountId }: AccountState, kind: string, id: string): string {
  return id.startsWith('arn:') ? id : `arn:aws:ivs:${region}:${accountId}:${kind}/*`;
}
