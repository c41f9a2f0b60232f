import { parseRecordingConfigurationArn } from '../../schema/arn';
import { formatDetail } from '../../schema/messages';
import type { Tags } from '../aws/recording-configurations';
import { startDeadline, type Deadline } from '../util/deadline';
import { toAttributes } from './attributes';
import {
  InvalidPropertiesError,
  parseDesiredState,
  parseDefaultTags,
  tryParseDesiredState,
  type DesiredState,
} from './desired-state';
import { formatError } from './error-formatting';
import type { DeleteAfterResponse, Progress } from './create-and-wait';
import { withDeadline, type RequestContext, type Dependencies } from './request-context';
import { onCreate } from './create';
import { onDelete } from './delete';
import { deleteAndWait, type OnInUseHandler } from './delete-configuration';
import { readHeld } from './stack-events';
import { isRollback, describeStackResource } from './stack-resource';
import { onUpdate } from './update';
import { getErrorMessage } from '../util/error-message';

/** A request for the resource. */
export type ResourceRequest = {
  readonly stackId: string;
  readonly logicalId: string;
  readonly requestId: string;
  readonly properties: unknown;
} & (
  | { readonly type: 'Create' }
  | { readonly type: 'Update'; readonly physicalId: string; readonly oldProperties: unknown }
  | { readonly type: 'Delete'; readonly physicalId: string }
);

export interface ResourceInvocation {
  readonly deadline: Deadline;
  readonly setPhysicalId: (physicalId: string | undefined) => void;
  /** Schedules a task to run after the response is sent. */
  readonly doAfterResponse: (task: (deadline: Deadline) => Promise<void>) => void;
}

export type ResourceOutcome =
  | {
      readonly status: 'SUCCESS';
      readonly physicalId: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly optionalAttributes: readonly string[];
    }
  | { readonly status: 'FAILED'; readonly reason: string };

/** Part of the available time that is reserved for cleanup after the resource's own timeout. */
const CLEANUP_RESERVE_MS = 30_000;

/** Handles one request for a recording configuration. Expected failures are returned as an outcome. */
export async function handleRequest(
  dependencies: Dependencies,
  request: ResourceRequest,
  invocation: ResourceInvocation,
): Promise<ResourceOutcome> {
  let arn: string | undefined;
  let created: string | undefined;
  let deleteAfterResponse: DeleteAfterResponse | undefined;
  let moveBack: OnInUseHandler | undefined;
  const progress: Progress = {
    onConfiguration: (id, isOwn) => {
      arn = id;
      // CloudFormation needs the ARN of a failed create to delete it. A failed update keeps its physical id.
      if (request.type === 'Create') invocation.setPhysicalId(isOwn ? id : undefined);
    },
    onCreated: (id, deleteCreated) => {
      created = id;
      deleteAfterResponse = deleteCreated;
    },
    onChannelsMoved: (move) => {
      moveBack = move;
    },
    doAfterResponse: invocation.doAfterResponse,
  };
  const context = createContext(dependencies, request, invocation.deadline);
  try {
    return await dispatch(context, request, progress);
  } catch (error) {
    const isArn = request.type !== 'Create' && parseRecordingConfigurationArn(request.physicalId) !== undefined;
    const reason = formatError(error, {
      region: dependencies.region,
      kind: request.type,
      arn: arn ?? (request.type === 'Delete' && isArn ? request.physicalId : undefined),
      bucketName: tryParseDesiredState(request.properties, {})?.settings.bucketName,
    });
    if (created === undefined) return { status: 'FAILED', reason };
    const isGone = await deleteCreated(context, created, arn === created, moveBack);
    if (!isGone)
      invocation.doAfterResponse((deadline) => Promise.resolve(deleteAfterResponse?.(withDeadline(context, deadline))));
    return {
      status: 'FAILED',
      reason:
        isGone || request.type === 'Create'
          ? reason
          : `${reason} ${formatDetail('ReplacementNotDeleted', { arn: created })}`,
    };
  } finally {
    context.deadline.clear();
  }
}

