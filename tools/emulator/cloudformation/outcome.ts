import { setMaxListeners } from 'node:events';
import type { ResourceOutcome } from './resource-handler';
import { messageOf } from './error-message';

/** A provider's work as an outcome, whatever becomes of it: one that throws has failed. */
export async function settle(work: () => Promise<ResourceOutcome>): Promise<ResourceOutcome> {
  try {
    return await work();
  } catch (error) {
    return { succeeded: false, reason: messageOf(error) };
  }
}

/** The outcome, or 'cancelled' as soon as the signal is aborted; what comes later is nobody's business any more. */
export async function settleUnlessCancelled(
  work: () => Promise<ResourceOutcome>,
  signal: AbortSignal,
): Promise<ResourceOutcome | 'cancelled'> {
  let cancel: () => void = () => undefined;
  const cancelled = new Promise<'cancelled'>((resolve) => {
    cancel = () => {
      resolve('cancelled');
    };
    // Every resource of a large stack listens to the same signal.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([cancelled, settle(work)]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
