import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Of a tool that fails, its last words are what tells why. */
const SHOWN_LINES = 40;

/** The tools that run, each as the head of a process group of its own. */
const running = new Set();

/**
 * Runs a tool, and gives what it wrote to its standard output.
 *
 * @throws if it fails, with what it said last
 */
export async function runTool([program, ...args], { cwd, env = {} } = {}) {
  const child = spawn(program, args, {
    cwd,
    // The notice that a version of Node.js is old would hide what matters.
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  let [stdout, all] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    all += text;
  });
  const [exitCode, signal] = await once(child, 'close').finally(() => running.delete(child));
  if (exitCode === 0) return stdout;
  const outcome = exitCode === null ? `was ended by ${signal}` : `failed with exit code ${exitCode}`;
  throw new Error(
    `${[program, ...args].join(' ')} ${outcome}:\n${all.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')}`,
  );
}

/** Ends the tools that run, and what they have started. */
export function endTools() {
  for (const child of running) process.kill(-child.pid, 'SIGKILL');
}
