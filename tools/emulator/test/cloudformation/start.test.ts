import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { EXAMPLE_CONTEXT_KEYS } from '../../../../bin/stacks/example-context';
import { readCloudAssembly } from '../../cloudformation/cloud-assembly';
import { readErrorLine } from '../../cloudformation/function-errors';
import { createLiveLine } from '../../cloudformation/live-line';
import { createProgressPrinter } from '../../cloudformation/progress-printer';
import type { StackEvent } from '../../cloudformation/stack';
import { checkContext, parseStartOptions } from '../../cloudformation/start-options';
import { findProviderRequirement } from '../../cloudformation/template-run';

describe('options of npm start', () => {
  test('are parsed', () => {
    expect(parseStartOptions(['--keep', '-c', 'a=b=c', '--context', 'd='])).toEqual({
      help: undefined,
      keep: true,
      verbose: false,
      template: undefined,
      assembly: undefined,
      bucket: [],
      parameters: {},
      context: { a: 'b=c', d: '' },
    });
    expect(parseStartOptions(['--template', 'x.yaml', '--parameters', 'A=1', '--parameters', 'B=2'])).toMatchObject({
      template: 'x.yaml',
      parameters: { A: '1', B: '2' },
    });
  });

  test.each([
    [['--nope'], /^Unknown option '--nope'\. See npm start -- --help\.$/],
    [['--templat', 'x'], /^Unknown option '--templat': did you mean --template\? See npm start -- --help\.$/],
    [['--template'], /^Option '--template <file>' argument missing\. See/],
    [['--template', 'x.yaml', '-c', 'a=b'], /^--template cannot be combined with -c/],
    [['-c', 'novalue'], /^-c novalue: expected KEY=VALUE/],
    [['--parameters', 'A=1'], /^--parameters needs --template/],
    [['--assembly', 'cdk.out', '-c', 'a=b'], /^--assembly cannot be combined with -c/],
    [['--assembly', 'cdk.out', '--template', 'x.yaml'], /^--assembly cannot be combined with --template/],
    [['cdk.out'], /^Unexpected argument 'cdk.out': did you mean --assembly cdk.out\?/],
    [['x.yaml'], /did you mean --template x.yaml\?/],
    [['a=b'], /did you mean -c a=b\?/],
  ])('%j are rejected with an error of one line', (argv, message) => {
    const read = (): unknown => parseStartOptions(argv);
    expect(read).toThrow(message);
    expect(read).not.toThrow(/\n/);
  });

  test('are shown by --help', () => {
    expect(parseStartOptions(['--help']).help).toMatch(
      /^Usage: npm start -- \[options\]\n.*--template <file>.*Exit code/s,
    );
  });

  test('that npm consumed because -- is missing are reported', () => {
    expect(() => parseStartOptions([], { npm_config_keep: 'true' })).toThrow('npm start -- --keep.');
  });

  test.each([
    ['thumbnailIntervall', /^-c thumbnailIntervall: .*did you mean thumbnailInterval\?$/],
    ['foo', /^-c foo: .*expected one of bucketName, /],
  ])('are rejected with the unknown context key %s', (key, message) => {
    expect(() => {
      checkContext({ [key]: '1' }, EXAMPLE_CONTEXT_KEYS);
    }).toThrow(message);
  });

  test('can have any context key of the CDK', () => {
    checkContext({ thumbnailInterval: '1', '@aws-cdk/core:checkSecretUsage': 'true' }, EXAMPLE_CONTEXT_KEYS);
  });
});

test('a cloud assembly is read as stacks in dependency order, with their code folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const write = (name: string, content: unknown): void => {
    writeFileSync(join(folder, name), JSON.stringify(content));
  };
  const stack = (id: string, dependencies: string[]): object => ({
    type: 'aws:cloudformation:stack',
    properties: { templateFile: `${id}.template.json`, stackName: `${id}-name`, tags: { of: id } },
    dependencies,
  });
  write('manifest.json', {
    artifacts: {
      Second: stack('Second', ['First', 'Second.assets']),
      First: stack('First', []),
      'Second.assets': { type: 'cdk:asset-manifest', properties: { file: 'Second.assets.json' } },
    },
  });
  write('First.template.json', { Resources: {} });
  write('Second.template.json', { Resources: {} });
  write('Second.assets.json', {
    files: {
      code: { source: { path: 'asset.code', packaging: 'zip' }, destinations: { here: { objectKey: 'code.zip' } } },
      text: {
        source: { path: 'Second.template.json', packaging: 'file' },
        destinations: { here: { objectKey: 'text.json' } },
      },
    },
  });
  const stacks = readCloudAssembly(folder);
  const agnostic = { account: undefined, region: undefined };
  rmSync(folder, { recursive: true });
  expect(stacks).toEqual([
    { ...agnostic, stackName: 'First-name', template: '{"Resources":{}}', assets: new Map(), tags: { of: 'First' } },
    {
      ...agnostic,
      stackName: 'Second-name',
      template: '{"Resources":{}}',
      assets: new Map([['code.zip', join(folder, 'asset.code')]]),
      tags: { of: 'Second' },
    },
  ]);
});

