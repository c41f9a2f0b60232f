import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './environment';

/** What a tool came to. */
export interface ToolResult {
  readonly exitCode: number | null;
  /** What it wrote to its standard output. */
  readonly stdout: string;
  /** All that a user sees in the terminal. */
  readonly terminal: string;
}

/** More than any tool needs here. */
const TIMEOUT_MS = 180_000;

/** A program, and what it is given with every call. */
export interface Tool {
  /** The world that it is used in; several tell of their tools at the same time. */
  readonly environment: string;
  readonly name: string;
  readonly program: string;
  readonly leadingArguments?: readonly string[];
  readonly trailingArguments?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a tool in the root of the project, and says so. Does not fail where the tool does. */
export async function runTool(tool: Tool, args: readonly string[]): Promise<ToolResult> {
  const { environment, name, program, leadingArguments = [], trailingArguments = [], env } = tool;
  const startedAt = Date.now();
  const child = spawn(program, [...leadingArguments, ...args, ...trailingArguments], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
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
  const outcome = exitCode === null ? `ended by force after ${TIMEOUT_MS / 1000} s` : `exit code ${exitCode}`;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${environment}: ${[name, ...args].join(' ')}: ${outcome}, ${seconds} s\n`);
  return { exitCode, stdout, terminal };
}

/** The tool's result, where it succeeded. */
export function expectSuccess(result: ToolResult): ToolResult {
  if (result.exitCode !== 0) throw new Error(`Expected exit code 0, got ${result.exitCode}:\n${result.terminal}`);
  return result;
}
