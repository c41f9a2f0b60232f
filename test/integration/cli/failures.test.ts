import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { version } from '../../../package.json';
import { formatCommandError } from '../../../cli/error-messages';
import { AwsCallError } from '../../../lambda/aws/aws-call-error';
import { IvsAccount } from '../../../tools/emulator/ivs/account';
import { startIvsServer, type IvsServer } from '../../../tools/emulator/ivs/server';
import { ARN } from './configurations';
import { readFailure, run, type Variables } from './terminal';

const NOBODY: Variables = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
};
const NO_REGION: Variables = { AWS_REGION: undefined, AWS_CONFIG_FILE: '/nowhere/config' };

let server: IvsServer;
let refusal: string | undefined;
let endpoint: Variables;

beforeAll(async () => {
  server = await startIvsServer({ account: new IvsAccount({ timeToActiveMs: 0 }), authorize: () => refusal });
  endpoint = { AWS_ENDPOINT_URL_IVS: server.endpoint, AWS_ENDPOINT_URL: server.endpoint };
});
afterAll(() => server.close());
afterEach(() => {
  refusal = undefined;
  server.faults.clear();
});

describe('an invalid command line is reported in one line, with exit code 2', () => {
  test.each<[string, readonly string[], string]>([
    ['no command', [], 'No command: expected one of import, drift. See --help.'],
    ['another command', ['imprt', ARN], "Unknown command 'imprt': did you mean import? See --help."],
    [
      'no ARN',
      ['import'],
      'import requires the ARN of a recording configuration, --from-terraform FILE, --from-stack STACK, or --all to list them.',
    ],
    [
      'an invalid ARN',
      ['import', 'main'],
      '"main" is not the ARN of a recording configuration: expected ' +
        'arn:aws:ivs:<region>:<account>:recording-configuration/<id>. Run "import --all" to list them.',
    ],
    ['the ARN of a channel', ['import', 'arn:aws:ivs:us-east-1:123456789012:channel/a'], 'is not the ARN of'],
    ['two ARNs with one id', ['import', ARN, `${ARN}b`, '--id', 'Main'], '--id is for a single ARN. Remove --id.'],
    ['an ARN beside --all', ['import', ARN, '--all'], 'cannot be combined with --all.'],
    ['--offline without a state', ['import', ARN, '--offline'], '--offline requires --from-terraform FILE.'],
    [
      'a state beside --all',
      ['import', '--all', '--from-terraform', 'a'],
      '"--all" cannot be combined with --from-terraform.',
    ],
    ['another format', ['import', ARN, '--format', 'yml'], '--format is "yml": did you mean yaml?'],
    [
      'an unknown format',
      ['import', ARN, '--format', 'terraform'],
      '--format is "terraform": expected one of ts, python, java, go, yaml, json.',
    ],
    ['an id with a dash', ['import', ARN, '--id', 'a-b'], '--id is "a-b": expected at most 100 letters and digits'],
    [
      'an option that does not exist',
      ['import', ARN, '--frmat', 'ts'],
      "Unknown option '--frmat': did you mean --format? See --help.",
    ],
    ['an option without its value', ['import', ARN, '--region'], "'--region <region>' argument missing. See --help."],
    ['an invalid Region', ['import', '--all', '--region', 'US East'], '--region is "US East": expected a Region'],
    ['an empty profile', ['import', '--all', '--profile', ''], '--profile is empty: expected the name of a profile.'],
    [
      'a value that is not a URL',
      ['import', ARN, '--endpoint-url', 'localhost:4599'],
      'expected a URL, such as http://',
    ],
    ['an invalid URL', ['import', ARN, '--endpoint-url', 'http://['], 'expected a URL, such as http://'],
    [
      'a Region other than that of the ARN',
      ['import', ARN, '--region', 'eu-west-1'],
      `${ARN} is in us-east-1, but the specified Region is eu-west-1. Remove --region.`,
    ],
    ['drift without a stack', ['drift'], 'drift requires --stack NAME'],
    ['drift with a word too many', ['drift', 'video'], 'Unexpected argument "video": did you mean --stack video?'],
    ['an invalid stack name', ['drift', '--stack', 'a b'], '--stack is "a b": expected the name of a stack'],
    [
      'drift for stacks in two Regions',
      [
        'drift',
        ...['us-east-1', 'eu-west-1'].flatMap((region) => ['--stack', `arn:aws:cloudformation:${region}:1:stack/a/b`]),
      ],
      'run the command once for each Region.',
    ],
  ])('%s', async (_title, args, words) => {
    const { code, line } = readFailure(await run(args));
    expect(code).toBe(2);
    expect(line).toContain(words);
  });

  test('no configured Region', async () => {
    for (const args of [
      ['import', '--all'],
      ['drift', '--stack', 'video'],
    ]) {
      const { code, line } = readFailure(await run(args, NO_REGION));
      expect({ code, line }).toEqual({
        code: 2,
        line: expect.stringMatching(/^No Region\. Set --region, AWS_REGION or AWS_DEFAULT_REGION /) as unknown,
      });
    }
  });
});