describe("a user's template", () => {
  const createTokenTemplate = (token: string): string => `
Parameters: { Token: { Type: String } }
Resources:
  Function: { Type: AWS::Lambda::Function }
  R: { Type: Custom::IVSRecordingConfiguration, Properties: { ServiceToken: ${token} } }
`;

  test.each([
    ['!ImportValue IvsRecordingConfigurationServiceToken', { isNeeded: true, parameters: [] }],
    ['!Ref Token', { isNeeded: true, parameters: ['Token'] }],
    ['!GetAtt Function.Arn', { isNeeded: false, parameters: [] }],
  ])('with the service token %s requires the provider stack: %j', (token, need) => {
    expect(findProviderRequirement(createTokenTemplate(token))).toEqual(need);
  });

  test.each(['AWS::CloudFormation::CustomResource', 'Custom::IvsRecordingConfiguration'])(
    'that imports the service token needs the provider stack, also for a %s',
    (type) => {
      const source = createTokenTemplate('!ImportValue IvsRecordingConfigurationServiceToken');
      expect(findProviderRequirement(source.replace('Custom::IVSRecordingConfiguration', type)).isNeeded).toBe(true);
      expect(
        findProviderRequirement(createTokenTemplate('x').replace('Custom::IVSRecordingConfiguration', type)).isNeeded,
      ).toBe(false);
    },
  );
});

describe('progress', () => {
  const base = {
    eventId: 'e',
    timestamp: 0,
    stackId: 's',
    stackName: 'app',
    physicalId: '',
    reason: undefined,
    properties: undefined,
  };
  const stack = { ...base, logicalId: 'app', type: 'AWS::CloudFormation::Stack' };
  const bucket = { ...base, logicalId: 'Bucket', type: 'AWS::S3::Bucket' };

  function print(width: number | undefined, events: readonly StackEvent[], ticks: readonly number[] = []): string[] {
    const lines: string[] = [];
    const options = { total: 1, print: (line: string) => lines.push(line), colors: createColors(false), width };
    const printer = createProgressPrinter(options);
    events.forEach(printer.onEvent);
    for (const now of ticks) printer.onTick(now);
    return lines;
  }

  test('has a line for each event: done/total, elapsed time, status, logical id', () => {
    expect(
      print(undefined, [
        { ...stack, status: 'CREATE_IN_PROGRESS', reason: 'User Initiated' },
        { ...bucket, status: 'CREATE_IN_PROGRESS' },
        { ...bucket, status: 'CREATE_COMPLETE', timestamp: 1500 },
        { ...stack, status: 'CREATE_COMPLETE', timestamp: 1500 },
      ]),
    ).toEqual([
      '   0/2    0.0 s  CREATE_IN_PROGRESS    app  AWS::CloudFormation::Stack',
      '   0/2    0.0 s  CREATE_IN_PROGRESS    Bucket  AWS::S3::Bucket',
      '   1/2    1.5 s  CREATE_COMPLETE       Bucket  AWS::S3::Bucket',
      '   2/2    1.5 s  CREATE_COMPLETE       app  AWS::CloudFormation::Stack',
    ]);
  });

  test('fits into 80 columns with aligned statuses', () => {
    const logicalId = 'IvsRecordingConfigurationProviderFunctionE223B2CE';
    const reason = 'The bucket of this name belongs to another account. '.repeat(4);
    const lines = print(80, [
      { ...stack, status: 'ROLLBACK_IN_PROGRESS', reason },
      { ...bucket, status: 'DELETE_FAILED', logicalId, type: 'Custom::IVSRecordingConfiguration' },
      { ...bucket, status: 'DELETE_FAILED', logicalId: 'Recording2AAEC332', type: 'Custom::IVSRecordingConfiguration' },
    ]);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.at(-2)).toMatch(/ IvsRecordingConfigur…iderFunctionE223B2CE$/);
    expect(lines.at(-1)).toMatch(/ Recording2AAEC332 {2}Custom::IVSRecordingC…$/);
    expect(lines.slice(1, -2).join(' ').replace(/\s+/g, ' ').trim()).toBe(reason.trim());
  });

  test('reports a long wait every ten seconds', () => {
    const events: StackEvent[] = [{ ...bucket, status: 'CREATE_IN_PROGRESS' }];
    expect(print(undefined, events, [9_999])).toHaveLength(1);
    expect(
      print(undefined, events, [10_000, 11_000, 20_000])
        .slice(1)
        .map((line) => line.trim()),
    ).toEqual(['still in progress: Bucket (10 s)', 'still in progress: Bucket (20 s)']);
  });
});

describe('the live line', () => {
  const show = (terminal: object, env: Record<string, string> = {}): string | undefined => {
    let written = '';
    const line = createLiveLine({ columns: 30, write: (text: string) => (written += text), ...terminal }, env);
    line?.show('in progress: Recording2AAEC332 (3 s)');
    line?.show('in progress: A (4 s)');
    line?.clear();
    line?.clear();
    return line === undefined ? undefined : written;
  };

  test('is overwritten, fits into the terminal, and leaves nothing', () => {
    const erase = '\r\u001B[2K';
    expect(show({ isTTY: true })).toBe(`in progress: Recording2AAEC3…${erase}in progress: A (4 s)${erase}`);
  });

  test.each<[string, object, Record<string, string>]>([
    ['a pipe', {}, {}],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
    ['the log of a pipeline', { isTTY: true }, { CI: 'true' }],
  ])('does not exist in %s', (_, terminal, env) => {
    expect(show(terminal, env)).toBeUndefined();
  });
});

test.each([
  ['{"level":"ERROR","message":"No bucket"}', 'No bucket'],
  ['{"level":"ERROR","message":{"errorType":"TypeError","errorMessage":"a\\nb"}}', 'TypeError: a'],
  ['{"level":"INFO","message":"No error"}', undefined],
  ['9c2d Task timed out after 3.00 seconds', '9c2d Task timed out after 3.00 seconds'],
])('the log line %s is shown as %j', (line, shown) => {
  expect(readErrorLine(line)).toBe(shown);
});
