import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCloudAssembly } from '../../../local/cloudformation/cloud-assembly';
import { createProgressPrinter } from '../../../local/cloudformation/progress-printer';
import { readStartArguments } from '../../../local/cloudformation/start-arguments';
import { findProviderNeed } from '../../../local/cloudformation/template-run';

describe('the arguments of npm start', () => {
  test('are read', () => {
    expect(readStartArguments(['--keep', '-c', 'a=b=c', '--context', 'd='])).toEqual({
      help: false,
      keep: true,
      template: undefined,
      assembly: undefined,
      parameters: {},
      context: { a: 'b=c', d: '' },
    });
    expect(readStartArguments(['--template', 'x.yaml', '--parameters', 'A=1', '--parameters', 'B=2'])).toMatchObject({
      template: 'x.yaml',
      parameters: { A: '1', B: '2' },
    });
  });

  test.each([
    [['--nope'], /^Unknown option '--nope'.*--help/],
    [['--template'], /^Option '--template <value>' argument missing/],
    [['-c', 'novalue'], /^-c novalue: expected KEY=VALUE/],
    [['--parameters', 'A=1'], /^--parameters needs --template/],
    [['--assembly', 'cdk.out', '-c', 'a=b'], /^--assembly does not go with -c/],
    [['--assembly', 'cdk.out', '--template', 'x.yaml'], /^--assembly does not go with --template/],
    [['stray'], /^Unexpected argument 'stray'/],
  ])('%j are refused in one line', (argv, message) => {
    const read = (): unknown => readStartArguments(argv);
    expect(read).toThrow(message);
    expect(read).not.toThrow(/\n/);
  });
});

test('a cloud assembly gives its stacks in dependency order, with the folders of their code', () => {
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
  const nowhere = { account: undefined, region: undefined };
  rmSync(folder, { recursive: true });
  expect(stacks).toEqual([
    { ...nowhere, stackName: 'First-name', template: '{"Resources":{}}', assets: new Map(), tags: { of: 'First' } },
    {
      ...nowhere,
      stackName: 'Second-name',
      template: '{"Resources":{}}',
      assets: new Map([['code.zip', join(folder, 'asset.code')]]),
      tags: { of: 'Second' },
    },
  ]);
});

describe('a template of somebody else', () => {
  const withToken = (token: string): string => `
Parameters: { Token: { Type: String } }
Resources:
  Function: { Type: AWS::Lambda::Function }
  R: { Type: Custom::IVSRecordingConfiguration, Properties: { ServiceToken: ${token} } }
`;

  test.each([
    ['!ImportValue IvsRecordingConfigurationServiceToken', { isNeeded: true, parameters: [] }],
    ['!Ref Token', { isNeeded: true, parameters: ['Token'] }],
    ['!GetAtt Function.Arn', { isNeeded: false, parameters: [] }],
  ])('whose service token is %s needs the provider stack: %j', (token, need) => {
    expect(findProviderNeed(withToken(token))).toEqual(need);
  });
});

test('progress is printed as by the CDK CLI', () => {
  const lines: string[] = [];
  const printer = createProgressPrinter(
    () => 1,
    (line) => lines.push(line),
  );
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
  printer({ ...stack, status: 'CREATE_IN_PROGRESS', reason: 'User Initiated' });
  printer({ ...bucket, status: 'CREATE_IN_PROGRESS' });
  printer({ ...bucket, status: 'CREATE_COMPLETE' });
  printer({ ...stack, status: 'CREATE_COMPLETE' });
  expect(lines.map((line) => line.replace(/\d\d:\d\d:\d\d/, 'TIME').replace(/ +/g, ' '))).toEqual([
    'app | 0/2 | TIME | CREATE_IN_PROGRESS | AWS::CloudFormation::Stack | app User Initiated',
    'app | 0/2 | TIME | CREATE_IN_PROGRESS | AWS::S3::Bucket | Bucket',
    'app | 1/2 | TIME | CREATE_COMPLETE | AWS::S3::Bucket | Bucket',
    'app | 2/2 | TIME | CREATE_COMPLETE | AWS::CloudFormation::Stack | app',
  ]);
});
