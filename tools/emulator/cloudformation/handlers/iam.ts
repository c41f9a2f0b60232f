import type { ResourceHandler } from '../resource-handler';
import { isObject, isStringList } from '../values';
import type { JsonObject } from '../values';
import { truncateName, createStubHandler, readText } from './stub-resource';

export interface IamRole {
  readonly roleName: string;
  readonly arn: string;
  readonly trustPolicy: unknown;
  readonly managedPolicyArns: readonly string[];
  /** Policy documents by policy name: inline policies, and policies attached to the role. */
  readonly policies: ReadonlyMap<string, unknown>;
}

export interface Iam {
  readonly roleHandler: ResourceHandler;
  /** `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`. */
  readonly policyHandler: ResourceHandler;
  listRoles(): IamRole[];
  /** Returns every policy document of a role. */
  getPolicyDocuments(roleArn: string): unknown[];
}

/** The policy that a CloudFormation resource has added to roles. */
interface Contribution {
  /** The name of an inline policy, or the ARN of a managed policy. */
  readonly key: string;
  readonly roles: readonly string[];
}

/** Stores roles and their policies; tools/emulator/iam enforces them. */
export function createIam(accountId: string): Iam {
  const roles = new Map<string, JsonObject>();
  const contributions = new Map<string, Contribution>();
  /** By role and key: two policies of the same name in one role overwrite each other, as in IAM. */
  const policies = new Map<string, Map<string, unknown>>();
  const formatRoleArn = (roleName: string): string => `arn:aws:iam::${accountId}:role/${roleName}`;

  const listRoles = (): IamRole[] =>
    [...roles].map(([roleName, properties]) => ({
      roleName,
      arn: formatRoleArn(roleName),
      trustPolicy: properties.AssumeRolePolicyDocument,
      managedPolicyArns: isStringList(properties.ManagedPolicyArns) ? properties.ManagedPolicyArns : [],
      policies: new Map([...readInlinePolicies(properties), ...(policies.get(roleName) ?? [])]),
    }));

  const removeContribution = (physicalId: string): void => {
    const { key = '', roles: from = [] } = contributions.get(physicalId) ?? {};
    for (const role of from) policies.get(role)?.delete(key);
    contributions.delete(physicalId);
  };

  return {
    listRoles,
    getPolicyDocuments: (roleArn) =>
      listRoles().flatMap(({ arn, policies: own, managedPolicyArns }) =>
        arn === roleArn ? [...own.values(), ...managedPolicyArns.flatMap(readAwsPolicy)] : [],
      ),
    roleHandler: createStubHandler({
      attributeNames: ['Arn', 'RoleId'],
      identify: ({ properties }, generatedId) => readText(properties, 'RoleName') ?? truncateName(generatedId, 64),
      createOnlyProperties: ['RoleName', 'Path'],
      existing: { identifier: 'RoleName', has: (roleName) => roles.has(roleName) },
      describe: (roleName) => ({
        Arn: formatRoleArn(roleName),
        RoleId: `AROA${Buffer.from(roleName).toString('hex').slice(-16).toUpperCase()}`,
      }),
      onPut: (roleName, properties) => void roles.set(roleName, properties),
      onDelete: (roleName) => void roles.delete(roleName),
    }),
    policyHandler: createStubHandler({
      attributeNames: ['Id', 'PolicyArn'],
      describe: (physicalId) => ({ Id: physicalId, PolicyArn: `arn:aws:iam::${accountId}:policy/${physicalId}` }),
      onPut(physicalId, properties) {
        removeContribution(physicalId);
        const { PolicyName: name, PolicyDocument: document, Roles: into } = properties;
        const key = typeof name === 'string' ? name : `arn:aws:iam::${accountId}:policy/${physicalId}`;
        const all = isStringList(into) ? into : [];
        for (const role of all) policies.set(role, new Map(policies.get(role)).set(key, document));
        contributions.set(physicalId, { key, roles: all });
      },
      onDelete: removeContribution,
    }),
  };
}

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** Returns the document of the AWS managed policy that the CDK attaches to every function. */
function readAwsPolicy(arn: string): unknown[] {
  if (!arn.endsWith(':aws:policy/service-role/AWSLambdaBasicExecutionRole')) return [];
  return [{ Statement: [{ Effect: 'Allow', Action: LOGS, Resource: '*' }] }];
}

function readInlinePolicies({ Policies: inline }: JsonObject): [string, unknown][] {
  return Array.isArray(inline)
    ? inline.filter(isObject).map(({ PolicyName, PolicyDocument }) => [String(PolicyName), PolicyDocument])
    : [];
}