describe('a failed AWS call is reported in one line, with exit code 1', () => {
  test('an ARN that does not exist', async () => {
    const { code, line } = readFailure(await run(['import', ARN], endpoint));
    expect(code).toBe(1);
    expect(line).toBe(
      `Recording configuration ${ARN} does not exist in the account of these credentials. ` +
        'Run "import --all --region us-east-1" to list them.',
    );
  });

  test('no credentials', async () => {
    const { code, line } = readFailure(await run(['import', ARN], { ...endpoint, ...NOBODY }));
    expect(code).toBe(1);
    expect(line).toMatch(
      /^No usable AWS credentials: Could not load credentials from any providers\. Set AWS_ACCESS_KEY/,
    );
  });

  test('a profile that does not exist', async () => {
    const { code, line } = readFailure(await run(['import', ARN, '--profile', 'ops'], { ...endpoint, ...NOBODY }));
    expect(code).toBe(1);
    expect(line).toBe(
      'There is no profile "ops" in the AWS configuration files: there are no profiles. ' +
        'To use other files, set AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE.',
    );
  });

  test('a profile without credentials, and a missing profile with the names of the existing ones', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-'));
    const AWS_CONFIG_FILE = join(folder, 'config');
    writeFileSync(AWS_CONFIG_FILE, '[profile ops]\nregion = us-east-1\n[profile video]\nregion = us-east-1\n');
    const variables = { ...endpoint, ...NOBODY, AWS_CONFIG_FILE };
    const empty = readFailure(await run(['import', ARN, '--profile', 'ops'], variables));
    const missing = readFailure(await run(['import', ARN, '--profile', 'nope'], variables));
    rmSync(folder, { recursive: true });
    expect(empty.line).toMatch(/^No usable AWS credentials in the profile ops: /);
    expect(missing.line).toContain(
      'There is no profile "nope" in the AWS configuration files: expected one of ops, video.',
    );
  });

  test('an endpoint that cannot be resolved', () => {
    const error = new AwsCallError('EndpointNotFound', 'ivs:GetRecordingConfiguration', 'getaddrinfo ENOTFOUND ivs.x');
    const place = { region: 'eu-west-2', profile: undefined };
    expect(formatCommandError(error, place)).toMatch(
      /^No response to ivs:GetRecordingConfiguration: getaddrinfo ENOTFOUND ivs\.x\. Check the Region eu-west-2: /,
    );
    expect(formatCommandError(error, { ...place, region: 'us-east-1' })).toMatch(
      / Check the network and the endpoint, /,
    );
  });

  test.each([
    [['import', ARN], 'ivs:GetRecordingConfiguration'],
    [['import', '--all'], 'ivs:ListRecordingConfigurations'],
  ])('a missing permission for %j', async (args, action) => {
    refusal = 'User: arn:aws:iam::123456789012:user/me is not authorized';
    const { code, line } = readFailure(await run(args, endpoint));
    expect(code).toBe(1);
    expect(line).toBe(`AWS denied ${action}: ${refusal}. Use valid credentials with permission for this action.`);
  });

  test('an error message with line breaks and control characters is printed as one line', async () => {
    refusal = 'no\n\u001b[31mreally\u2028no';
    expect(readFailure(await run(['import', ARN], endpoint)).line).toContain(': no [31mreally no. Use');
  });

  test('a server that rejects connections', async () => {
    const closed = await startIvsServer();
    await closed.close();
    const { code, line } = readFailure(await run(['import', ARN, '--endpoint-url', closed.endpoint]));
    expect(code).toBe(1);
    expect(line).toMatch(
      /^No response to ivs:GetRecordingConfiguration: .*ECONNREFUSED.* Check the network and the endpoint/,
    );
  });

  test('a Region without IVS, if there is no response', async () => {
    const closed = await startIvsServer();
    await closed.close();
    const args = ['import', '--all', '--region', 'eu-west-2', '--endpoint-url', closed.endpoint];
    expect(readFailure(await run(args)).line).toContain('Check the Region eu-west-2: IVS is available in us-east-1,');
  });

  test('a server that keeps failing or throttling', async () => {
    server.faults.add({ operation: '*', kind: 'internal-error', times: 3 });
    const failing = readFailure(await run(['import', ARN], endpoint));
    expect(failing.line).toMatch(/^No response to ivs:GetRecordingConfiguration: Injected internal error\./);
    server.faults.add({ operation: '*', kind: 'throttle', times: 3 });
    const throttled = readFailure(await run(['import', ARN], endpoint));
    expect(throttled.line).toMatch(/AWS throttled [^ ]*: Rate exceeded\. Retry in a minute\.$/);
    expect([failing.code, throttled.code]).toEqual([1, 1]);
  });

  test('a failed drift command, with exit code 2 because 1 means drift', async () => {
    const { code, line } = readFailure(await run(['drift', '--stack', 'video'], { ...endpoint, ...NOBODY }));
    expect(code).toBe(2);
    expect(line).toMatch(/^No usable AWS credentials/);
  });
});

