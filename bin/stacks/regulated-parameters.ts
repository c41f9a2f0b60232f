import { Aws, CfnCondition, CfnParameter, Fn, type ICfnConditionExpression, type Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { acknowledgeTracing } from '../../lib/private/nag-acknowledgements';
import { createNetworkPermission } from '../../lib/private/provider-permissions';

/** The resources of the provider template that the parameters change. */
export interface ProviderResources {
  readonly role: iam.CfnRole;
  readonly logGroup: CfnLogGroup;
  readonly fn: CfnFunction;
}

/**
 * Adds the parameters for accounts with rules about functions: the role, the network, encryption and failed requests.
 * Without values they change nothing.
 *
 * @returns the condition that the template creates the role
 */
export function addRegulatedParameters(stack: Stack, { role, logGroup, fn }: ProviderResources): CfnCondition {
  const addText = (id: string, description: string, allowedPattern?: string): CfnParameter =>
    new CfnParameter(stack, id, { default: '', description, ...(allowedPattern && { allowedPattern }) });
  const addList = (id: string, description: string): CfnParameter =>
    new CfnParameter(stack, id, { type: 'CommaDelimitedList', default: '', description });
  const addCondition = (id: string, expression: ICfnConditionExpression): CfnCondition =>
    new CfnCondition(stack, id, { expression });
  const isSet = ({ valueAsString }: CfnParameter): ICfnConditionExpression =>
    Fn.conditionNot(Fn.conditionEquals(valueAsString, ''));
  const whenSet = (condition: CfnCondition, value: unknown): never =>
    Token.asAny(Fn.conditionIf(condition.logicalId, value, Aws.NO_VALUE)) as never;

  const roleArn = addText('RoleArn', 'Existing role of the function. Default: the template creates one.', ARN('iam'));
  const boundary = addText('PermissionsBoundaryArn', 'Permissions boundary of the created role.', ARN('iam'));
  const subnets = addList('SubnetIds', 'Subnets of the function, with a route to IVS. Default: no VPC.');
  const securityGroups = addList('SecurityGroupIds', 'Security groups of the function. Required with SubnetIds.');
  const key = addText('KmsKeyArn', 'Key for the environment and the log. Its policy must allow both.', ARN('kms'));
  const queue = addText('DeadLetterQueueArn', 'Queue for requests that Lambda gave up on.', ARN('sqs'));
  const topic = addText('AlarmTopicArn', 'Topic of an alarm for requests that Lambda gave up on.', ARN('sns'));
  const concurrency = addText('ReservedConcurrency', 'Reserved concurrency of the function.', '^[0-9]*$');
  const tracing = new CfnParameter(stack, 'Tracing', {
    default: 'PassThrough',
    allowedValues: ['PassThrough', 'Active'],
    description: 'Whether the function sends traces to X-Ray.',
  });

  const createsRole = addCondition('CreatesRole', Fn.conditionEquals(roleArn.valueAsString, ''));
  const hasVpc = addCondition('HasVpc', Fn.conditionNot(Fn.conditionEquals(Fn.join('', subnets.valueAsList), '')));
  const hasKey = addCondition('HasKey', isSet(key));
  const hasQueue = addCondition('HasQueue', isSet(queue));
  const hasTracing = addCondition('HasTracing', Fn.conditionEquals(tracing.valueAsString, 'Active'));

  const allow = (actions: string[], resource: string): iam.PolicyStatement =>
    new iam.PolicyStatement({ actions, resources: [resource] });
  const addPolicy = (policyName: string, condition: CfnCondition, statement: iam.PolicyStatement): unknown =>
    whenSet(condition, {
      PolicyName: policyName,
      PolicyDocument: { Version: '2012-10-17', Statement: [statement.toStatementJson()] },
    });

  role.cfnOptions.condition = createsRole;
  role.permissionsBoundary = whenSet(addCondition('HasBoundary', isSet(boundary)), boundary.valueAsString);
  // Lambda checks some of these permissions when it creates the function, which depends on the role.
  const policies = [
    addPolicy('Network', hasVpc, createNetworkPermission()),
    addPolicy('Key', hasKey, allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.valueAsString)),
    addPolicy('DeadLetters', hasQueue, allow(['sqs:SendMessage'], queue.valueAsString)),
    addPolicy('Tracing', hasTracing, allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*')),
  ];
  policies.forEach((policy, index) => {
    role.addPropertyOverride(`Policies.${index + 1}`, policy);
  });

  // Covers the network interfaces and X-Ray, which have the same wildcard.
  acknowledgeTracing(role);

  logGroup.kmsKeyId = whenSet(hasKey, key.valueAsString);
  fn.role = Token.asString(Fn.conditionIf(createsRole.logicalId, role.attrArn, roleArn.valueAsString));
  fn.kmsKeyArn = whenSet(hasKey, key.valueAsString);
  fn.vpcConfig = whenSet(hasVpc, {
    SubnetIds: subnets.valueAsList,
    SecurityGroupIds: securityGroups.valueAsList,
  });
  fn.deadLetterConfig = whenSet(hasQueue, { TargetArn: queue.valueAsString });
  fn.tracingConfig = whenSet(hasTracing, { Mode: tracing.valueAsString });
  fn.reservedConcurrentExecutions = whenSet(
    addCondition('HasReservedConcurrency', isSet(concurrency)),
    concurrency.valueAsString,
  );

  const alarm = new cloudwatch.CfnAlarm(stack, 'DroppedRequests', {
    alarmDescription: 'Lambda gave up on requests. Their stacks wait until ServiceTimeout.',
    namespace: 'AWS/Lambda',
    metricName: 'AsyncEventsDropped',
    dimensions: [{ name: 'FunctionName', value: fn.ref }],
    statistic: 'Sum',
    period: 300,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    treatMissingData: 'notBreaching',
    alarmActions: [topic.valueAsString],
  });
  alarm.cfnOptions.condition = addCondition('HasTopic', isSet(topic));
  return createsRole;
}

const ARN = (service: string): string => `^$|^arn:aws[a-z-]*:${service}:.+$`;
