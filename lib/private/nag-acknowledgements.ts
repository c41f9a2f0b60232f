import { type Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

const SERVICE_LINKED_ROLE =
  'According to the IVS documentation, the name of the service-linked role may have a suffix.';

/** Why a statement of the function applies to more than one resource, by Sid. */
const REASONS: Readonly<Record<string, string>> = {
  ManageRecordingConfigurations: 'The id of a configuration is known only once IVS has created it.',
  ListChannels: 'The channels that use a configuration are known only when it is deleted.',
  UpdateChannels: 'The channels that use a configuration are known only when it is replaced or deleted.',
  CreateIvsServiceLinkedRole: SERVICE_LINKED_ROLE,
  PutIvsServiceLinkedRolePolicies: SERVICE_LINKED_ROLE,
  ReadOwnBuckets: 'No bucket is specified, so the function supports every bucket of the account.',
  FindBuckets: 'No bucket is specified, so the function supports every bucket of the account.',
  DescribeStacks: 'Every stack of the account and Region can use the function.',
  ManageNetworkInterfaces: 'Lambda creates the network interfaces, whose ids are not known before.',
};

/**
 * Explains the wildcards in the function's permissions to cdk-nag (https://github.com/cdklabs/cdk-nag), if the app uses
 * it. Does not cover wildcards in bucket ARNs that the user provides.
 *
 * @param construct - the role or policy with the statements
 */
export function acknowledgeWildcards(
  construct: IConstruct,
  stack: Stack,
  statements: readonly PolicyStatement[],
): void {
  for (const { sid = '', resources } of statements) {
    const { [sid]: reason } = REASONS;
    if (reason === undefined) continue;
    for (const resource of resources) {
      const id = `AwsSolutions::AwsSolutions-IAM5[Resource::${describeResource(stack.resolve(resource))}]`;
      acknowledge(construct, id, reason);
    }
  }
}

/** Explains the wildcard in the permissions that the CDK adds to the role of a function with tracing. */
export function acknowledgeTracing(role: IConstruct): void {
  acknowledge(role, 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', 'AWS X-Ray supports no narrower resource.');
}

/**
 * A CDK before 2.269.0 accepts no finding id with `::`. Without it the whole rule would be acknowledged, also for
 * statements that a user adds. With such a CDK the user must acknowledge the findings.
 */
function acknowledge(construct: IConstruct, id: string, reason: string): void {
  try {
    Validations.of(construct).acknowledge({ id, reason });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('Invalid validation rule ID'))) throw error;
  }
}

/** Formats an ARN as cdk-nag does if parts are known only at deployment: `arn:<AWS::Partition>:ivs:…`. */
function describeResource(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { Ref: ref, 'Fn::Join': join } = resolved as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (ref !== undefined) return `<${ref}>`;
  const [separator, parts] = join ?? ['', []];
  return parts.map(describeResource).join(separator);
}
