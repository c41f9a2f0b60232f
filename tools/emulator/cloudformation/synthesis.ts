import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The app failed to synthesize; the message is the app's error. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/**
 * Runs `cdk synth` on the project's app. Writes the cloud assembly to `outputFolder`.
 *
 * @param signal - kills the CDK CLI and its app
 */
export async function synthesize(
  projectFolder: string,
  outputFolder: string,
  context: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const cli = join(projectFolder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const contextArguments = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  // Without the CDK's check against CloudFormation's schemas, which takes seconds: the emulator reads the template.
  const child = spawn(
    process.execPath,
    [cli, 'synth', '--quiet', '--no-notices', '--no-validation', '--output', outputFolder, ...contextArguments],
    {
      cwd: projectFolder,
      // A separate process group, so that the app is killed with the CLI.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      // No network access.
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
  if (code === 0) return;
  // The app has printed the reason; the CLI adds a line of its own.
  const reason = output.replace(/^.*: Subprocess exited with error \d+$/m, '').trim();
  throw new SynthesisError(reason === '' ? `cdk synth ended with ${code ?? 'a signal'}` : reason);
}
