import type { VirtualClock } from '../../../test/support/virtual-clock';

/** Adds latency in virtual time to each call of a port: half before and half after the call. */
export function delayCalls<Port extends object>(clock: VirtualClock, latencyMs: number, port: Port): Port {
  const delay = async (): Promise<void> => {
    if (latencyMs > 0) await clock.sleep(latencyMs / 2);
  };
  const delayed = Object.entries(port).map(([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    async (...args: unknown[]) => {
      await delay();
      try {
        return await clock.track(() => call(...args));
      } finally {
        await delay();
      }
    },
  ]);
  return Object.fromEntries(delayed) as Port;
}