describe('the connection settings', () => {
  /** Runs a check with an IVS emulator in another Region. */
  async function withIvsIn(region: string, check: (endpoint: string) => Promise<void>): Promise<void> {
    const other = await startIvsServer({ account: new IvsAccount({ region }) });
    try {
      await check(other.endpoint);
    } finally {
      await other.close();
    }
  }

  test('a profile sets the Region, the endpoint and the credentials', () =>
    withIvsIn('eu-central-1', async (url) => {
      const folder = mkdtempSync(join(tmpdir(), 'profile-'));
      try {
        const AWS_CONFIG_FILE = join(folder, 'config');
        const profile = [
          '[profile ops]',
          'region = eu-central-1',
          'services = local',
          'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
          'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
          '[services local]',
          'ivs =',
          `  endpoint_url = ${url}`,
        ];
        writeFileSync(AWS_CONFIG_FILE, `${profile.join('\n')}\n`);
        const variables = { ...NOBODY, AWS_REGION: undefined, AWS_CONFIG_FILE };
        const outcome = await run(['import', '--all', '--profile', 'ops'], variables);
        expect(outcome).toEqual({ code: 0, err: '', out: 'No recording configurations in eu-central-1.\n' });
      } finally {
        rmSync(folder, { recursive: true });
      }
    }));

  test('AWS_DEFAULT_REGION applies after AWS_REGION, as in the AWS CLI', () =>
    withIvsIn('eu-central-1', async (url) => {
      for (const regions of [
        { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-central-1' },
        { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'us-west-2' },
      ]) {
        const { out } = await run(['import', '--all'], { AWS_ENDPOINT_URL_IVS: url, ...regions });
        expect(out).toBe('No recording configurations in eu-central-1.\n');
      }
    }));

  test('the Region of the ARN takes precedence over that of the environment', () =>
    withIvsIn('eu-west-1', async (url) => {
      const arn = ARN.replace('us-east-1', 'eu-west-1');
      const outcome = await run(['import', arn], { AWS_ENDPOINT_URL_IVS: url });
      expect(readFailure(outcome).line).toContain('--region eu-west-1');
    }));
});

describe('help and version', () => {
  test.each([
    [['--help'], 'drift --stack NAME'],
    [['-h'], 'import ARN...|--all'],
    [['import', '--help'], '--format <format>        ts, python, java, go, yaml, json (default: ts)'],
    [['drift', '--help'], 'Exit code: 0 no drift, 1 drift, 2'],
    [['--version'], version],
  ])('%j', async (args, words) => {
    const { code, out, err } = await run(args, NOBODY);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(words);
  });
});

test('any arguments result in an exit code and, on failure, in one line', async () => {
  const closed = await startIvsServer();
  await closed.close();
  const word = fc.oneof(
    fc.constantFrom(
      'import',
      'drift',
      '--all',
      '--stack',
      '--format',
      '--json',
      '--help',
      '--region',
      '--id',
      '-',
      '--',
      ARN,
    ),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 4 }), async (args) => {
      const { code, out, err } = await run(args, { ...NOBODY, ...NO_REGION, AWS_ENDPOINT_URL: closed.endpoint });
      expect([0, 1, 2]).toContain(code);
      if (code === 0) expect(out).not.toBe('');
      else expect(err).toMatch(/^cdk-ivs-recording-configuration: [^\n]+\n$/);
    }),
  );
});
