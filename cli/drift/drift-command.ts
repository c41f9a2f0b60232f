import { parseRecordingConfigurationArn } from '../../schema/arn';
import { RESOURCE_TYPE } from '../../schema/resource-type';
import type { Channel } from '../../lambda/aws/channels';
import type { RecordingConfiguration } from '../../lambda/aws/recording-configurations';
import type { DriftRequest } from '../options';
import type { Connection } from '../aws/connection';
import type { DeployedResource, DeployedStack } from '../aws/deployed-stacks';
import { CommandError } from '../command-error';
import type { Output } from '../output';
import { parseDeclaredState } from './declared-resource';
import { findDrift, findOrphans, type ManagedResource } from './find-drift';
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
  for (const name of request.stacks) drifts.push(await checkStack(name, connection, signal));
  output.print(request.json ? `${JSON.stringify(toJson(drifts), null, 2)}\n` : renderReport(drifts, output.paint));
  return drifts.some(hasDrifted);
}

async function checkStack(name: string, connection: Connection, signal: AbortSignal): Promise<StackDrift> {
  const stack = await connection.stacks.describe(name, signal);
  if (stack === undefined) {
    throw new CommandError(
      `Stack ${name} does not exist in ${connection.region}. ` +
        'Check the name, the Region and the account. For a deleted stack, use its ARN.',
    );
  }
  const deployed = (await connection.stacks.listResources(stack.id, signal)).filter(isPresent);
  const resources = await readResources(stack, deployed.filter(isRecordingConfiguration), connection, signal);
  const configurations = await readConfigurations(resources, connection, signal);
  const orphans: StackDrift['orphans'][number][] = [];
  for (const orphan of findOrphans(stack, resources, configurations)) {
    orphans.push({ ...orphan, channels: await listChannels(orphan.arn, connection, signal) });
  }
  return {
    stack,
    resources: resources.map((resource) => ({
      logicalId: resource.logicalId,
      arn: resource.arn,
      findings: findDrift(stack, resource, configurations),
      notChecked: resource.declaredState.notChecked,
    })),
    orphans,
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
  const desiredProperties = await stacks.findDesiredProperties(stack.id, logicalIds, signal);
  const isAllKnown = logicalIds.every((logicalId) => desiredProperties.has(logicalId));
  const template = isAllKnown ? '' : await stacks.readTemplate(stack.id, 'Processed', signal);
  return deployed.map(({ logicalId, physicalId = '', status }) => ({
    logicalId,
    arn: parseRecordingConfigurationArn(physicalId) === undefined ? undefined : physicalId,
    status,
    declaredState: desiredProperties.has(logicalId)
      ? parseDeclaredState(desiredProperties.get(logicalId))
      : parseDeclaredState(readLiteralProperties(template, logicalId)),
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
    const missedByList = await configurations.get(arn, signal);
    if (missedByList !== undefined) found.push(missedByList);
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
    return ['Whether the differences remain: a stack operation is in progress. Run drift again when it has ended.'];
  }
  if (status.endsWith('_FAILED')) {
    return ['Whether the declared state was reached: the last operation of the stack failed.'];
  }
  return [];
}

function describeNestedStacks(deployed: readonly DeployedResource[]): readonly string[] {
  return deployed
    .filter(({ type }) => type === 'AWS::CloudFormation::Stack')
    .map(({ logicalId, physicalId }) => `The nested stack ${logicalId}. Check it with: --stack ${physicalId ?? ''}`);
}
