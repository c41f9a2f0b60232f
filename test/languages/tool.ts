import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findWorkspace, ROOT } from './workspace';

export interface ToolOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a tool, prints its duration, and returns its standard output.
 *
 * @throws if it fails, with its output
 */
export async function runTool(
  [program = '', ...args]: readonly string[],
  { cwd, env = {} }: ToolOptions,
): Promise<string> {
  const startedAt = Date.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, all] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const command = describeCommand([program, ...args]);
  process.stdout.write(`${command}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
  if (exitCode !== 0) throw new Error(`${command}: expected exit code 0, got ${exitCode}:\n${all}`);
  return stdout;
}

/** The command with paths relative to the workspace. */
function describeCommand(command: readonly string[]): string {
  return command
    .join(' ')
    .replaceAll(`${findWorkspace()}/`, '')
    .replaceAll(`${ROOT}/`, '')
    .replaceAll('github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration-go/', '');
}
