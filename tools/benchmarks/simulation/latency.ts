import type { VirtualClock } from '../../../test/support/virtual-clock';

/** The same port, each of whose calls takes so long in virtual time: half of it there, half of it back. */
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
