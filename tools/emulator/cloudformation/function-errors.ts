import { isObject } from './values';

/** Returns the error in a line of a function's log; undefined if there is none. */
export function readErrorLine(text: string): string | undefined {
  const record = parse(text);
  // A crash or a timeout: output of the process or of Lambda is not JSON.
  if (record === undefined) return /error|timed out/i.test(text) ? text.trim() : undefined;
  if (record.level !== 'ERROR') return undefined;
  const { message } = record;
  if (typeof message === 'string') return message;
  const { errorType, errorMessage } = isObject(message) ? message : {};
  return typeof errorMessage === 'string'
    ? `${String(errorType)}: ${errorMessage.split('\n', 1).join('')}`
    : JSON.stringify(message);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
