import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { DriftStack } from '../../../examples/typescript/drift-stack';
import { OWNER_TAGS } from '../../../schema/tags';
import { startApiEndpoint } from '../../../tools/emulator/cloudformation/api-endpoint';
import type { ResourceHandler } from '../../../tools/emulator/cloudformation/resource-handler';
import type { Stack } from '../../../tools/emulator/cloudformation/stack';
import { systemClock } from '../../../tools/emulator/clock';
import { readCodeBlocks, readDocument } from '../../docs/markdown';
import { loadModule } from '../../support/load-module';
import { createApp } from '../../unit/lib/synthesis';
import { BUCKET_NAME, recording, startFunctionEnvironment, type FunctionEnvironment } from './function-environment';
import { readFailure, run, type Outcome } from './terminal';

/** A custom resource of the generic type, which has only a physical id. */
const named: ResourceHandler = {
  create: ({ properties, generatedId }) =>
    Promise.resolve({ succeeded: true, physicalId: (properties.Arn as string | undefined) ?? generatedId }),
  update: ({ physicalId }) => Promise.resolve({ succeeded: true, physicalId }),
  delete: ({ physicalId }) => Promise.resolve({ succeeded: true, physicalId }),
};

let world: FunctionEnvironment;
let denied: string | undefined;

beforeAll(async () => {
  world = await startFunctionEnvironment({
    authorize: ({ action }) => (action === denied ? 'not for you' : undefined),
    handlers: { 'AWS::CloudFormation::CustomResource': named, 'AWS::CloudFormation::Stack': named },
    ivs: { timeToActiveMs: 0, recordingConfigurationQuota: 100 },
  });
});
afterAll(() => world.close());
afterEach(() => {
  denied = undefined;
});

const drift = (...args: readonly string[]): Promise<Outcome> => run(['drift', ...args], world.endpoints);
const tags = (declared: Readonly<Record<string, string>>): { Tags: readonly object[] } => ({
  Tags: Object.entries(declared).map(([Key, Value]) => ({ Key, Value })),
});

interface Report {
  readonly drifted: boolean;
  readonly stacks: readonly {
    readonly resources: readonly {
      readonly logicalId: string;
      readonly findings: readonly object[];
      readonly notChecked: readonly string[];
    }[];
    readonly orphans: readonly object[];
    readonly notChecked: readonly string[];
  }[];
}

async function readReport(stackName: string): Promise<Report['stacks'][number] & { readonly code: number }> {
  const { code, out, err } = await drift('--stack', stackName, '--json');
  expect(err).toBe('');
  const { drifted, stacks } = JSON.parse(out) as Report;
  const [stack, ...others] = stacks;
  if (stack === undefined || others.length > 0) throw new Error('Expected one stack');
  expect(drifted).toBe(code === 1);
  return { ...stack, code };
}

/** Returns the findings in the report for the only resource of a stack. */
async function findingsOf(stackName: string): Promise<readonly object[]> {
  const { resources } = await readReport(stackName);
  expect(resources).toHaveLength(1);
  return (resources[0]?.findings ?? []).map((finding) => ({ ...finding, arn: undefined, text: undefined }));
}

function stackOf(stackName: string): Stack {
  const stack = world.aws.cloudFormation.describe(stackName);
  if (stack === undefined) throw new Error(`There is no stack ${stackName}`);
  return stack;
}

function arnOf(stackName: string, logicalId = 'Recording'): string {
  return stackOf(stackName).resources.get(logicalId)?.physicalId ?? '';
}

