import type { WorkerResult } from './worker-process';

/** The state of one attempt to run the handler. */
export type AttemptOutcome = 'running' | 'succeeded' | 'handler error' | 'crashed' | 'timed out' | 'stopped';

export interface Attempt {
  readonly startedAt: number;
  readonly pid: number | undefined;
  endedAt: number | undefined;
  outcome: AttemptOutcome;
  result: WorkerResult | 'timed out' | undefined;
}

/** One asynchronous invocation, with every delivery of its event. */
export interface Invocation {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly event: unknown;
  readonly attempts: readonly Attempt[];
  /** The number of deliveries after the first. */
  readonly redeliveries: number;
  /** Whether a delivery is running or will follow. */
  isPending(): boolean;
  /** Resolves when a delivery has succeeded or no further one follows. */
  readonly completed: Promise<void>;
  /** The reason why the last delivery failed; undefined if it did not fail. */
  failure(): string | undefined;
}

export interface LogLine {
  readonly functionName: string;
  readonly timestamp: number;
  readonly text: string;
}
