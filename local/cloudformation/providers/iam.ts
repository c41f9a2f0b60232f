import type { ResourceProvider } from '../provider';
import { isObject, isStringList } from '../values';
import type { JsonObject } from '../values';
import { fitName, keepOnPaper, readText } from './paper-resource';

export interface IamRole {
  readonly roleName: string;
  readonly arn: string;
  readonly trustPolicy: unknown;
  readonly managedPolicyArns: readonly string[];
  /** Policy documents by policy name: inline ones, and those of policies that name the role. */
  readonly policies: ReadonlyMap<string, unknown>;
}

export interface Iam {
  readonly roleProvider: ResourceProvider;
  /** `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`. */
  readonly policyProvider: ResourceProvider;
  listRoles(): IamRole[];
  /** Every policy document in force for a role. */
  documentsOf(roleArn: string): unknown[];
}

interface AttachedPolicy {
  readonly name: string;
  readonly document: unknown;
  readonly roles: readonly string[];
}

/** Roles and their policies, on paper: local/iam enforces them. */
export function createIam(accountId: string): Iam {
  const roles = new Map<string, JsonObject>();
  const policies = new Map<string, AttachedPolicy>();
  const arnOf = (roleName: string): string => `arn:aws:iam::${accountId}:role/${roleName}`;

  const listRoles = (): IamRole[] =>
    [...roles].map(([roleName, properties]) => ({
      roleName,
      arn: arnOf(roleName),
      trustPolicy: properties.AssumeRolePolicyDocument,
      managedPolicyArns: isStringList(properties.ManagedPolicyArns) ? properties.ManagedPolicyArns : [],
      policies: new Map([
        ...readInlinePolicies(properties),
        ...[...policies.values()]
          .filter((policy) => policy.roles.includes(roleName))
          .map(({ name, document }): [string, unknown] => [name, document]),
      ]),
    }));

  return {
    listRoles,
    documentsOf: (roleArn) =>
      listRoles().flatMap(({ arn, policies: own }) => (arn === roleArn ? [...own.values()] : [])),
    roleProvider: keepOnPaper({
      attributeNames: ['Arn', 'RoleId'],
      identify: ({ properties }, generatedId) => readText(properties, 'RoleName') ?? fitName(generatedId, 64),
      replacedBy: ['RoleName', 'Path'],
      describe: (roleName) => ({
        Arn: arnOf(roleName),
        RoleId: `AROA${Buffer.from(roleName).toString('hex').slice(-16).toUpperCase()}`,
      }),
      onPut: (roleName, properties) => void roles.set(roleName, properties),
      onDelete: (roleName) => void roles.delete(roleName),
    }),
    policyProvider: keepOnPaper({
      attributeNames: ['Id', 'PolicyArn'],
      describe: (physicalId) => ({ Id: physicalId, PolicyArn: `arn:aws:iam::${accountId}:policy/${physicalId}` }),
      onPut(physicalId, properties) {
        const { PolicyName, ManagedPolicyName, PolicyDocument: document, Roles } = properties;
        const name = [PolicyName, ManagedPolicyName].find((value) => typeof value === 'string') ?? physicalId;
        policies.set(physicalId, { name, document, roles: isStringList(Roles) ? Roles : [] });
      },
      onDelete: (physicalId) => void policies.delete(physicalId),
    }),
  };
}

function readInlinePolicies({ Policies: inline }: JsonObject): [string, unknown][] {
  return Array.isArray(inline)
    ? inline.filter(isObject).map(({ PolicyName, PolicyDocument }) => [String(PolicyName), PolicyDocument])
    : [];
}
