import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { GetRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';
import { parseIvsOptions } from '../../ivs/options';
import { closeAfterEach, createCommand, getFailure, startIvs } from './test-server';

closeAfterEach();

type Child = ChildProcessByStdio<null, Readable, Readable>;

const root = path.resolve(__dirname, '../../../..');
const children: Child[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(...args: string[]): Child {
  const command = ['--import', 'tsx', path.join('tools', 'emulator', 'ivs', 'main.ts'), ...args];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

/** Runs the command and returns the exit code, stdout and stderr. */
async function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = start(...args);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: string) => (stdout += text));
  child.stderr.on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, stdout, stderr };
}

test.each(['SIGTERM', 'SIGINT'] as const)('serves, logs each call, and exits with 0 on %s', async (signal) => {
  const child = start('--port', '0', '--region', 'eu-west-1', '--account', '210987654321', '--time-to-active', '0');
  let stdout = '';
  const listening = new Promise<string>((resolve) => {
    child.stdout.on('data', (text: string) => {
      stdout += text;
      const endpoint = /^IVS is listening on (http:\/\/127\.0\.0\.1:\d+)\n.*--endpoint-url \1 /m.exec(stdout)?.[1];
      if (endpoint) resolve(endpoint);
    });
  });
  const client = new IvsClient({ endpoint: await listening, region: 'eu-west-1', maxAttempts: 1 });
  const { recordingConfiguration } = await client.send(createCommand());
  const arn = recordingConfiguration?.arn ?? '';
  expect(arn).toContain(':eu-west-1:210987654321:');
  const read = await client.send(new GetRecordingConfigurationCommand({ arn }));
  expect(read.recordingConfiguration?.state).toBe('ACTIVE');
  await getFailure(client.send(new GetRecordingConfigurationCommand({ arn: `${arn}x` })));
  const exit = once(child, 'close');
  child.kill(signal);
  expect(await exit).toEqual([0, null]);
  client.destroy();
  const calls = stdout.split('\n').slice(2, -1);
  expect(calls.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
    'CreateRecordingConfiguration 200',
    'GetRecordingConfiguration 200',
    'GetRecordingConfiguration 404',
  ]);
});

test('an invalid option prints one line on stderr and exits with 2', async () => {
  const { code, stdout, stderr } = await run('--port', 'http');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe('start:ivs: --port: "http" is not valid, expected an integer from 0 to 65535\n');
});

test('a port in use prints one line on stderr and exits with 1', async () => {
  const { server } = await startIvs();
  const { port } = new URL(server.endpoint);
  const { code, stdout, stderr } = await run('--port', port);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    `start:ivs: listen EADDRINUSE: address already in use 127.0.0.1:${port}; use another port with --port, or omit --port\n`,
  );
});

test('help is printed to stdout', async () => {
  expect(await run('--help')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^Usage: npm run start:ivs -- .*--time-to-active <ms>/s) as unknown,
    stderr: '',
  });
});

describe('options', () => {
  test('all have defaults', () => {
    expect(parseIvsOptions([])).toEqual({
      port: 0,
      region: 'us-east-1',
      accountId: '123456789012',
      timeToActiveMs: 2000,
      quotas: false,
      help: undefined,
    });
  });

  test('the largest port is 65535', () => {
    expect(parseIvsOptions(['--port', '65535', '--quotas'])).toMatchObject({ port: 65535, quotas: true });
  });

  test.each([
    [['--port', '65536'], '--port: "65536"'],
    [['--port', ''], '--port: ""'],
    [['--region', 'US East'], '--region "US East"'],
    [['--account', '12345678901'], '--account: "12345678901"'],
    [['--time-to-active', '1.5'], '--time-to-active: "1.5"'],
    [['--region', 'us-east-2'], 'did you mean us-east-1?'],
    [['--speed', '9'], "'--speed'"],
    [['4599'], "'4599'"],
  ])('%j is rejected', (args, text) => {
    expect(() => parseIvsOptions(args)).toThrow(text);
  });
});
