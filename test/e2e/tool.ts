import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './environment';

/** The result of a tool. */
export interface ToolResult {
  readonly exitCode: number | null;
  /** The output on stdout. */
  readonly stdout: string;
  /** The output on stdout and stderr. */
  readonly terminal: string;
}

/** Longer than any single command takes. */
const TIMEOUT_MS = 180_000;

/** A program, with its environment and constant arguments. */
export interface Tool {
  /** The prefix of its printed lines; several environments run concurrently. */
  readonly environment: string;
  readonly name: string;
  readonly program: string;
  readonly leadingArguments?: readonly string[];
  readonly trailingArguments?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Default: 180 s. */
  readonly timeoutMs?: number;
}

/** Runs a tool in the project root, and prints its command line. Does not throw if the tool fails. */
export async function runTool(tool: Tool, args: readonly string[]): Promise<ToolResult> {
  const {
    environment,
    name,
    program,
    leadingArguments = [],
    trailingArguments = [],
    env,
    timeoutMs = TIMEOUT_MS,
  } = tool;
  const startedAt = Date.now();
  const child = spawn(program, [...leadingArguments, ...args, ...trailingArguments], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let [stdout, terminal] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    terminal += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    terminal += text;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const outcome = exitCode === null ? `killed after ${timeoutMs / 1000} s` : `exit code ${exitCode}`;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${environment}: ${[name, ...args].join(' ')}: ${outcome}, ${seconds} s\n`);
  return { exitCode, stdout, terminal };
}

/** Returns the result. @throws if the exit code is not 0 */
export function expectSuccess(result: ToolResult): ToolResult {
  if (result.exitCode !== 0) throw new Error(`Expected exit code 0, got ${result.exitCode}:\n${result.terminal}`);
  return result;
}
