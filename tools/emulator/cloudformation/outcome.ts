import { setMaxListeners } from 'node:events';
import type { ResourceOutcome } from './resource-handler';
import { getErrorMessage } from './error-message';

/** A provider's work as an outcome, whatever becomes of it: one that throws has failed. */
export async function toOutcome(work: () => Promise<ResourceOutcome>): Promise<ResourceOutcome> {
  try {
    return await work();
  } catch (error) {
    return { succeeded: false, reason: getErrorMessage(error) };
  }
}

/** The outcome, or 'cancelled' as soon as the signal is aborted; what comes later is nobody's business any more. */
export async function toOutcomeUnlessCanceled(
  work: () => Promise<ResourceOutcome>,
  signal: AbortSignal,
): Promise<ResourceOutcome | 'cancelled'> {
  let cancel: () => void = () => undefined;
  const canceled = new Promise<'cancelled'>((resolve) => {
    cancel = () => {
      resolve('cancelled');
    };
    // Every resource of a large stack listens to the same signal.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([canceled, toOutcome(work)]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
