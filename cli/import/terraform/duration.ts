const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Returns the seconds of a Go duration such as `1h30m`, rounded up to at least one; undefined for any other text. */
export function parseGoDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/.test(text)) return undefined;
  const parts = Array.from(text.matchAll(/([\d.]+)(h|ms|m|s|us|µs|ns)/g), ([, value, unit = '']) => {
    return Number(value) * (SECONDS[unit] ?? 0);
  });
  const seconds = parts.reduce((sum, part) => sum + part, 0);
  return Math.max(1, Math.ceil(seconds - 1e-9));
}
