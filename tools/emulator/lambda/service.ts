import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Authorize } from '../cloudformation/signature';
import type { FunctionConfiguration } from './function-configuration';
import type { Attempt, Invocation, LogLine } from './invocation';
import { createRuntimeModules } from './runtime-modules';
import { getAccessKeyId, buildEnvironment } from './sandbox-environment';
import { startWorker } from './worker-process';
import type { WorkerProcess, WorkerResult } from './worker-process';

export interface LambdaOptions {
  readonly region: string;
  readonly accountId: string;
  /** Authorizes writing to a function's log. Default: everything is allowed. */
  readonly authorize?: Authorize;
  /** A folder to write to; the caller removes it. */
  readonly scratchFolder: string;
  readonly clock: Clock;
  /** Returns the endpoint variables, such as `AWS_ENDPOINT_URL_IVS`, of a new sandbox. */
  readonly endpoints: () => Readonly<Record<string, string>>;
  /** Milliseconds from a failed delivery to the next one. Default: 1 and 2 minutes. */
  readonly redeliveryDelays?: readonly number[];
}

/** Lambda, with a Node.js process for each sandbox. */
export interface Lambda {
  /** Creates a function or replaces its configuration; later invocations use new sandboxes. */
  putFunction(configuration: FunctionConfiguration): void;
  deleteFunction(functionName: string): void;
  getFunction(nameOrArn: string): FunctionConfiguration | undefined;
  /** InvocationType Event: returns immediately, and redelivers the event if the handler fails. */
  invokeAsync(nameOrArn: string, event: unknown): Invocation;
  readonly invocations: readonly Invocation[];
  readonly logs: readonly LogLine[];
  /** Subscribes to the log lines of all functions; returns the function that unsubscribes. */
  onLog(listener: (line: LogLine) => void): () => void;
  /** Kills the sandbox that runs this invocation, like a crash; returns whether there was one. */
  kill(invocation: Invocation): Promise<boolean>;
  /** Kills every sandbox and stops all deliveries. */
  close(): Promise<void>;
}

interface Deployed {
  readonly configuration: FunctionConfiguration;
  readonly idle: WorkerProcess[];
  isCurrent: boolean;
}

const REDELIVERY_DELAYS = [60_000, 120_000];

