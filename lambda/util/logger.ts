import type { LogMessage } from './log-messages';

/** The log of the function. Nothing secret is logged: no event as a whole, no ResponseURL, no credential. */
export interface Log {
  info(message: string, details?: LogDetails): void;
  warn(message: LogMessage, details?: LogDetails): void;
  error(message: LogMessage, details?: LogDetails): void;
}

export type LogDetails = Readonly<Record<string, unknown>>;

/** The log of a Lambda function whose log format is JSON: the runtime adds time, level and request id. */
export const lambdaLog: Log = {
  info: (message, details) => {
    console.info({ message, ...details });
  },
  warn: (message, details) => {
    console.warn({ message, ...details });
  },
  error: (message, details) => {
    console.error({ message, ...details });
  },
};
