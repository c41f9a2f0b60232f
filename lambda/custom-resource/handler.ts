import { toCreateFailedPhysicalId } from '../../schema/create-failed-id';
import type { Log } from '../util/logger';
import { startDeadline, type Deadline } from '../util/deadline';
import { submitResponse, type ResponseDependencies } from './submit-response';
import { MalformedRequestError, parseRequest, parseResponseTarget, type Request, type ResponseTarget } from './request';
import { MAX_RESPONSE_BYTES, renderResponse, type Failure, type Outcome, type Success } from './response';
import { readServiceTimeLeft } from './service-timeout';

/** What the resource is told beside the request. */
export interface Invocation {
  /** When the resource must be done, with enough time left to answer. */
  readonly deadline: Deadline;
  /** Tells the id that a FAILED answer shall carry, as soon as there is one; undefined once it stands for nothing. */
  readonly setPhysicalId: (physicalId: string | undefined) => void;
  /** Takes what is left to do once the response is delivered. */
  readonly doAfterResponse: (task: Task) => void;
}

/** Something that is done until a deadline. */
export type Task = (deadline: Deadline) => Promise<void>;

/** The resource's side: serves one request. It may throw; that is answered too. */
export type HandleRequest = (
  request: Request,
  invocation: Invocation,
) => Promise<Success | Omit<Failure, 'physicalId'>>;

/** The part of Lambda's context that the handler uses. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
  /** Where the log of this invocation goes. */
  readonly logStreamName?: string;
}

export interface HandlerDependencies extends ResponseDependencies {
  readonly handle: HandleRequest;
  readonly log: Log;
  /** Whether the function runs locally, where responses may go to loopback. */
  readonly isLocal?: boolean;
}

/** For the answer, at the end of the function's time. It is also how long a delivery is tried. */
export const RESPONSE_RESERVE_MS = 20_000;
/** For the end of the invocation. */
const END_MS = 1_000;

/**
 * The Lambda handler: one event in, one response out, before the function's time is up and before CloudFormation gives up
 * waiting for it.
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
    let task: Task | undefined;
    const doAfterResponse = (given: Task): void => {
      task = given;
    };
    const outcome = await runWithDeadline(event, target, { deadline, doAfterResponse }, dependencies).finally(() => {
      deadline.clear();
    });
    const { body, omitted } = renderResponse(target, outcome, context.logStreamName);
    if (omitted.length > 0) {
      log.warn('Attributes were left out: the answer would be longer than 4096 bytes with them', { omitted });
    }
    const responseDeadline = startDeadline(clock, responseMs);
    try {
      await submitResponse(dependencies, target.responseUrl, body, responseDeadline);
    } finally {
      responseDeadline.clear();
    }
    const details = outcome.status === 'FAILED' ? { reason: outcome.reason.slice(0, MAX_RESPONSE_BYTES) } : {};
    log.info('Answered', { status: outcome.status, physicalId: outcome.physicalId, ...details });
    if (task !== undefined) await runAfterResponse(task, context, dependencies);
  };
}

/** Does what is left to do once the response is delivered. What goes wrong is logged; the response stands. */
async function runAfterResponse(
  task: Task,
  context: LambdaContext,
  { clock, log }: HandlerDependencies,
): Promise<void> {
  const deadline = startDeadline(clock, context.getRemainingTimeInMillis() - END_MS);
  try {
    await task(deadline);
  } catch (error) {
    log.warn('What was left to do after the response failed', { error: describeError(error) });
  } finally {
    deadline.clear();
  }
}

/** Serves the event; whatever happens there, and however long it takes, there is an outcome by the deadline. */
async function runWithDeadline(
  event: unknown,
  target: ResponseTarget,
  { deadline, doAfterResponse }: Pick<Invocation, 'deadline' | 'doAfterResponse'>,
  { handle, log }: HandlerDependencies,
): Promise<Outcome> {
  const placeholderPhysicalId = target.physicalId ?? toCreateFailedPhysicalId(target.requestId);
  let physicalId = placeholderPhysicalId;
  const fail = (reason: string): Outcome => ({ status: 'FAILED', physicalId, reason });
  try {
    const request = parseRequest(event, target);
    log.info('Received', { requestType: request.type, stackId: request.stackId, logicalId: request.logicalId });
    const invocation: Invocation = {
      deadline,
      doAfterResponse,
      setPhysicalId: (id) => {
        physicalId = id ?? placeholderPhysicalId;
      },
    };
    const result = await Promise.race([handle(request, invocation), waitForAbort(deadline.signal)]);
    return result.status === 'FAILED' ? fail(result.reason) : result;
  } catch (error) {
    if (error instanceof MalformedRequestError) return fail(error.message);
    if (deadline.signal.aborted) {
      log.error('The time for the request was used up');
      return fail(
        'The time for the request was used up before the operation ended. If ServiceTimeout is less than 1200 s, raise it; ' +
          "otherwise see the function's log for the call that hung, then retry.",
      );
    }
    log.error('Unexpected error', { error: describeError(error) });
    return fail(
      `An unexpected error ended the operation: ${describeError(error)}. ` +
        "Expected none of this kind: it is a defect. Report it with the function's log, then try again.",
    );
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
