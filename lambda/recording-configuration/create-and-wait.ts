import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration } from '../aws/recording-configurations';
import { createFailedError, findCreateFailedCause } from './bucket-check';
import { deleteAfterFailure, deleteNow } from './delete-created';
import { ResourceError, supersededError } from './errors';
import { ensureSingle, findOrCreate, type FoundOrCreated } from './find-or-create';
import { isCreatedByRequest } from './ownership';
import { withDeadline, type RequestContext } from './request-context';
import { describeDifferences, hashSettings } from './settings';
import { readHeld } from './stack-events';
import { describeStackResource } from './stack-resource';
import { isCurrentRequest, resolveDisposition, resolveSupersededDisposition, type ExpectedState } from './superseded';
import { repairOwnerTags } from './tags';
import { waitUntilActive } from './wait';

/** Number of times the configuration may be deleted outside the stack during the create. */
const MAX_ATTEMPTS = 5;
/** Delay before the next attempt, multiplied by the attempt number: Get and List are eventually consistent. */
const ATTEMPT_DELAY_MS = 2_000;
/** Number of creates that may end in CREATE_FAILED without a bucket problem that explains it. */
const MAX_CREATE_FAILED = 2;

/** An ACTIVE configuration with the desired settings. */
export interface ActiveConfiguration {
  readonly configuration: DescribedRecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
  /** Whether this request created it, in this delivery or in another. */
  readonly isOwn: boolean;
}

/**
 * Finds or creates the configuration with the desired settings. Waits until it is ACTIVE and has no duplicates.
 *
 * @throws ResourceError if the create failed, or if CloudFormation no longer waits for it. Everything it created is
 * deleted, now or after the response.
 */
export async function createAndWait(context: RequestContext, expected: ExpectedState): Promise<ActiveConfiguration> {
  const { progress } = context;
  const { settings } = expected.desired;
  const created = new Set<string>();
  let failed = 0;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { configuration, isNew: isNewNow } = await findOrCreate(context, expected);
    const { arn } = configuration;
    if (isNewNow) created.add(arn);
    // List found the configuration again after Get did not show it.
    const isNew = created.has(arn);
    const isOwn = isNew || isCreatedByRequest(configuration, context.requestId);
    progress.setConfiguration(arn, isOwn);
    if (isOwn) {
      progress.setAfterResponse((late) =>
        deleteAfterFailure(withDeadline(context, late), expected, configuration, isNew),
      );
    }
    // A canceled request need not wait until the configuration is ACTIVE. The check before the response decides again.
    const disposition = isOwn ? await resolveDisposition(context, expected, configuration, isNew) : 'keep';
    if (disposition !== 'keep') {
      progress.setConfiguration(undefined, false);
      if (disposition === 'delete') await deleteNow(context, expected, arn);
      throw supersededError(context);
    }
    const described = await waitUntilActive(context, arn, isNew);
    if (described === undefined) {
      context.log.warn('Configuration deleted while it was created; checking again', { arn });
      await prepareNextAttempt(context, expected, { configuration, isNew, isOwn }, attempt);
      continue;
    }
    if (described.state === 'CREATE_FAILED') {
      await deleteNow(context, expected, arn);
      failed += 1;
      const cause = await findCreateFailedCause(context, settings.DestinationConfiguration.S3.BucketName);
      if (cause === undefined && failed < MAX_CREATE_FAILED) {
        context.log.warn('CREATE_FAILED without a reason in the bucket; creating again', {
          arn,
        });
        if (!(await isCurrentRequest(context, expected))) throw supersededError(context);
        continue;
      }
      throw createFailedError(context, settings.DestinationConfiguration.S3.BucketName, cause, failed);
    }
    const differences = isOwn ? [] : describeDifferences(described.settings, settings);
    if (differences.length > 0) {
      context.log.warn('Settings hash tag corrected', { arn, differences });
      await repairOwnerTags(context, expected, described, hashSettings(described.settings));
      await prepareNextAttempt(context, expected, { configuration, isNew, isOwn }, attempt);
      continue;
    }
    const seen = { duplicates: false };
    const onDuplicates = (): void => {
      seen.duplicates = true;
      progress.setConfiguration(undefined, false);
    };
    if (await ensureSingle(context, expected, described, onDuplicates)) {
      if (seen.duplicates) progress.setConfiguration(arn, isOwn);
      return { configuration: described, isNew, isOwn };
    }
    progress.setAfterResponse(undefined);
    await prepareNextAttempt(context, expected, { configuration, isNew, isOwn }, attempt);
  }
  throw new ResourceError('DeletedDuringCreate', { times: MAX_ATTEMPTS });
}

/** Returns whether CloudFormation accepted the response of another delivery, with another configuration. */
async function isRecordedByOther(context: RequestContext, { physicalId }: ExpectedState): Promise<boolean> {
  const held = await readHeld(context, await describeStackResource(context));
  if (held === 'unknown' || held.id === undefined || held.id === physicalId) return false;
  return parseRecordingConfigurationArn(held.id) !== undefined;
}

async function prepareNextAttempt(
  context: RequestContext,
  expected: ExpectedState,
  { configuration, isNew, isOwn }: Omit<ActiveConfiguration, 'configuration'> & FoundOrCreated,
  attempt: number,
): Promise<void> {
  context.progress.setConfiguration(undefined, false);
  // The request that undoes this one may have deleted the configuration, or Get is stale.
  if (!(await isCurrentRequest(context, expected)) && !(await isRecordedByOther(context, expected))) {
    const disposition = isOwn ? await resolveSupersededDisposition(context, expected, configuration, isNew) : 'leave';
    if (disposition === 'delete') await deleteNow(context, expected, configuration.arn);
    throw supersededError(context);
  }
  await context.clock.sleep(ATTEMPT_DELAY_MS * attempt, context.deadline.signal);
}
