import type { RequestContext } from './request-context';
import { describeStackResource, isDeleting, type StackResourceStatus } from './stack-resource';
import type { ExpectedState } from './superseded';

/** Number and interval of the reads that wait for the outcome of the request after its response. */
const RECORD_READS = 3;
const RECORD_READ_INTERVAL_MS = 4_000;
/** Time after the start of a request in which the stack resource may still be stale. */
export const STALE_RECORD_MS = 10_000;

/** Polls until the stack resource shows the end of the request, or until all reads are used. */
export async function waitForRequestEnd(
  context: RequestContext,
  { physicalId = '' }: ExpectedState,
): Promise<StackResourceStatus> {
  const { clock, startedAt, cleanupDeadline } = context;
  for (let reads = 1; ; reads += 1) {
    const stackResource = await describeStackResource(context);
    if (reads === RECORD_READS || typeof stackResource === 'string') return stackResource;
    if (stackResource.physicalId !== physicalId || isDeleting(stackResource)) return stackResource;
    if (stackResource.status.endsWith('_FAILED') && clock.now() > startedAt + STALE_RECORD_MS) return stackResource;
    await clock.sleep(RECORD_READ_INTERVAL_MS, cleanupDeadline.signal);
  }
}
