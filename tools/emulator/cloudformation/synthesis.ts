import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The app could not be synthesized; the message is the app's own. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/**
 * Runs `cdk synth` on the project's app; what it wrote is a cloud assembly in `outputFolder`.
 *
 * @param signal - ends the CDK CLI and the app that it runs
 */
export async function synthesize(
  projectFolder: string,
  outputFolder: string,
  context: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const cli = join(projectFolder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const contextArguments = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const child = spawn(
    process.execPath,
    [cli, 'synth', '--quiet', '--no-notices', '--output', outputFolder, ...contextArguments],
    {
      cwd: projectFolder,
      // A group of processes of its own, so that the app ends with the CLI.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing of this leaves the machine.
      env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' },
    },
  );
  signal?.addEventListener('abort', () => {
    const { pid } = child;
    if (pid === undefined || process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-pid, 'SIGKILL');
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new SynthesisError(findReason(output) ?? `cdk synth ended with ${code ?? 'a signal'}:\n${output.trim()}`);
}

/** The message of the error that ended the app: above it is a line of the source, below it a stack trace. */
function findReason(output: string): string | undefined {
  return /^(?:\w*Error): (.+?)(?=\n\s+at |\n\n|$)/ms.exec(output)?.[1]?.trim();
}
