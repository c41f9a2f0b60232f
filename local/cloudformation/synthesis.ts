import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs `cdk synth` on the project's app; what it wrote is a cloud assembly in `outputFolder`. */
export async function synthesise(
  projectFolder: string,
  outputFolder: string,
  context: Readonly<Record<string, string>>,
): Promise<void> {
  const cli = join(projectFolder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const contextArguments = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const child = spawn(
    process.execPath,
    [cli, 'synth', '--quiet', '--no-notices', '--output', outputFolder, ...contextArguments],
    {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing of this leaves the machine.
      env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' },
    },
  );
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
  if (code !== 0) throw new Error(`cdk synth ended with exit code ${code ?? 'none'}:\n${output.trim()}`);
}