export function createLambda(options: LambdaOptions): Lambda {
  const { clock, redeliveryDelays = REDELIVERY_DELAYS } = options;
  const functions = new Map<string, Deployed>();
  const workers = new Set<WorkerProcess>();
  const busyWorkers = new Map<Invocation, WorkerProcess>();
  const invocations: Invocation[] = [];
  const logs: LogLine[] = [];
  const logListeners = new Set<(line: LogLine) => void>();
  const closing = new AbortController();
  const modulePath = createRuntimeModules(options.scratchFolder);

  return {
    putFunction(configuration) {
      retireFunction(configuration.functionName);
      functions.set(configuration.functionName, { configuration, idle: [], isCurrent: true });
    },
    deleteFunction(functionName) {
      retireFunction(functionName);
      functions.delete(functionName);
    },
    getFunction: (nameOrArn) => find(nameOrArn)?.configuration,
    invokeAsync,
    invocations,
    logs,
    onLog(listener) {
      logListeners.add(listener);
      return () => {
        logListeners.delete(listener);
      };
    },
    async kill(invocation) {
      const worker = busyWorkers.get(invocation);
      await worker?.kill();
      return worker !== undefined;
    },
    async close() {
      closing.abort();
      await Promise.all([...workers].map((worker) => worker.kill()));
    },
  };

  function find(nameOrArn: string): Deployed | undefined {
    return [...functions.values()].find(
      ({ configuration: { functionName, functionArn } }) => nameOrArn === functionName || nameOrArn === functionArn,
    );
  }

  /** Stops the idle sandboxes of a function; running invocations continue. */
  function retireFunction(functionName: string): void {
    const deployed = functions.get(functionName);
    if (deployed === undefined) return;
    deployed.isCurrent = false;
    for (const worker of deployed.idle.splice(0)) void stopWorker(worker);
  }

  async function stopWorker(worker: WorkerProcess): Promise<void> {
    await worker.kill();
    workers.delete(worker);
  }

  function invokeAsync(nameOrArn: string, event: unknown): Invocation {
    const deployed = find(nameOrArn);
    if (deployed === undefined) {
      throw new Error(`Function not found: ${nameOrArn} (ResourceNotFoundException); deploy it first.`);
    }
    const { functionName } = deployed.configuration;
    const attempts: Attempt[] = [];
    let isPending = true;
    const invocation: Invocation = {
      awsRequestId: randomUUID(),
      functionName,
      // Copied, as over the network.
      event: JSON.parse(JSON.stringify(event)) as unknown,
      attempts,
      get redeliveries() {
        return Math.max(0, attempts.length - 1);
      },
      isPending: () => isPending,
      completed: Promise.resolve().then(async () => {
        await deliver(invocation, attempts);
        isPending = false;
      }),
      failure: () => describeFailure(attempts.at(-1)),
    };
    invocations.push(invocation);
    return invocation;
  }

  async function deliver(invocation: Invocation, attempts: Attempt[]): Promise<void> {
    for (const delay of [0, ...redeliveryDelays]) {
      if (delay > 0) await clock.sleep(delay, closing.signal).catch(() => undefined);
      // Read at each delivery: the function may have been changed or deleted.
      const deployed = functions.get(invocation.functionName);
      if (closing.signal.aborted || deployed === undefined) return;
      const attempt = await runOnce(deployed, invocation, attempts);
      if (attempt.outcome === 'succeeded' || attempt.outcome === 'stopped') return;
    }
  }

  async function runOnce(deployed: Deployed, invocation: Invocation, attempts: Attempt[]): Promise<Attempt> {
    const { configuration } = deployed;
    const worker = takeWorker(deployed);
    const startedAt = clock.now();
    const attempt: Attempt = { startedAt, pid: worker.pid, endedAt: undefined, outcome: 'running', result: undefined };
    attempts.push(attempt);
    busyWorkers.set(invocation, worker);

    const timeLimit = configuration.timeoutSeconds * 1000;
    const { awsRequestId, event } = invocation;
    const { functionArn: invokedFunctionArn } = configuration;
    const timer = new AbortController();
    const result = await Promise.race([
      worker.run({ event, awsRequestId, invokedFunctionArn, timeLimit }),
      clock.sleep(timeLimit, timer.signal).then(
        () => 'timed out' as const,
        () => new Promise<never>(() => undefined),
      ),
    ]);
    timer.abort();
    busyWorkers.delete(invocation);
    setOutcome(attempt, result);
    attempt.endedAt = clock.now();
    if (attempt.outcome === 'timed out') {
      log(configuration, `${awsRequestId} Task timed out after ${configuration.timeoutSeconds.toFixed(2)} seconds`);
    }
    const isReusable = (attempt.outcome === 'succeeded' || attempt.outcome === 'handler error') && worker.isAlive();
    if (isReusable && deployed.isCurrent && !closing.signal.aborted) deployed.idle.push(worker);
    else await stopWorker(worker);
    return attempt;
  }

  function setOutcome(attempt: Attempt, result: WorkerResult | 'timed out'): void {
    if (closing.signal.aborted) attempt.outcome = 'stopped';
    else if (result === 'timed out') attempt.outcome = 'timed out';
    else if ('exit' in result) attempt.outcome = 'crashed';
    else if ('error' in result) attempt.outcome = 'handler error';
    else attempt.outcome = 'succeeded';
    attempt.result = result;
  }

  function takeWorker(deployed: Deployed): WorkerProcess {
    for (;;) {
      const idle = deployed.idle.pop();
      if (idle === undefined) return addWorker(deployed);
      if (idle.isAlive()) return idle;
      workers.delete(idle);
    }
  }

  function addWorker({ configuration }: Deployed): WorkerProcess {
    const logStreamName = `${new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const { region } = options;
    const settings = { region, modulePath, logStreamName, endpoints: options.endpoints() };
    const canCreateLogStream = isLogAllowed(configuration, 'logs:CreateLogStream', logStreamName);
    const worker = startWorker(buildEnvironment(configuration, settings), (line) => {
      if (canCreateLogStream && isLogAllowed(configuration, 'logs:PutLogEvents', logStreamName))
        log(configuration, line);
    });
    workers.add(worker);
    return worker;
  }

  /** Lambda writes the log with the function's role. */
  function isLogAllowed({ logGroupName, roleArn }: FunctionConfiguration, action: string, stream: string): boolean {
    const { region, accountId, authorize = () => undefined } = options;
    const resource = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:log-stream:${stream}`;
    return authorize({ action, resource, accessKeyId: getAccessKeyId(roleArn) }) === undefined;
  }

  function log({ functionName }: FunctionConfiguration, text: string): void {
    const line = { functionName, timestamp: clock.now(), text };
    logs.push(line);
    for (const listener of logListeners) listener(line);
  }
}

function describeFailure(attempt: Attempt | undefined): string | undefined {
  switch (attempt?.outcome) {
    case 'timed out':
      return `timed out after ${((attempt.endedAt ?? attempt.startedAt) - attempt.startedAt) / 1000} s`;
    case 'crashed':
    case 'handler error': {
      const { result } = attempt;
      if (result === 'timed out' || result === undefined || 'result' in result) return attempt.outcome;
      if ('exit' in result) return result.exit;
      const { errorType, errorMessage } = result.error;
      // For a missing module, Node.js lists the require stack below the first line.
      return `${errorType}: ${errorMessage.split('\n', 1).join('')}`;
    }
    default:
      return undefined;
  }
}
