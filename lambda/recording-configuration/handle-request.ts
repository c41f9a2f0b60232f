import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { Tags } from '../aws/recording-configurations';
import { startDeadline, type Deadline } from '../util/deadline';
import { toAttributes } from './attributes';
import {
  InvalidPropertiesError,
  parseDeclaration,
  parseDefaultTags,
  tryParseDeclaration,
  type Declaration,
} from './desired-state';
import { explainFailure } from './error-messages';
import { create, del, update } from './lifecycle';
import type { DiscardLate, Progress } from './create-and-wait';
import { extend, type Operation, type Tools } from './request-context';
import { remove, type Release } from './delete';
import { readHeld } from './stack-events';
import { isRollBack, readStanding } from './stack-resource';

/** What is asked of the resource. */
export type RecordingRequest = {
  readonly stackId: string;
  readonly logicalId: string;
  readonly requestId: string;
  readonly properties: unknown;
} & (
  | { readonly type: 'Create' }
  | { readonly type: 'Update'; readonly physicalId: string; readonly oldProperties: unknown }
  | { readonly type: 'Delete'; readonly physicalId: string }
);

export interface RecordingInvocation {
  readonly deadline: Deadline;
  readonly rememberPhysicalId: (physicalId: string | undefined) => void;
  /** Takes what is left to do once the response is delivered. */
  readonly doAfterResponse: (task: (deadline: Deadline) => Promise<void>) => void;
}

export type RecordingOutcome =
  | {
      readonly status: 'SUCCESS';
      readonly physicalId: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly dispensable: readonly string[];
    }
  | { readonly status: 'FAILED'; readonly reason: string };

/** Of the time there is, what is kept back for leaving nothing behind after the template's own timeout. */
const CLEAN_UP_MS = 30_000;

/** Serves one request for a recording configuration. Whatever fails in a way that can be foreseen is an outcome. */
export async function serveRecording(
  tools: Tools,
  request: RecordingRequest,
  invocation: RecordingInvocation,
): Promise<RecordingOutcome> {
  let arn: string | undefined;
  let created: string | undefined;
  let discardLate: DiscardLate | undefined;
  let moveBack: Release | undefined;
  const progress: Progress = {
    onWorkingWith: (id, isOwn) => {
      arn = id;
      // CloudFormation learns the ARN of a creation that fails, to delete it; an update keeps the id that it has.
      if (request.type === 'Create') invocation.rememberPhysicalId(isOwn ? id : undefined);
    },
    onCreated: (id, discard) => {
      created = id;
      discardLate = discard;
    },
    onChannelsMoved: (move) => {
      moveBack = move;
    },
    doAfterResponse: invocation.doAfterResponse,
  };
  const operation = startOperation(tools, request, invocation.deadline);
  try {
    return await serve(operation, request, progress);
  } catch (error) {
    const isArn = request.type !== 'Create' && parseRecordingConfigurationArn(request.physicalId) !== undefined;
    const reason = explainFailure(error, {
      region: tools.region,
      kind: request.type,
      arn: arn ?? (request.type === 'Delete' && isArn ? request.physicalId : undefined),
      bucketName: tryParseDeclaration(request.properties, {})?.settings.bucketName,
    });
    if (created === undefined) return { status: 'FAILED', reason };
    const isGone = await discard(operation, created, arn === created, moveBack);
    if (!isGone) invocation.doAfterResponse((deadline) => Promise.resolve(discardLate?.(extend(operation, deadline))));
    return { status: 'FAILED', reason: reason + (isGone || request.type === 'Create' ? '' : describeLeft(created)) };
  } finally {
    operation.work.clear();
  }
}

async function serve(operation: Operation, request: RecordingRequest, progress: Progress): Promise<RecordingOutcome> {
  if (request.type === 'Delete') {
    await del(operation, tryParseDeclaration(request.properties, {}), request.physicalId);
    return { status: 'SUCCESS', physicalId: request.physicalId, attributes: {}, dispensable: [] };
  }
  const { declaration, defaultTags } = await parse(operation, request.properties);
  const physicalId =
    request.type === 'Create'
      ? await create(operation, declaration, progress)
      : await update(
          operation,
          declaration,
          {
            physicalId: request.physicalId,
            before: tryParseDeclaration(request.oldProperties, defaultTags),
          },
          progress,
        );
  return {
    status: 'SUCCESS',
    physicalId,
    attributes: toAttributes(physicalId, declaration),
    dispensable: ['TagsAll'],
  };
}

/**
 * Parses the properties with the provider's default tags. A rollback must always be able to return: where the default
 * tags have become unusable, or too many for the resource, it goes without them.
 */
async function parse(
  operation: Operation,
  properties: unknown,
): Promise<{ readonly declaration: Declaration; readonly defaultTags: Tags }> {
  try {
    const defaultTags = parseDefaultTags(operation.defaultTags);
    return { declaration: parseDeclaration(properties, defaultTags), defaultTags };
  } catch (error) {
    if (!(error instanceof InvalidPropertiesError) || operation.kind !== 'Update') throw error;
    const declaration = tryParseDeclaration(properties, {});
    if (declaration === undefined || !(await isRollBack(operation))) throw error;
    operation.log.warn('The rollback leaves out the default tags of the provider', { problem: error.message });
    return { declaration, defaultTags: {} };
  }
}

function startOperation(tools: Tools, request: RecordingRequest, whole: Deadline): Operation {
  const { type, stackId, logicalId, requestId } = request;
  const declaration = tryParseDeclaration(request.properties, {});
  const timeoutMs = (type === 'Delete' ? declaration?.deleteTimeoutMs : declaration?.createTimeoutMs) ?? Infinity;
  const available = whole.remainingMs();
  const longestMs = available - Math.min(CLEAN_UP_MS, available / 3);
  const cappedBy = longestMs < timeoutMs ? whole.cappedBy : undefined;
  return {
    ...tools,
    kind: type,
    owner: { stackId, logicalId },
    requestId,
    startedAt: tools.clock.now(),
    quota: { isShort: false },
    cloudFormation: { isUnreachable: false, hasNoGoal: false },
    work: startDeadline(tools.clock, Math.min(timeoutMs, longestMs), whole, cappedBy),
    whole,
  };
}

/**
 * Deletes what a failed event had made, unless CloudFormation has it as the resource's, since another delivery of the same
 * event succeeded, or learns of it from the response to a Create, and deletes it then.
 *
 * @param isNamed - whether the response to a Create names it
 * @returns whether nothing is left of it, or what is left is CloudFormation's
 */
async function discard(
  operation: Operation,
  created: string,
  isNamed: boolean,
  moveBack: Release | undefined,
): Promise<boolean> {
  try {
    const standing = await readStanding(operation);
    const held = await readHeld(operation, standing);
    if (held !== 'unknown' && held.id === created) return true;
    const isAwaited = standing === 'unknown' || (standing !== 'absent' && standing.status === 'CREATE_IN_PROGRESS');
    if (operation.kind === 'Create' && isNamed && isAwaited) return false;
    await remove(operation, created, operation.whole, moveBack);
    return true;
  } catch (error) {
    operation.log.warn('What the failed event had made could not be deleted', {
      arn: created,
      refusal: error instanceof Error ? error.message : String(error),
    });
    return false;
  }
}

function describeLeft(created: string): string {
  return ` ${created}, which the update had made, could not be deleted yet; the rollback deletes it.`;
}