describe('a stack whose configurations match the template', () => {
  test('has no drift, with any tags added outside the stack', async () => {
    await world.deploy('same', { Recording: recording({ Name: 'main', ...tags({ team: 'video', cost: '42' }) }) });
    world.aws.ivs.account.tagResource({ resourceArn: arnOf('same'), tags: { scanned: 'yes' } });
    expect(await drift('--stack', 'same')).toEqual({
      code: 0,
      out: `same (CREATE_COMPLETE): no drift\n  Recording: ${arnOf('same')}: as declared\n`,
      err: '',
    });
    expect((await drift('--stack', stackOf('same').id)).out).toMatch(/^same .*no drift/);
  });

  test('has no configurations if they are all of the native type', async () => {
    const Properties = { DestinationConfiguration: { S3: { BucketName: BUCKET_NAME } } };
    await world.deploy('empty', { Native: { Type: 'AWS::IVS::RecordingConfiguration', Properties } });
    expect(await drift('--stack', 'empty')).toEqual({
      code: 0,
      out: 'empty (CREATE_COMPLETE): no recording configurations\n',
      err: '',
    });
  });
});

describe('drift is reported for', () => {
  test('a changed and a removed declared tag', async () => {
    await world.deploy('tags', { Recording: recording(tags({ team: 'video', cost: '42', stage: 'test' })) });
    const resourceArn = arnOf('tags');
    world.aws.ivs.account.tagResource({ resourceArn, tags: { team: 'audio' } });
    world.aws.ivs.account.untagResource({ resourceArn, tagKeys: ['cost'] });
    expect(await findingsOf('tags')).toEqual([
      { kind: 'tag-changed', key: 'team', declared: 'video', actual: 'audio' },
      { kind: 'tag-removed', key: 'cost', declared: '42' },
    ]);
    const { code, out } = await drift('--stack', 'tags');
    expect(code).toBe(1);
    expect(out).toContain('tags (CREATE_COMPLETE): drift\n');
    expect(out).toContain(
      'The tag "team" is "audio"; the template declares "video". Set the tag again, or change the template',
    );
    expect(out).toContain('The tag "cost" is missing; the template declares "42".');
    await world.deploy('tags', { Recording: recording(tags({ team: 'audio', stage: 'test' })) });
    expect(await findingsOf('tags')).toEqual([]);
  });

  test('a missing configuration', async () => {
    await world.deploy('gone', { Recording: recording() });
    const arn = arnOf('gone');
    world.aws.ivs.account.deleteRecordingConfiguration({ arn });
    expect(await findingsOf('gone')).toEqual([{ kind: 'missing', status: 'CREATE_COMPLETE' }]);
    const { code, out } = await drift('--stack', 'gone');
    expect(code).toBe(1);
    expect(out).toContain(`${arn} does not exist. Change a setting, such as Name, and deploy`);
  });

  test('each missing or changed owner tag, with a command that restores it', async () => {
    await world.deploy('owner', { Recording: recording({ Name: 'owned' }) });
    const resourceArn = arnOf('owner');
    const { account } = world.aws.ivs;
    const before = account.recordingConfigurations().find(({ arn }) => arn === resourceArn)?.tags ?? {};
    account.untagResource({ resourceArn, tagKeys: [OWNER_TAGS.stackId, OWNER_TAGS.settingsHash] });
    account.tagResource({ resourceArn, tags: { [OWNER_TAGS.logicalId]: 'Other' } });
    expect(await findingsOf('owner')).toEqual([
      { kind: 'owner-tag-lost', key: OWNER_TAGS.stackId, declared: stackOf('owner').id },
      { kind: 'owner-tag-lost', key: OWNER_TAGS.logicalId, declared: 'Recording', actual: 'Other' },
      { kind: 'owner-tag-lost', key: OWNER_TAGS.settingsHash, declared: before[OWNER_TAGS.settingsHash] },
    ]);
    const { out } = await drift('--stack', 'owner');
    const commands = [
      ...out.matchAll(/Run: aws ivs tag-resource --resource-arn (\S+) --tags '(.*)' --region us-east-1$/gm),
    ];
    expect(commands).toHaveLength(3);
    for (const [, arn = '', json = ''] of commands) {
      account.tagResource({ resourceArn: arn, tags: JSON.parse(json) as Record<string, string> });
    }
    expect(await findingsOf('owner')).toEqual([]);
  });

  test('a state other than ACTIVE, for a resource of the generic type', async () => {
    const { account } = world.aws.ivs;
    account.creationFailures.add();
    const destinationConfiguration = { s3: { bucketName: BUCKET_NAME } };
    const { arn } = account.createRecordingConfiguration({ destinationConfiguration }).recordingConfiguration;
    const type = 'AWS::CloudFormation::CustomResource';
    await world.deploy('general', { Recording: { Type: type, Properties: { Arn: arn } }, Other: { Type: type } });
    const findings = await findingsOf('general');
    expect(findings[0]).toEqual({ kind: 'not-active', state: 'CREATE_FAILED' });
    expect((await drift('--stack', 'general')).out).toContain('Its state is CREATE_FAILED instead of ACTIVE.');
  });

  test('an orphan of a replacement, with the channels that still use it', async () => {
    const keeping = (Name: string): object => ({ ...recording({ Name }), UpdateReplacePolicy: 'Retain' });
    await world.deploy('moved', { Recording: keeping('first') });
    const former = arnOf('moved');
    const { channel } = world.aws.ivs.account.createChannel({ name: 'main', recordingConfigurationArn: former });
    await world.deploy('moved', { Recording: keeping('second') });
    const latter = arnOf('moved');
    expect(latter).not.toBe(former);
    const { code, orphans, resources } = await readReport('moved');
    expect(code).toBe(1);
    expect(resources.map(({ findings }) => findings)).toEqual([[]]);
    expect(orphans).toEqual([
      {
        arn: former,
        state: 'ACTIVE',
        logicalId: 'Recording',
        replacedBy: latter,
        channels: [{ arn: channel.arn, name: 'main' }],
      },
    ]);
    const { out } = await drift('--stack', 'moved');
    expect(out).toContain(`Orphan: ${former} (ACTIVE)\n    It belonged to Recording, which now has ${latter}.`);
    expect(out).toContain(`aws ivs delete-recording-configuration --arn ${former} --region us-east-1\n`);
    expect(out).toContain(
      `The channel main (${channel.arn}) still uses it. Before you delete the orphan, run: ` +
        `aws ivs update-channel --arn ${channel.arn} --recording-configuration-arn ${latter} --region us-east-1\n`,
    );
    for (let index = 0; index < 110; index += 1) {
      world.aws.ivs.account.createChannel({ name: `c${index}`, recordingConfigurationArn: former });
    }
    const [{ channels = [] } = {}] = (await readReport('moved')).orphans as readonly { channels?: object[] }[];
    expect(channels).toHaveLength(111);
  });

  test('an orphan of a resource that was removed from the stack', async () => {
    const wait = { Wait: { Type: 'AWS::CloudFormation::WaitConditionHandle' } };
    await world.deploy('kept', { ...wait, Recording: { ...recording(), DeletionPolicy: 'Retain' } });
    const arn = arnOf('kept');
    await world.deploy('kept', wait);
    expect(await readReport('kept')).toMatchObject({
      code: 1,
      resources: [],
      orphans: [{ arn, logicalId: 'Recording', replacedBy: null, channels: [] }],
    });
    const { out } = await drift('--stack', 'kept');
    expect(out).toContain('It belonged to Recording, which the stack no longer has.');
  });

  test('an orphan of a deleted stack that is given by its ARN', async () => {
    const { stackId } = await world.deploy('deleted', { Recording: { ...recording(), DeletionPolicy: 'Retain' } });
    const arn = arnOf('deleted');
    await world.aws.cloudFormation.delete('deleted');
    const { code, out } = await drift('--stack', stackId);
    expect(code).toBe(1);
    expect(out).toMatch(/^deleted \(DELETE_COMPLETE\): drift\n {2}Orphan: /);
    expect(out).toContain(`Orphan: ${arn} (ACTIVE)`);
    expect(readFailure(await drift('--stack', 'deleted')).line).toContain('Stack deleted does not exist in us-east-1');
  });
});

