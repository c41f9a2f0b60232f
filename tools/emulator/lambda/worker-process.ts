import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface WorkerTask {
  readonly event: unknown;
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  /** The timeout in milliseconds that the handler sees. */
  readonly timeLimit: number;
}

export interface HandlerError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

export type WorkerResult = { readonly result: unknown } | { readonly error: HandlerError } | { readonly exit: string };

/** One sandbox: a Node.js process that runs one invocation at a time. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  isAlive(): boolean;
  run(task: WorkerTask): Promise<WorkerResult>;
  /** Kills the process; resolves when it has ended. */
  kill(): Promise<void>;
}

export function startWorker(
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): WorkerProcess {
  const child = fork(join(__dirname, 'worker.mjs'), [], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  }
  // `close` follows the last line of output; `exit` may precede it.
  const closed = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(signal === null ? `exit status ${code ?? 0}` : `signal: ${signal}`);
    });
    child.once('error', (error) => {
      resolve(error.message);
    });
  });

  return {
    pid: child.pid,
    isAlive: () => child.exitCode === null && child.signalCode === null && child.connected,
    run: async (task) => await Promise.race([request(child, task), closed.then((exit) => ({ exit }))]),
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

async function request(child: ChildProcess, task: WorkerTask): Promise<WorkerResult> {
  const result = new Promise<WorkerResult>((resolve) => {
    child.once('message', (message) => {
      resolve(message as WorkerResult);
    });
  });
  // If sending fails, the process is ending; its exit is the result.
  child.send(task, () => undefined);
  return await result;
}
