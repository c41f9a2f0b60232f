import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The outcome of a call through a client other than the JavaScript SDK. */
export interface Outcome {
  /** HTTP status; undefined if the client does not return it. */
  readonly status?: number;
  readonly output?: Record<string, unknown>;
  /** The service's name of the error. */
  readonly error?: string;
}

export interface SecondClient {
  /** @param operation - in kebab case, for example `get-channel` */
  call(operation: string, input: object): Promise<Outcome>;
  close(): Promise<void>;
}

interface Kind {
  readonly name: string;
  connect(endpoint: string): SecondClient;
}

/** Ignores the user's AWS configuration. */
const env = { ...process.env, AWS_CONFIG_FILE: os.devNull, AWS_DEFAULT_REGION: process.env.AWS_REGION };

/** Finds an installed client: boto3, or the AWS CLI, or none. */
export function findSecondClient(): Kind | undefined {
  if (isAvailable('python3', '-c', 'import boto3')) return { name: 'boto3', connect: connectBoto3 };
  if (isAvailable('aws', 'ivs', 'help')) return { name: 'the AWS CLI', connect: connectCommandLine };
  return undefined;
}

function isAvailable(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', env, timeout: 10_000 }).status === 0;
}

/** Uses one Python process for all calls. */
function connectBoto3(endpoint: string): SecondClient {
  const script = path.join(__dirname, 'boto3-client.py');
  const child = spawn('python3', [script, endpoint], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const outcomes = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close');
  return {
    call: async (operation, input) => {
      child.stdin.write(`${JSON.stringify({ operation: operation.replaceAll('-', '_'), input })}\n`);
      const line = await outcomes.next();
      if (line.done) throw new Error('boto3-client.py ended without an outcome; its error is on stderr');
      return JSON.parse(line.value) as Outcome;
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Uses one process of the AWS CLI for each call. */
function connectCommandLine(endpoint: string): SecondClient {
  return {
    call: (operation, input) => {
      const json = ['--cli-input-json', JSON.stringify(input), '--output', 'json'];
      const args = ['ivs', operation, '--endpoint-url', endpoint, ...json];
      return new Promise((resolve, reject) => {
        execFile('aws', args, { env: { ...env, AWS_MAX_ATTEMPTS: '1' } }, (failure, stdout, stderr) => {
          const error = /An error occurred \((\w+)\)/.exec(stderr)?.[1];
          if (error) resolve({ error });
          else if (failure) reject(new Error(`aws ivs ${operation} failed: ${stderr}`));
          else resolve({ output: (stdout ? JSON.parse(stdout) : {}) as Record<string, unknown> });
        });
      });
    },
    close: () => Promise.resolve(),
  };
}