describe('the desired state', () => {
  const failing = { Fail: { Type: 'Test::Fail', DependsOn: 'Recording' } };

  test('is the state after a rollback', async () => {
    await world.deploy('back', { Recording: recording(tags({ team: 'video' })) });
    const result = await world.deploy('back', { Recording: recording(tags({ team: 'audio', cost: '1' })), ...failing });
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await findingsOf('back')).toEqual([]);
    world.aws.ivs.account.tagResource({ resourceArn: arnOf('back'), tags: { team: 'audio' } });
    expect(await findingsOf('back')).toEqual([
      { kind: 'tag-changed', key: 'team', declared: 'video', actual: 'audio' },
    ]);
  });

  test('does not include an update that CloudFormation rejected', async () => {
    await world.deploy('refused', { Recording: recording(tags({ team: 'video' })) });
    const ServiceToken = 'arn:aws:lambda:us-east-1:123456789012:function:other';
    const result = await world.deploy('refused', {
      Recording: recording({ ServiceToken, ...tags({ team: 'audio' }) }),
    });
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await findingsOf('refused')).toEqual([]);
  });

  test('is read from the literal values of the template if the events no longer exist', async () => {
    const template = {
      Parameters: { Stage: { Type: 'String', Default: 'test' } },
      Resources: {
        Recording: recording({
          Tags: [
            { Key: 'team', Value: 'video' },
            { Key: 'stage', Value: { Ref: 'Stage' } },
          ],
        }),
      },
    };
    await world.deploy('old', JSON.stringify(template));
    stackOf('old').events.length = 0;
    world.aws.ivs.account.tagResource({ resourceArn: arnOf('old'), tags: { team: 'audio', stage: 'live' } });
    const { code, resources } = await readReport('old');
    expect(code).toBe(1);
    expect(resources).toMatchObject([
      {
        findings: [{ kind: 'tag-changed', key: 'team' }],
        notChecked: ['The declared tag "stage": known only to CloudFormation.'],
      },
    ]);
    expect((await drift('--stack', 'old')).out).toContain('    Not checked: The declared tag "stage"');
    world.aws.ivs.account.untagResource({ resourceArn: arnOf('old'), tagKeys: [OWNER_TAGS.settingsHash] });
    expect((await readReport('old')).resources[0]?.findings).toHaveLength(2);
  });
});

