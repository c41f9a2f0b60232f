import { isObject } from './values';

/** What a line of a function's log says of an error; undefined if it says of none. */
export function readErrorLine(text: string): string | undefined {
  const record = parse(text);
  // A crash, or a time-out: what the process or Lambda writes itself is no JSON.
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
