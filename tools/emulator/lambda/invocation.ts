import type { WorkerResult } from './worker-process';

/** How one attempt to run the handler ended. */
export type AttemptOutcome = 'running' | 'succeeded' | 'handler error' | 'crashed' | 'timed out' | 'stopped';

export interface Attempt {
  readonly startedAt: number;
  readonly pid: number | undefined;
  endedAt: number | undefined;
  outcome: AttemptOutcome;
  result: WorkerResult | 'timed out' | undefined;
}

/** One event handed to a function, with every delivery of it. */
export interface Invocation {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly event: unknown;
  readonly attempts: readonly Attempt[];
  /** Deliveries after the first. */
  readonly redeliveries: number;
  /** Whether the function still works on it or will get it again. */
  isPending(): boolean;
  /** Resolves when it has succeeded or will not be tried again. */
  readonly completed: Promise<void>;
  /** Why the last delivery failed; undefined while there is none, and once one has succeeded. */
  failure(): string | undefined;
}

export interface LogLine {
  readonly functionName: string;
  readonly timestamp: number;
  readonly text: string;
}
