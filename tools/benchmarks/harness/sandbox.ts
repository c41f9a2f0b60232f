import { createRuntimeModules } from '../../emulator/lambda/runtime-modules';
import { buildEnvironment } from '../../emulator/lambda/sandbox-environment';
import { startWorker, type WorkerProcess, type WorkerResult } from '../../emulator/lambda/worker-process';
import { ENVIRONMENT } from './environment';

/** The code of a function, and its environment variables. */
export interface Program {
  readonly name: string;
  readonly folder: string;
  /** `<file>.<export>`. */
  readonly handler: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** A file that is loaded before the handler. */
  readonly preload?: string;
}

/** A deployed function whose sandboxes are Node.js processes, as in the emulator. */
export interface Sandboxes {
  /** Runs an event in an idle sandbox, or in a new one. */
  invoke(event: unknown): Promise<WorkerResult>;
  /** Stops the idle sandboxes, so that the next event has a cold start. */
  stopIdle(): Promise<void>;
  close(): Promise<void>;
}

const TIME_LIMIT_MS = 900_000;

/** The environment variables of a function's process. */
export function describeEnvironment(
  { name, folder, handler, variables = {}, preload }: Program,
  endpoints: Readonly<Record<string, string>>,
  scratchFolder: string,
): Record<string, string> {
  const configuration = {
    functionName: name,
    functionArn: formatFunctionArn(name),
    codeDirectory: folder,
    handler,
    timeoutSeconds: TIME_LIMIT_MS / 1000,
    memoryMegabytes: 256,
    variables: { ...(preload !== undefined && { NODE_OPTIONS: `--require ${preload}` }), ...variables },
    roleArn: `arn:aws:iam::${ENVIRONMENT.accountId}:role/${name}`,
    logGroupName: `/aws/lambda/${name}`,
  };
  const modulePath = [createRuntimeModules(scratchFolder), ...(process.env.NODE_PATH?.split(':') ?? [])].join(':');
  return buildEnvironment(configuration, { region: ENVIRONMENT.region, modulePath, logStreamName: name, endpoints });
}

export function createSandboxes(
  program: Program,
  endpoints: Readonly<Record<string, string>>,
  scratchFolder: string,
): Sandboxes {
  const idle: WorkerProcess[] = [];
  const all = new Set<WorkerProcess>();
  const environment = describeEnvironment(program, endpoints, scratchFolder);
  const kill = async (workers: Iterable<WorkerProcess>): Promise<void> => {
    await Promise.all(
      [...workers].map(async (worker) => {
        all.delete(worker);
        await worker.kill();
      }),
    );
  };
  return {
    invoke: async (event) => {
      const worker = idle.pop() ?? startWorker(environment, () => undefined);
      all.add(worker);
      const result = await worker.run({
        event,
        awsRequestId: program.name,
        invokedFunctionArn: formatFunctionArn(program.name),
        timeLimit: TIME_LIMIT_MS,
      });
      if (worker.isAlive()) idle.push(worker);
      return result;
    },
    stopIdle: () => kill(idle.splice(0)),
    close: () => kill(all),
  };
}

export function formatFunctionArn(functionName: string): string {
  return `arn:aws:lambda:${ENVIRONMENT.region}:${ENVIRONMENT.accountId}:function:${functionName}`;
}
