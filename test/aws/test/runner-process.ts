import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Emulator } from '../../../tools/emulator/aws';

export interface RunnerResult {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface RunnerProcess {
  readonly child: ChildProcess;
  readonly result: Promise<RunnerResult>;
}

/** Starts the command against an emulator of this process. */
export function startRunner(aws: Emulator, args: readonly string[], variables: NodeJS.ProcessEnv = {}): RunnerProcess {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, '../main.ts'), '--target', 'emulator', ...args],
    {
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...aws.endpoints, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const result = once(child, 'close').then(() => ({ exitCode: child.exitCode, output }));
  return { child, result };
}

/** Everything with the runner's prefix in the emulator's own lists. */
export function listMade(aws: Emulator): readonly string[] {
  const prefix = 'ivsrc-test-';
  return [
    ...aws.cloudFormation
      .listStacks()
      .filter(({ status }) => status !== 'DELETE_COMPLETE')
      .map(({ name }) => name),
    ...aws.ivs.account.recordingConfigurations().map(({ arn }) => arn),
    ...aws.ivs.account.channels().map(({ arn }) => arn),
    ...[...aws.s3.buckets.keys()].filter((name) => name.startsWith(prefix)),
    ...aws.iam
      .listRoles()
      .map(({ roleName }) => roleName)
      .filter((name) => name.startsWith(prefix)),
  ];
}
