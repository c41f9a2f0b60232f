import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The number of lines shown of a tool that fails. */
const SHOWN_LINES = 40;

/** The running tools, each the head of its own process group. */
const running = new Set<ChildProcess>();

/**
 * Runs a tool and returns its standard output.
 *
 * @throws if it fails, with the last lines of its output
 */
export async function runTool([program = '', ...args]: readonly string[], cwd: string): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    // Without it jsii prints a warning about the version of Node.js.
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  let [stdout, all] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  const closed = once(child, 'close').finally(() => running.delete(child));
  const [exitCode, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  if (exitCode === 0) return stdout;
  const outcome = exitCode === null ? `was ended by ${String(signal)}` : `failed with exit code ${exitCode}`;
  const lines = all.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
  throw new Error(`${[program, ...args].join(' ')} ${outcome}:\n${lines}`);
}

/** Kills the running tools and their children. */
export function endTools(): void {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