describe('the report lists as not checked', () => {
  test('an operation that is in progress or that failed', async () => {
    await world.deploy('busy', { Recording: recording() });
    stackOf('busy').status = 'UPDATE_IN_PROGRESS';
    expect((await readReport('busy')).notChecked).toEqual([expect.stringContaining('is in progress')]);
    stackOf('busy').status = 'UPDATE_ROLLBACK_FAILED';
    expect((await drift('--stack', 'busy')).out).toMatch(/ {2}Not checked: .*the last operation of the stack failed/);
  });

  test('nested stacks, with the command that checks them', async () => {
    const Arn = stackOf('busy').id;
    await world.deploy('outer', { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Arn } } });
    expect((await readReport('outer')).notChecked).toEqual([`The nested stack Inner. Check it with: --stack ${Arn}`]);
  });
});

test('one run checks several stacks, and exits with 1 if one has drifted', async () => {
  await world.deploy('one', { Recording: recording() });
  await world.deploy('two', { Recording: recording(tags({ team: 'video' })) });
  world.aws.ivs.account.untagResource({ resourceArn: arnOf('two'), tagKeys: ['team'] });
  const { code, out } = await drift('--stack', 'one', '--stack', 'two', '--stack', 'one');
  expect(code).toBe(1);
  expect(out.match(/^\w+ \(.*$/gm)).toEqual(['one (CREATE_COMPLETE): no drift', 'two (CREATE_COMPLETE): drift']);
});

test('all pages of a large stack with a long history are read', async () => {
  await world.deploy('large', { Recording: recording(tags({ team: 'video' })) });
  const small = stackOf('large');
  const [resource] = small.resources.values();
  const [event] = small.events;
  if (resource === undefined || event === undefined) throw new Error('The stack is empty');
  const others = Array.from({ length: 120 }, (_, index) => `Other${index}`);
  const large: Stack = {
    ...small,
    resources: new Map([
      ...others.map((logicalId) => [logicalId, { ...resource, logicalId, type: 'Test::Wait' }] as const),
      ...small.resources,
    ]),
    events: [...small.events, ...others.map((logicalId) => ({ ...event, logicalId }))],
  };
  const { accountId, region, cloudFormation } = world.aws;
  const engine = { ...cloudFormation, describe: () => large };
  const api = await startApiEndpoint({ engine, accountId, region, clock: systemClock });
  world.aws.ivs.account.untagResource({ resourceArn: arnOf('large'), tagKeys: ['team'] });
  const variables = { ...world.endpoints, AWS_ENDPOINT_URL_CLOUDFORMATION: api.endpoint };
  const { code, out } = await run(['drift', '--stack', 'large'], variables);
  await api.close();
  expect({ code, isFound: out.includes('The tag "team" is missing') }).toEqual({ code: 1, isFound: true });
  expect(api.calls.map(({ action }) => action)).toEqual([
    'DescribeStacks',
    'ListStackResources',
    'ListStackResources',
    'DescribeStackEvents',
    'DescribeStackEvents',
  ]);
});

describe('the example of a scheduled check', () => {
  const template = Template.fromStack(new DriftStack(createApp(), 'Drift'));

  test('has the permissions of the document', () => {
    const [policy = ''] = readCodeBlocks(readDocument('docs/drift.md'), 'json');
    const { Statement: statements } = JSON.parse(policy) as { readonly Statement: readonly object[] };
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: statements } });
  });

  test('succeeds without drift, and fails with it', async () => {
    await world.deploy('Recordings', { Recording: recording(tags({ team: 'video' })) });
    const before = { ...process.env };
    const log = jest.spyOn(console, 'log').mockReturnValue();
    try {
      Object.assign(process.env, world.endpoints, readFunction().Environment.Variables);
      // Lambda extracts the layer to /opt.
      const code = readFunction().Code.ZipFile.replace('/opt/', `${join(__dirname, '../../../dist/cli')}/`);
      const { handler } = loadModule<() => Promise<void>>(code);
      await handler?.();
      world.aws.ivs.account.untagResource({ resourceArn: arnOf('Recordings'), tagKeys: ['team'] });
      await expect(handler?.()).rejects.toThrow('drift ended with exit code 1');
      expect(log.mock.calls.map(([report]) => String(report))).toEqual([
        expect.stringContaining('no drift'),
        expect.stringContaining('The tag "team" is missing'),
      ]);
    } finally {
      log.mockRestore();
      process.env = before;
    }
  });

  function readFunction(): {
    readonly Code: { readonly ZipFile: string };
    readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
  } {
    const [check] = Object.values(template.findResources('AWS::Lambda::Function'));
    return check?.Properties as ReturnType<typeof readFunction>;
  }
});

describe('an error is reported in one line, with exit code 2', () => {
  test('a stack that does not exist', async () => {
    const { code, line } = readFailure(await drift('--stack', 'nowhere'));
    expect({ code, line }).toEqual({
      code: 2,
      line:
        'Stack nowhere does not exist in us-east-1. Check the name, the Region and the account. ' +
        'For a deleted stack, use its ARN.',
    });
  });

  test.each([
    'cloudformation:DescribeStacks',
    'cloudformation:ListStackResources',
    'cloudformation:DescribeStackEvents',
    'ivs:ListRecordingConfigurations',
  ])('a missing permission: %s', async (action) => {
    await world.deploy('denied', { Recording: recording() });
    denied = action;
    const { code, line } = readFailure(await drift('--stack', 'denied'));
    expect({ code, line }).toEqual({
      code: 2,
      line: `AWS denied ${action}: not for you. Use valid credentials with permission for this action.`,
    });
  });
});
