const INTERVAL_MS = 100;

/** Looks until there is something to see. */
export async function poll<Value>(
  description: string,
  timeoutMs: number,
  check: () => Promise<Value | undefined>,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (Date.now() > deadline)
      throw new Error(`${description}: expected within ${timeoutMs / 1000} s, and it did not come.`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
