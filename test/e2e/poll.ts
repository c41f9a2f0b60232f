const INTERVAL_MS = 100;

/** Looks until there is something to see. */
export async function poll<Value>(
  what: string,
  limitMs: number,
  look: () => Promise<Value | undefined>,
): Promise<Value> {
  const givesUpAt = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > givesUpAt) throw new Error(`${what}: expected within ${limitMs / 1000} s, and it did not come.`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
