const TIMEOUT_SECONDS = { minimum: 1, maximum: 3600 };

/** Time that a redelivered request gets for cleanup after CloudFormation stopped waiting. */
const LATE_MS = 15_000;

/**
 * Returns the time that CloudFormation still waits for the response, in milliseconds; Infinity if the request has no
 * valid ServiceTimeout. If possible it is measured from the signing time of the response URL, because Lambda may
 * deliver a request late or more than once.
 *
 * @param epochMs - the wall time
 */
export function readServiceTimeLeft(event: unknown, responseUrl: URL, epochMs: number): number {
  const timeoutMs = readTimeout(event);
  if (timeoutMs === undefined) return Infinity;
  const signedAt = parseAmzDate(responseUrl.searchParams.get('X-Amz-Date')) ?? epochMs;
  // The local clock may be slow; the signing time is never in the future.
  const elapsedMs = Math.max(0, epochMs - signedAt);
  return Math.max(timeoutMs - elapsedMs, Math.min(timeoutMs, LATE_MS));
}

function readTimeout(event: unknown): number | undefined {
  const value = readField(readField(event, 'ResourceProperties'), 'ServiceTimeout');
  const seconds = typeof value === 'string' && /^[0-9]{1,4}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) return undefined;
  if (seconds < TIMEOUT_SECONDS.minimum || seconds > TIMEOUT_SECONDS.maximum) return undefined;
  return seconds * 1000;
}

function readField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Parses a time of Signature Version 4, such as `20260101T120000Z`. */
function parseAmzDate(text: string | null): number | undefined {
  const [, ...fields] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text ?? '') ?? [];
  const [year, month, day, hour, minute, second] = fields.map(Number);
  if (year === undefined || month === undefined) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
