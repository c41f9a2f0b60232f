import { startEmulator } from '../../../tools/emulator/aws';
import type { Emulator } from '../../../tools/emulator/aws';
import { PROBES } from '../probes';
import { runProbes } from '../run';
import { startEmulatorTarget } from '../targets/emulator';
import { listMade, startRunner } from './runner-process';

let aws: Emulator;

beforeAll(async () => {
  aws = await startEmulator({ ivs: { timeToActiveMs: 300 }, redeliveryDelays: [300, 600] });
});
afterEach(() => {
  expect(listMade(aws)).toEqual([]);
});
afterAll(() => aws.close());

describe('a refused run makes nothing and prints one line', () => {
  const getStopped = (output: string): readonly string[] =>
    /(?:\*\*Stopped:\*\* |test:aws: )(.*)/.exec(output)?.slice(1) ?? [output];

  test('with the credentials of another account', async () => {
    const { exitCode, output } = await startRunner(aws, ['--account', '111111111111']).result;
    expect(getStopped(output)).toEqual([
      'The credentials belong to account 123456789012: expected 111111111111, as --account says. Use other credentials.',
    ]);
    expect(exitCode).toBe(2);
  });

  test('in a Region without IVS', async () => {
    const { exitCode, output } = await startRunner(aws, ['--region', 'eu-north-1']).result;
    expect(getStopped(output)[0]).toMatch(
      /^--region "eu-north-1": IVS is not available in this Region, expected one of us-east-1/,
    );
    expect(exitCode).toBe(2);
  });

  test('with an unknown probe', async () => {
    const { exitCode, output } = await startRunner(aws, ['--probe', 'none']).result;
    expect(getStopped(output)[0]).toMatch(/^--probe "none" is not known, expected one of time-to-active/);
    expect(exitCode).toBe(2);
  });

  test('without account and Region for AWS', async () => {
    const { exitCode, output } = await startRunner(aws, ['--target', 'aws']).result;
    expect(getStopped(output)[0]).toMatch(/^--account and --region are required/);
    expect(exitCode).toBe(2);
  });

  test('with an endpoint in place of AWS', async () => {
    const args = ['--target', 'aws', '--account', '123456789012', '--region', 'us-east-1'];
    const { exitCode, output } = await startRunner(aws, args).result;
    expect(getStopped(output)[0]).toMatch(/^AWS_ENDPOINT_URL_\w+ is set: expected none with --target aws/);
    expect(exitCode).toBe(2);
  });

  test('when a stack has the prefix and is not its own', async () => {
    const stackName = 'ivsrc-test-r00000000-of-another-team';
    await aws.cloudFormation.deploy({ stackName, template: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } } });
    for (const args of [[], ['--sweep']]) {
      const { exitCode, output } = await startRunner(aws, args).result;
      expect(getStopped(output)[0]).toContain(`The stack ${stackName} has the prefix ivsrc-test- but not the tags`);
      expect(exitCode).toBe(2);
    }
    expect(listMade(aws)).toEqual([stackName]);
    await aws.cloudFormation.delete(stackName);
  });
});

test('the plan makes no call', async () => {
  const before = aws.cloudFormation.api.calls.length;
  const { exitCode, output } = await startRunner(aws, ['--dry-run']).result;
  expect(exitCode).toBe(0);
  expect(output).toContain('time-to-active (2 min)');
  expect(output).toContain('At most');
  expect(aws.cloudFormation.api.calls).toHaveLength(before);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s removes what was made, and ends with 2', async (signal) => {
  const { child, result } = startRunner(aws, []);
  await waitFor(() =>
    aws.cloudFormation.listStacks().some(({ name, status }) => !name.endsWith('r') && status === 'CREATE_IN_PROGRESS'),
  );
  child.kill(signal);
  const { exitCode, output } = await result;
  expect(output).toContain(`Stopped by ${signal}.`);
  expect(exitCode).toBe(2);
});

test('with --keep everything stays until --sweep', async () => {
  const kept = await startRunner(aws, ['--keep', '--probe', 'time-to-active']).result;
  expect(kept.exitCode).toBe(0);
  expect(listMade(aws)).toHaveLength(6);
  const swept = await startRunner(aws, ['--sweep']).result;
  expect(swept.output).toContain('Removed 4 of 4.');
  expect(swept.exitCode).toBe(0);
});

test('killed at ten random moments, --sweep leaves nothing', async () => {
  for (let batch = 0; batch < 2; batch += 1) {
    const delays = Array.from({ length: 5 }, () => 1500 + Math.random() * 9000);
    const results = await Promise.all(
      delays.map(async (delay) => {
        const { child, result } = startRunner(aws, []);
        setTimeout(() => child.kill('SIGKILL'), delay);
        return await result;
      }),
    );
    // At least one was killed while it ran.
    expect(results.map(({ exitCode }) => exitCode)).toContain(null);
    const { exitCode, output } = await startRunner(aws, ['--sweep']).result;
    const left = listMade(aws);
    if (exitCode !== 0 || left.length > 0)
      throw new Error(`Killed after ${delays.join(', ')} ms: ${left.join(', ')}\n${output}`);
  }
});

test('a run that takes longer than its limit stops, and leaves nothing', async () => {
  const options = { account: '123456789012', region: 'us-east-1' };
  const target = await startEmulatorTarget({ ...options, endpoints: aws.endpoints });
  const { signal } = new AbortController();
  const print = (): void => undefined;
  try {
    const report = await runProbes(target, PROBES, {
      ...options,
      isLive: false,
      keep: false,
      limitMs: 600,
      signal,
      print,
    });
    expect(report.stopped).toBe('The run took longer than 0.01 minutes.');
    expect(report.leftovers).toEqual([]);
  } finally {
    await target.close();
  }
});

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
