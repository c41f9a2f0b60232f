import { toCreateFailedPhysicalId } from '../../schema/create-failed-id';
import { formatMessage } from '../../schema/messages';
import type { Log } from '../util/logger';
import { startDeadline, type Deadline, type Task } from '../util/deadline';
import { submitResponse, type ResponseDependencies } from './submit-response';
import { MalformedRequestError, parseRequest, parseResponseTarget, type Request, type ResponseTarget } from './request';
import { MAX_RESPONSE_BYTES, renderResponse, type Failure, type Outcome, type Success } from './response';
import { readServiceTimeLeft } from './service-timeout';

/** The handling of one request, besides the request itself. The request handler sets what can change. */
export interface Invocation {
  /** When the request handler must end, so that enough time is left for the response. */
  readonly deadline: Deadline;
  /** The physical id of a FAILED response; undefined for the placeholder. */
  physicalId: string | undefined;
  /** What to do after the response is sent. */
  afterResponse: Task | undefined;
}

/** Handles one request for the resource. An error that it throws becomes a FAILED response. */
export type HandleRequest = (
  request: Request,
  invocation: Invocation,
) => Promise<Success | Omit<Failure, 'physicalId'>>;

/** The part of Lambda's context that the handler uses. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
  /** The log stream of this invocation. */
  readonly logStreamName?: string;
}

export interface HandlerDependencies extends ResponseDependencies {
  readonly handle: HandleRequest;
  readonly log: Log;
  /** Whether the function runs locally, where the response URL may be on loopback. */
  readonly isLocal?: boolean;
}

/** Time reserved at the end of the function's time for sending the response. */
export const RESPONSE_RESERVE_MS = 20_000;
/** Time reserved to end the invocation. */
const END_MS = 1_000;

/**
 * Returns the Lambda handler. It sends one response per request, before the function times out and before
 * CloudFormation stops waiting.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: unknown, context: LambdaContext) => Promise<void> {
  const { clock, log, isLocal } = dependencies;
  return async (event, context) => {
    const target = parseResponseTarget(event, isLocal);
    const functionMs = context.getRemainingTimeInMillis();
    const serviceMs = readServiceTimeLeft(event, target.responseUrl, clock.epochMs());
    const remainingMs = Math.min(functionMs, serviceMs);
    const responseMs = Math.min(RESPONSE_RESERVE_MS, remainingMs / 3);
    const cappedBy = serviceMs < functionMs ? 'ServiceTimeout' : undefined;
    const deadline = startDeadline(clock, remainingMs - responseMs, undefined, cappedBy);
    const invocation: Invocation = { deadline, physicalId: undefined, afterResponse: undefined };
    const outcome = await runWithDeadline(event, target, invocation, dependencies).finally(() => {
      deadline.clear();
    });
    const { body, omitted } = renderResponse(target, outcome, context.logStreamName);
    if (omitted.length > 0) {
      log.warn('Attributes omitted; the response would exceed 4096 bytes', { omitted });
    }
    const responseDeadline = startDeadline(clock, responseMs);
    try {
      await submitResponse(dependencies, target.responseUrl, body, responseDeadline);
    } finally {
      responseDeadline.clear();
    }
    const details = outcome.status === 'FAILED' ? { reason: outcome.reason.slice(0, MAX_RESPONSE_BYTES) } : {};
    log.info('Response sent', { status: outcome.status, physicalId: outcome.physicalId, ...details });
    const { afterResponse } = invocation;
    if (afterResponse !== undefined) await runAfterResponse(afterResponse, context, dependencies);
  };
}

/** Runs the task after the response. Logs its errors, because the response is already sent. */
async function runAfterResponse(
  task: Task,
  context: LambdaContext,
  { clock, log }: HandlerDependencies,
): Promise<void> {
  const deadline = startDeadline(clock, context.getRemainingTimeInMillis() - END_MS);
  try {
    await task(deadline);
  } catch (error) {
    log.warn('Task after the response failed', { error: describeError(error) });
  } finally {
    deadline.clear();
  }
}

/** Handles the request and always returns an outcome by the deadline. */
async function runWithDeadline(
  event: unknown,
  target: ResponseTarget,
  invocation: Invocation,
  { handle, log }: HandlerDependencies,
): Promise<Outcome> {
  const { deadline } = invocation;
  const placeholderPhysicalId = target.physicalId ?? toCreateFailedPhysicalId(target.requestId);
  const fail = (reason: string): Outcome => ({
    status: 'FAILED',
    physicalId: invocation.physicalId ?? placeholderPhysicalId,
    reason,
  });
  try {
    const request = parseRequest(event, target);
    log.info('Request received', { requestType: request.type, stackId: request.stackId, logicalId: request.logicalId });
    const result = await Promise.race([handle(request, invocation), waitForAbort(deadline.signal)]);
    return result.status === 'FAILED' ? fail(result.reason) : result;
  } catch (error) {
    if (error instanceof MalformedRequestError) return fail(error.message);
    if (deadline.signal.aborted) {
      log.error('Request timed out');
      return fail(formatMessage('FunctionTimeout', {}));
    }
    log.error('Unexpected error', { error: describeError(error) });
    return fail(formatMessage('UnexpectedError', { error: describeError(error) }));
  }
}

function waitForAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const rejectWithReason = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) rejectWithReason();
    else signal.addEventListener('abort', rejectWithReason, { once: true });
  });
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