async function dispatch(
  context: RequestContext,
  request: ResourceRequest,
  progress: Progress,
): Promise<ResourceOutcome> {
  if (request.type === 'Delete') {
    await onDelete(context, tryParseDesiredState(request.properties, {}), request.physicalId);
    return { status: 'SUCCESS', physicalId: request.physicalId, attributes: {}, optionalAttributes: [] };
  }
  const { desired, defaultTags } = await parseDesired(context, request.properties);
  const physicalId =
    request.type === 'Create'
      ? await onCreate(context, desired, progress)
      : await onUpdate(
          context,
          desired,
          {
            physicalId: request.physicalId,
            previous: tryParseDesiredState(request.oldProperties, defaultTags),
          },
          progress,
        );
  return {
    status: 'SUCCESS',
    physicalId,
    attributes: toAttributes(physicalId, desired),
    optionalAttributes: ['TagsAll'],
  };
}

/**
 * Parses the properties with the provider's default tags. A rollback must always succeed: if the default tags have
 * become invalid or too many, it continues without them.
 */
async function parseDesired(
  context: RequestContext,
  properties: unknown,
): Promise<{ readonly desired: DesiredState; readonly defaultTags: Tags }> {
  try {
    const defaultTags = parseDefaultTags(context.defaultTags);
    return { desired: parseDesiredState(properties, defaultTags), defaultTags };
  } catch (error) {
    if (!(error instanceof InvalidPropertiesError) || context.kind !== 'Update') throw error;
    const desired = tryParseDesiredState(properties, {});
    if (desired === undefined || !(await isRollback(context))) throw error;
    context.log.warn('Rollback without the default tags of the provider', { problem: error.message });
    return { desired, defaultTags: {} };
  }
}

function createContext(
  dependencies: Dependencies,
  request: ResourceRequest,
  cleanupDeadline: Deadline,
): RequestContext {
  const { type, stackId, logicalId, requestId } = request;
  const desired = tryParseDesiredState(request.properties, {});
  const timeoutMs = (type === 'Delete' ? desired?.deleteTimeoutMs : desired?.createTimeoutMs) ?? Infinity;
  const available = cleanupDeadline.remainingMs();
  const maxMs = available - Math.min(CLEANUP_RESERVE_MS, available / 3);
  const cappedBy = maxMs < timeoutMs ? cleanupDeadline.cappedBy : undefined;
  return {
    ...dependencies,
    kind: type,
    owner: { stackId, logicalId },
    requestId,
    startedAt: dependencies.clock.now(),
    startedAtEpochMs: dependencies.clock.epochMs(),
    quota: { isThrottled: false },
    cloudFormation: { isUnreachable: false, hasNoDesiredState: false },
    deadline: startDeadline(dependencies.clock, Math.min(timeoutMs, maxMs), cleanupDeadline, cappedBy),
    cleanupDeadline,
  };
}

/**
 * Deletes the configuration that a failed request created. Keeps it if CloudFormation has it, because another delivery
 * of the same request succeeded. Also keeps it if the response to a Create reports it, because CloudFormation then
 * deletes it.
 *
 * @param isReported - whether the response to a Create contains the ARN
 * @returns whether it is deleted or CloudFormation is responsible for it
 */
async function deleteCreated(
  context: RequestContext,
  created: string,
  isReported: boolean,
  moveBack: OnInUseHandler | undefined,
): Promise<boolean> {
  try {
    const stackResource = await describeStackResource(context);
    const held = await readHeld(context, stackResource);
    if (held !== 'unknown' && held.id === created) return true;
    const isPending =
      stackResource === 'unknown' || (stackResource !== 'absent' && stackResource.status === 'CREATE_IN_PROGRESS');
    if (context.kind === 'Create' && isReported && isPending) return false;
    await deleteAndWait(context, created, context.cleanupDeadline, moveBack);
    return true;
  } catch (error) {
    context.log.warn('Created configuration not deleted', {
      arn: created,
      error: getErrorMessage(error),
    });
    return false;
  }
}
