import { setMaxListeners } from 'node:events';
import type { ResourceOutcome } from './resource-handler';
import { getErrorMessage } from './error-message';

/** Converts a handler's result to an outcome; an error is a failed outcome. */
export async function toOutcome(work: () => Promise<ResourceOutcome>): Promise<ResourceOutcome> {
  try {
    return await work();
  } catch (error) {
    return { succeeded: false, reason: getErrorMessage(error) };
  }
}

/** Returns the outcome, or 'canceled' as soon as the signal is aborted. A later outcome is ignored. */
export async function toOutcomeUnlessCanceled(
  work: () => Promise<ResourceOutcome>,
  signal: AbortSignal,
): Promise<ResourceOutcome | 'canceled'> {
  let cancel: () => void = () => undefined;
  const canceled = new Promise<'canceled'>((resolve) => {
    cancel = () => {
      resolve('canceled');
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
