import type { LogMessage } from './log-messages';

/** The log of the function. It contains no secrets: no complete event, no ResponseURL, no credentials. */
export interface Log {
  info(message: string, details?: LogDetails): void;
  warn(message: LogMessage, details?: LogDetails): void;
  error(message: LogMessage, details?: LogDetails): void;
}

export type LogDetails = Readonly<Record<string, unknown>>;

/** Logs in Lambda's JSON format. The runtime adds time, level and request id. */
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
