import { setTimeout } from 'node:timers/promises';

/** Waits. @throws the signal's reason if it is aborted */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}

/** Polls until there is a value. @throws after the limit */
export async function poll<Value>(
  {
    what,
    limitMs,
    everyMs,
    signal,
  }: { readonly what: string; readonly limitMs: number; readonly everyMs: number; readonly signal: AbortSignal },
  look: () => Promise<Value | undefined>,
): Promise<Value> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${what} was not seen within ${limitMs / 1000} s.`);
    await sleep(everyMs, signal);
  }
}
