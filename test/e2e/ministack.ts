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
  /** Ends it and every function of it. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts MiniStack on the loopback interface. Its functions run as processes of this machine, as the role that they are
 * given: what the role does not allow is denied.
 *
 * @param directory - it and its functions write here, and nowhere else
 */
export async function startMiniStack(directory: string, ivsEndpoint: string): Promise<MiniStack> {
  mkdirSync(directory);
  const port = await findFreePort();
  const logFile = join(directory, 'ministack.log');
  const log = openSync(logFile, 'w');
  const child = spawn(join(findPythonBin(), 'python'), [join(__dirname, 'emulator', 'main.py')], {
    // It ends when its standard input does, which is when this process ends, however that comes about.
    stdio: ['pipe', log, log],
    // A group of its own: its functions are in it, and it ends them with itself.
    detached: true,
    env: {
      ...createProcessEnvironment(directory),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      // For the addresses that it hands out.
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT_ID,
      // IAM policies count.
      AUTH: 'true',
      // The runtime of Lambda brings the SDK along; here it is the one that the project is tested with.
      NODE_PATH: join(ROOT, 'node_modules'),
      // Its functions inherit this, and find every other service at MiniStack itself.
      AWS_ENDPOINT_URL_IVS: ivsEndpoint,
    },
  });
  closeSync(log);
  const endpoint = `http://127.0.0.1:${port}`;
  const close = (): Promise<void> => stop(child);
  try {
    await poll('The health page of MiniStack', START_TIMEOUT_MS, async () => {
      if (hasEnded(child)) throw new Error('MiniStack ended while it started.');
      const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
      return response?.ok === true ? true : undefined;
    });
  } catch (error) {
    await close();
    throw new Error(`MiniStack does not run. The end of its log:\n${readFileSync(logFile, 'utf8').slice(-4000)}`, {
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
  await poll('The end of MiniStack and its functions', STOP_TIMEOUT_MS, () =>
    Promise.resolve(isProcessGroupGone(child) || undefined),
  );
}

/** Whether no process is left of the child's group; those that are, are told to end. */
function isProcessGroupGone({ pid }: ChildProcess): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(-pid, 'SIGKILL');
    return false;
  } catch {
    return true;
  }
}
