import { parseRecordingConfigurationArn } from '../../schema/arn';
import { OWNER_TAGS } from '../../schema/tags';
import type { DescribedRecordingConfiguration, RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { isRejected } from '../aws/aws-call-error';
import { DeadlineError } from '../util/deadline';
import type { Declaration } from './desired-state';
import { isSame, mayHave } from './holder';
import { notWaitedFor } from './superseded-error';
import type { Progress } from './create-and-wait';
import { persist, type Operation } from './request-context';
import { belongsToAnother, readOwners, toOriginTag, toOwnerTags } from './ownership';
import { RecordingError } from './resource-error';
import { describeDifferences } from './settings-differences';
import { isDeleting, readStanding, type Standing } from './stack-resource';
import { isStillWanted, type Occasion } from './superseded';
import { waitUntilCreated } from './wait';
import { adviseTimeout } from './timeout-advice';

const MAX_TAGS_OF_IVS = 50;
/** How long after it was given up a call may still be carried out. */
const LATE_CALL_MS = 3_000;

/**
 * Takes an existing configuration over, after everything about it was checked: one call makes all of its owner's and
 * declared tags, so that it is adopted whole or not at all.
 *
 * @returns the ARN
 * @throws RecordingError if it cannot be adopted; it was not touched then
 */
export async function adopt(
  operation: Operation,
  declaration: Declaration,
  arn: string,
  progress: Progress,
): Promise<string> {
  const { configurations, work, whole, clock, owner, requestId, log } = operation;
  const occasion: Occasion = { declaration, physicalId: undefined, isForward: false };
  checkAllowed(operation, arn);
  checkPlace(operation, arn);
  const found = await waitForCreation(operation, arn);
  await checkOwner(operation, found);
  checkSettings(found, declaration);
  const origin = { requestId, madeAt: undefined, isFound: false };
  const tags = { ...declaration.tags, ...toOwnerTags(owner, declaration.fingerprint), ...toOriginTag(origin) };
  checkRoom(found, tags);
  // An earlier delivery that died may have written before CloudFormation stopped to wait.
  if (!(await isStillWanted(operation, occasion))) return giveUp(operation, arn);
  try {
    await persist(operation, work, (signal) => configurations.addTags(arn, tags, signal));
  } catch (error) {
    if (isRejected(error)) throw error;
    // IVS may still carry the call out. This event must not end before that: the one that undoes it would come too early.
    await clock.sleep(LATE_CALL_MS, whole.signal);
    if (!(await isStillWanted(operation, occasion))) return giveUp(operation, arn);
    throw error;
  }
  progress.onWorkingWith(arn, true);
  log.info('Adopted', { arn });
  await checkOwner(operation, await waitForCreation(operation, arn));
  // The event that undoes this one may have looked before this one wrote.
  if (!(await isStillWanted(operation, occasion))) return giveUp(operation, arn);
  return arn;
}

/** Ends an adoption for which CloudFormation does not wait: it is undone, unless another delivery of the event made it. */
async function giveUp(operation: Operation, arn: string): Promise<string> {
  const standing = await readStanding(operation);
  if (isHeld(standing, arn)) return arn;
  if (isUndone(standing)) await disown(operation, arn);
  throw notWaitedFor(operation);
}

/** Whether the resource has the configuration, and keeps it for now. */
function isHeld(standing: Standing, arn: string): boolean {
  return typeof standing !== 'string' && standing.physicalId === arn && !isDeleting(standing);
}

/** Whether the resource has no configuration, or none any more. With another one, what becomes of this is settled. */
function isUndone(standing: Standing): boolean {
  if (typeof standing === 'string') return standing === 'absent';
  const { status, physicalId } = standing;
  return status.startsWith('DELETE_') || parseRecordingConfigurationArn(physicalId) === undefined;
}

/** Takes the owner's tags off a configuration whose adoption is undone; it stays what it was otherwise. */
export async function disown(operation: Operation, arn: string): Promise<void> {
  const { configurations, whole, owner, log } = operation;
  const configuration = await persist(operation, whole, (signal) => configurations.get(arn, signal));
  if (configuration === undefined || belongsToAnother(configuration, owner)) return;
  const keys = Object.values(OWNER_TAGS).filter((key) => Object.hasOwn(configuration.tags, key));
  if (keys.length > 0) await persist(operation, whole, (signal) => configurations.removeTags(arn, keys, signal));
  log.info('The adoption is undone; the configuration is left as it is', { arn });
}

function checkAllowed({ allowsAdoption }: Operation, arn: string): void {
  if (allowsAdoption) return;
  throw new RecordingError(
    `AdoptArn is ${arn}, and the provider does not allow adoption. Remove AdoptArn to create a new configuration, or deploy ` +
      `the provider with allowAdoption (AllowAdoption of its template) set to true.`,
  );
}

function checkPlace({ region, owner }: Operation, arn: string): void {
  const place = parseRecordingConfigurationArn(arn);
  const accountId = owner.stackId.split(':')[4];
  if (place?.region === region && place.accountId === accountId) return;
  throw new RecordingError(
    `AdoptArn is ${arn}: expected a configuration of this account and Region, ${String(accountId)} and ${region}. Adopt ` +
      'it in a stack of its own account and Region, or leave AdoptArn out to create a new one here.',
  );
}

async function waitForCreation(operation: Operation, arn: string): Promise<DescribedRecordingConfiguration> {
  let found: DescribedRecordingConfiguration | undefined;
  try {
    found = await waitUntilCreated(operation, arn, false);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new RecordingError(
      `${arn}, which AdoptArn names, was still CREATING after ${error.allowedMs / 1000} s. Expected it to be ACTIVE. Wait ` +
        `until it is, then try again. ${adviseTimeout(error, 'Create')} if that takes longer.`,
      { cause: error },
    );
  }
  if (found === undefined) {
    throw new RecordingError(
      `There is no recording configuration ${arn}, which AdoptArn names: expected one that exists. Look at the output ` +
        'of "aws ivs list-recording-configurations", or leave AdoptArn out to create a new one.',
    );
  }
  if (found.state !== 'ACTIVE') {
    throw new RecordingError(
      `${arn}, which AdoptArn names, is ${found.state}: expected it to be ACTIVE. It never will be; delete it, and leave ` +
        'AdoptArn out to create a new one.',
    );
  }
  return found;
}

/** Refuses a configuration that another resource of any stack still has; one that a stack let go of is free. */
async function checkOwner(operation: Operation, configuration: RecordingConfiguration): Promise<void> {
  const { arn } = configuration;
  for (const other of readOwners(configuration)) {
    if (isSame(other, operation.owner) || !(await mayHave(operation, other, arn))) continue;
    throw new RecordingError(
      `${arn}, which AdoptArn names, belongs to ${other.logicalId} of the stack ${other.stackId}: expected it to belong ` +
        'to no other resource. Take it out of that template with DeletionPolicy: Retain, then try again.',
    );
  }
}

function checkSettings({ arn, settings }: DescribedRecordingConfiguration, declaration: Declaration): void {
  const differences = describeDifferences(settings, declaration.settings);
  if (differences.length === 0) return;
  throw new RecordingError(
    `${arn}, which AdoptArn names, has other settings than the template: ${differences.join('; ')}. Expected them to be ` +
      'equal, since IVS cannot change them. Declare what is there ("npx cdk-ivs-recording-configuration import" writes ' +
      'it), or leave AdoptArn out to create a new one.',
  );
}

function checkRoom({ arn, tags }: RecordingConfiguration, added: Tags): void {
  // Tags of AWS itself do not count: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
  const count = Object.keys({ ...tags, ...added }).filter((key) => !key.startsWith('aws:')).length;
  if (count <= MAX_TAGS_OF_IVS) return;
  throw new RecordingError(
    `${arn}, which AdoptArn names, would have ${count} tags with those of the template and of its owner: expected at ` +
      `most ${MAX_TAGS_OF_IVS}. Take some off it, or out of the template.`,
  );
}
