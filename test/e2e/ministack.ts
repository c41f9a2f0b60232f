import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_ID, createProcessEnvironment, findPythonBin, ROOT } from './environment';
import { findFreePort } from './free-port';
import { poll } from './poll';

/** A running MiniStack: CloudFormation, Lambda, IAM, S3, STS and more at one endpoint. */
export interface MiniStack {
  readonly endpoint: string;
  /** Stops MiniStack and its functions. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts MiniStack on the loopback interface. Its functions run as local processes with the permissions of their role.
 *
 * @param directory - the only folder that MiniStack and its functions write to
 */
export async function startMiniStack(directory: string, ivsEndpoint: string): Promise<MiniStack> {
  mkdirSync(directory);
  const port = await findFreePort();
  const logFile = join(directory, 'ministack.log');
  const log = openSync(logFile, 'w');
  const child = spawn(join(findPythonBin(), 'python'), [join(__dirname, 'emulator', 'main.py')], {
    // It ends when its stdin is closed, which happens when this process ends for any reason.
    stdio: ['pipe', log, log],
    // A separate process group, which includes its functions.
    detached: true,
    env: {
      ...createProcessEnvironment(directory),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      // The host in the URLs that it returns.
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT_ID,
      // Enforces IAM policies.
      AUTH: 'true',
      // The Lambda runtime includes the SDK; here it is the project's version.
      NODE_PATH: join(ROOT, 'node_modules'),
      // Inherited by its functions; all other services are in MiniStack.
      AWS_ENDPOINT_URL_IVS: ivsEndpoint,
    },
  });
  closeSync(log);
  const endpoint = `http://127.0.0.1:${port}`;
  const close = (): Promise<void> => stop(child);
  try {
    await poll('Health check of MiniStack', START_TIMEOUT_MS, async () => {
      if (hasEnded(child)) throw new Error('MiniStack exited during its start.');
      const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
      return response?.ok === true ? true : undefined;
    });
  } catch (error) {
    await close();
    throw new Error(`MiniStack did not start. The end of its log:\n${readFileSync(logFile, 'utf8').slice(-4000)}`, {
      cause: error,
    });
  }
  return { endpoint, close };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended;
  }
  await poll('Stopping MiniStack and its functions', STOP_TIMEOUT_MS, () =>
    Promise.resolve(isProcessGroupGone(child) || undefined),
  );
}

/** Returns whether the child's process group has ended; otherwise kills it. */
function isProcessGroupGone({ pid }: ChildProcess): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(-pid, 'SIGKILL');
    return false;
  } catch {
    return true;
  }
}
