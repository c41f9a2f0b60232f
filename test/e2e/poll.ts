const INTERVAL_MS = 100;

/** Calls `check` until it returns a value. @throws if the timeout expires */
export async function poll<Value>(
  description: string,
  timeoutMs: number,
  check: () => Promise<Value | undefined>,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${description}: timed out after ${timeoutMs / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
