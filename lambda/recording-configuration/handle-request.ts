import { parseRecordingConfigurationArn } from '../../schema/arn';
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
import { Progress, type ResponseState } from './progress';
import type { Dependencies, RequestContext } from './request-context';
import { onCreate } from './create';
import { onDelete } from './delete';
import { isRollback } from './stack-resource';
import { onUpdate } from './update';

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

export interface ResourceInvocation extends ResponseState {
  readonly deadline: Deadline;
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
  const context = createContext(dependencies, request, invocation);
  const { progress } = context;
  try {
    return await dispatch(context, request);
  } catch (error) {
    const isArn = request.type !== 'Create' && parseRecordingConfigurationArn(request.physicalId) !== undefined;
    const reason = formatError(error, {
      region: dependencies.region,
      kind: request.type,
      arn: progress.arn ?? (request.type === 'Delete' && isArn ? request.physicalId : undefined),
      bucketName: tryParseDesiredState(request.properties, {})?.settings.DestinationConfiguration.S3.BucketName,
    });
    return { status: 'FAILED', reason };
  } finally {
    context.deadline.clear();
  }
}

async function dispatch(context: RequestContext, request: ResourceRequest): Promise<ResourceOutcome> {
  if (request.type === 'Delete') {
    await onDelete(context, tryParseDesiredState(request.properties, {}), request.physicalId);
    return { status: 'SUCCESS', physicalId: request.physicalId, attributes: {}, optionalAttributes: [] };
  }
  const { desired, defaultTags } = await parseDesired(context, request.properties);
  const physicalId =
    request.type === 'Create'
      ? await onCreate(context, desired)
      : await onUpdate(context, desired, {
          physicalId: request.physicalId,
          previous: tryParseDesiredState(request.oldProperties, defaultTags),
        });
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
  invocation: ResourceInvocation,
): RequestContext {
  const { deadline: cleanupDeadline } = invocation;
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
    progress: new Progress(type, invocation),
    quota: { isThrottled: false },
    cloudFormation: { isUnreachable: false, hasNoDesiredState: false },
    deadline: startDeadline(dependencies.clock, Math.min(timeoutMs, maxMs), cleanupDeadline, cappedBy),
    cleanupDeadline,
  };
}
