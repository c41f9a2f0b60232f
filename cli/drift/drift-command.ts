import { parseRecordingConfigurationArn } from '../../schema/arn';
import { RESOURCE_TYPE } from '../../schema/resource-type';
import type { Channel } from '../../lambda/aws/channels';
import type { RecordingConfiguration } from '../../lambda/aws/recording-configurations';
import type { DriftRequest } from '../arguments';
import type { Connection } from '../aws/connection';
import type { DeployedResource, DeployedStack } from '../aws/deployed-stacks';
import { CommandError } from '../command-error';
import type { Output } from '../output';
import { readDeclaration } from './declared-resource';
import { findDrift, findLeftovers, type ManagedResource } from './find-drift';
import { renderReport, toJson } from './report';
import { hasDrifted, type StackDrift } from './stack-drift';
import { readLiteralProperties } from './template-literals';

/**
 * Prints the drift of the recording configurations of stacks.
 *
 * @returns whether any has drifted
 * @throws CommandError if a stack does not exist
 */
export async function reportDrift(
  request: DriftRequest,
  connection: Connection,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const drifts: StackDrift[] = [];
  for (const name of request.stacks) drifts.push(await examineStack(name, connection, signal));
  output.print(request.json ? `${JSON.stringify(toJson(drifts), null, 2)}\n` : renderReport(drifts));
  return drifts.some(hasDrifted);
}

async function examineStack(name: string, connection: Connection, signal: AbortSignal): Promise<StackDrift> {
  const stack = await connection.stacks.describe(name, signal);
  if (stack === undefined) {
    throw new CommandError(
      `There is no stack ${name} in ${connection.region}: expected a deployed one. ` +
        'Check the name, the Region and the account; a deleted stack is known by its ARN only.',
    );
  }
  const deployed = (await connection.stacks.listResources(stack.id, signal)).filter(isPresent);
  const resources = await readResources(stack, deployed.filter(isRecordingConfiguration), connection, signal);
  const configurations = await readConfigurations(resources, connection, signal);
  const leftovers: StackDrift['leftovers'][number][] = [];
  for (const leftover of findLeftovers(stack, resources, configurations)) {
    leftovers.push({ ...leftover, channels: await listChannels(leftover.arn, connection, signal) });
  }
  return {
    stack,
    resources: resources.map((resource) => ({
      logicalId: resource.logicalId,
      arn: resource.arn,
      findings: findDrift(stack, resource, configurations),
      notChecked: resource.declaration.notChecked,
    })),
    leftovers,
    notChecked: [...describeStatus(stack), ...describeNestedStacks(deployed)],
  };
}

/** Returns the declared state of each resource, from the stack events or, if they are too old, from the template. */
async function readResources(
  stack: DeployedStack,
  deployed: readonly DeployedResource[],
  { stacks }: Connection,
  signal: AbortSignal,
): Promise<readonly ManagedResource[]> {
  const logicalIds = deployed.map(({ logicalId }) => logicalId);
  const goals = await stacks.findGoals(stack.id, logicalIds, signal);
  const isAllKnown = logicalIds.every((logicalId) => goals.has(logicalId));
  const template = isAllKnown ? '' : await stacks.readTemplate(stack.id, signal);
  return deployed.map(({ logicalId, physicalId = '', status }) => ({
    logicalId,
    arn: parseRecordingConfigurationArn(physicalId) === undefined ? undefined : physicalId,
    status,
    declaration: goals.has(logicalId)
      ? readDeclaration(goals.get(logicalId))
      : readDeclaration(readLiteralProperties(template, logicalId)),
  }));
}

/** Returns all configurations. List is eventually consistent, so Get is called before one counts as missing. */
async function readConfigurations(
  resources: readonly ManagedResource[],
  { configurations }: Connection,
  signal: AbortSignal,
): Promise<readonly RecordingConfiguration[]> {
  const found: RecordingConfiguration[] = [];
  let nextToken: string | undefined;
  do {
    const page = await configurations.list(nextToken, signal);
    found.push(...page.configurations);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  for (const { arn } of resources) {
    if (arn === undefined || found.some((configuration) => configuration.arn === arn)) continue;
    const late = await configurations.get(arn, signal);
    if (late !== undefined) found.push(late);
  }
  return found;
}

/** Returns the channels that use a configuration, from all pages. */
async function listChannels(arn: string, { channels }: Connection, signal: AbortSignal): Promise<readonly Channel[]> {
  const found: Channel[] = [];
  let nextToken: string | undefined;
  do {
    const page = await channels.listUsing(arn, nextToken, signal);
    found.push(...page.channels);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

function isPresent({ status }: DeployedResource): boolean {
  return status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED';
}

/** A template may also use the generic type for a custom resource. */
function isRecordingConfiguration({ type, physicalId = '' }: DeployedResource): boolean {
  if (type === RESOURCE_TYPE) return true;
  return type === 'AWS::CloudFormation::CustomResource' && parseRecordingConfigurationArn(physicalId) !== undefined;
}

function describeStatus({ status }: DeployedStack): readonly string[] {
  if (status.endsWith('_IN_PROGRESS')) {
    return ['Whether the differences will last: an operation of the stack is under way. Look again when it has ended.'];
  }
  if (status.endsWith('_FAILED')) {
    return ['Whether what is declared was ever reached: the last operation of the stack failed.'];
  }
  return [];
}

function describeNestedStacks(deployed: readonly DeployedResource[]): readonly string[] {
  return deployed
    .filter(({ type }) => type === 'AWS::CloudFormation::Stack')
    .map(({ logicalId, physicalId }) => `The nested stack ${logicalId}. Look at it with: --stack ${physicalId ?? ''}`);
}
