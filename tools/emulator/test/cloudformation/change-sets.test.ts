import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ListStacksCommand,
  RollbackStackCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
  type CreateChangeSetCommandInput,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startEmulator } from '../../aws';
import type { Emulator } from '../../aws';
import { readObjectPath } from '../../s3/objects';
import { extractZip } from '../../s3/zip';

let aws: Emulator;
let client: CloudFormationClient;

beforeAll(async () => {
  aws = await startEmulator({ ivs: { timeToActiveMs: 0 } });
  aws.s3.buckets.set('archive', { region: aws.region, accountId: aws.accountId, encryption: 'AES256' });
  client = new CloudFormationClient({ region: aws.region, endpoint: aws.cloudFormation.api.endpoint });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

const HANDLE = 'AWS::CloudFormation::WaitConditionHandle';
const bucketTemplate = (bucket: object): string => JSON.stringify({ Resources: { Bucket: bucket } });
const create = (input: Partial<CreateChangeSetCommandInput> & { StackName: string }) =>
  client.send(new CreateChangeSetCommand({ ChangeSetName: 'next', ...input }));
const describeNext = (StackName: string) =>
  client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName: 'next' }));
const WAIT = { maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 };

/** Creates or updates a stack with a change set, and waits for its end. */
async function deploy(input: Partial<CreateChangeSetCommandInput> & { StackName: string }): Promise<void> {
  const { StackId, Id } = await create(input);
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  const wait = input.ChangeSetType === 'CREATE' ? waitUntilStackCreateComplete : waitUntilStackUpdateComplete;
  await wait({ client, ...WAIT }, { StackName: StackId });
}

test('a change set creates a stack, which is in review until then', async () => {
  const TemplateBody = bucketTemplate({ Type: HANDLE });
  const { StackId } = await create({ StackName: 'new', TemplateBody, ChangeSetType: 'CREATE' });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'new' }));
  expect(Stacks).toMatchObject([{ StackId, StackStatus: 'REVIEW_IN_PROGRESS' }]);
  expect(await describeNext('new')).toMatchObject({
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
    Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Bucket', ResourceType: HANDLE } }],
  });
  await client.send(new ExecuteChangeSetCommand({ StackName: 'new', ChangeSetName: 'next' }));
  await waitUntilStackCreateComplete({ client, ...WAIT }, { StackName: StackId });
  const executed = client.send(new ExecuteChangeSetCommand({ StackName: 'new', ChangeSetName: 'next' }));
  await expect(executed).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
  const { StackSummaries } = await client.send(new ListStacksCommand({}));
  expect(StackSummaries).toMatchObject([{ StackName: 'new', StackStatus: 'CREATE_COMPLETE' }]);
  const { TemplateBody: original } = await client.send(new GetTemplateCommand({ StackName: 'new' }));
  expect(original).toBe(TemplateBody);
});

test('a change set lists what changes, and fails if nothing does', async () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Name' } } };
  const Parameters = [{ ParameterKey: 'Name', ParameterValue: 'first' }];
  const template = { Parameters: { Name: { Type: 'String' } }, Resources: { Bucket: bucket, Old: { Type: HANDLE } } };
  const previous = [{ ParameterKey: 'Name', UsePreviousValue: true }];
  const Tags = [{ Key: 'team', Value: 'video' }];
  const base = { StackName: 'changes', TemplateBody: JSON.stringify(template) };
  await deploy({ ...base, Parameters, Tags, ChangeSetType: 'CREATE' });

  await create({ ...base, Parameters: previous });
  expect(await describeNext('changes')).toMatchObject({
    Status: 'FAILED',
    StatusReason: expect.stringContaining("didn't contain changes") as unknown,
  });
  await client.send(new DeleteChangeSetCommand({ StackName: 'changes', ChangeSetName: 'next' }));
  const update = client.send(new UpdateStackCommand({ ...base, Parameters: previous }));
  await expect(update).rejects.toMatchObject({ name: 'ValidationError', message: 'No updates are to be performed.' });

  const scopeOf = async (input: Partial<CreateChangeSetCommandInput>): Promise<readonly unknown[]> => {
    await create({ ...base, Parameters: previous, ...input });
    const { Changes = [] } = await describeNext('changes');
    await client.send(new DeleteChangeSetCommand({ StackName: 'changes', ChangeSetName: 'next' }));
    return Changes.map(({ ResourceChange: change }) => [change?.Action, change?.LogicalResourceId, change?.Scope]);
  };
  expect(await scopeOf({ Parameters: [{ ParameterKey: 'Name', ParameterValue: 'second' }] })).toEqual([
    ['Modify', 'Bucket', ['Properties']],
  ]);
  const retained = { ...template, Resources: { Bucket: { ...bucket, DeletionPolicy: 'Retain' } } };
  expect(await scopeOf({ TemplateBody: JSON.stringify(retained) })).toEqual([
    ['Modify', 'Bucket', ['DeletionPolicy']],
    ['Remove', 'Old', []],
  ]);
  // An empty list removes the tags; without a list they stay.
  await create({ ...base, Parameters: previous, Tags: [] });
  expect(await client.send(new ListChangeSetsCommand({ StackName: 'changes' }))).toMatchObject({
    Summaries: [{ ChangeSetName: 'next', Status: 'CREATE_COMPLETE' }],
  });
  await expect(create({ ...base, Parameters: previous })).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  await expect(
    client.send(new DescribeChangeSetCommand({ StackName: 'changes', ChangeSetName: 'none' })),
  ).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
});

test('a change set predicts replacements, from the update behavior of the properties and from references', async () => {
  const parameters = { Name: { Type: 'String', Default: 'a' }, Team: { Type: 'String', Default: 'a' } };
  const Tags = [{ Key: 'team', Value: { Ref: 'Team' } }];
  const destination = { S3: { BucketName: 'archive' } };
  const native = (Name: unknown): object => ({
    Type: 'AWS::IVS::RecordingConfiguration',
    Properties: { DestinationConfiguration: destination, Name, Tags },
    UpdateReplacePolicy: 'Retain',
  });
  const resources = {
    Main: native({ Ref: 'Name' }),
    Channel: {
      Type: 'AWS::IVS::Channel',
      Properties: { Name: { Ref: 'AWS::StackName' }, RecordingConfigurationArn: { Ref: 'Main' } },
    },
    Key: { Type: 'AWS::IVS::StreamKey', Properties: { ChannelArn: { 'Fn::GetAtt': ['Channel', 'Arn'] } } },
  };
  const write = (members: object): string => JSON.stringify({ Parameters: parameters, Resources: members });
  const base = { StackName: 'replacements', TemplateBody: write(resources) };
  await deploy({ ...base, ChangeSetType: 'CREATE' });
  const predict = async (input: Partial<CreateChangeSetCommandInput>): Promise<object> => {
    await create({ ...base, ...input });
    const { Changes = [] } = await describeNext('replacements');
    await client.send(new DeleteChangeSetCommand({ StackName: 'replacements', ChangeSetName: 'next' }));
    const changes = Changes.map(({ ResourceChange: change = {} }) => {
      const details = (change.Details ?? []).map(({ Target, Evaluation, ChangeSource, CausingEntity }) =>
        [Target?.Name ?? Target?.Attribute, Target?.RequiresRecreation, Evaluation, ChangeSource, CausingEntity]
          .join(' ')
          .trim(),
      );
      return [change.LogicalResourceId ?? '', [change.Replacement, change.PolicyAction, ...details]] as const;
    });
    return Object.fromEntries(changes);
  };
  const setParameter = (ParameterKey: string) => ({ Parameters: [{ ParameterKey, ParameterValue: 'b' }] });

  expect(await predict(setParameter('Name'))).toEqual({
    Main: ['True', 'ReplaceAndRetain', 'Name Always Static ParameterReference Name'],
    Channel: ['False', undefined, 'RecordingConfigurationArn Never Dynamic ResourceReference Main'],
    Key: ['Conditional', undefined, 'ChannelArn Always Dynamic ResourceAttribute Channel.Arn'],
  });
  expect(await predict(setParameter('Team'))).toEqual({
    Main: ['False', undefined, 'Tags Never Static ParameterReference Team'],
  });
  const renamed = { ...resources, Main: native('c'), Key: { ...resources.Key, DeletionPolicy: 'Retain' } };
  expect(await predict({ TemplateBody: write(renamed) })).toMatchObject({
    Main: ['True', 'ReplaceAndRetain', 'Name Always Static DirectModification'],
    Key: ['Conditional', undefined, expect.any(String), 'DeletionPolicy Never Static DirectModification'],
  });
  expect(await predict({ TemplateBody: write({ Main: resources.Main }) })).toEqual({
    Channel: [undefined, 'Delete'],
    Key: [undefined, 'Delete'],
  });
});

test('an operation without a rollback is continued or rolled back', async () => {
  const write = (On: readonly string[], name = 'a'): string => {
    const Fail = { Type: 'Test::Fail', Properties: { On, Name: name } };
    return JSON.stringify({ Resources: { Handle: { Type: HANDLE }, Fail } });
  };
  const StackName = 'paused';
  const describe = async (): Promise<object> => {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return { status: stack?.StackStatus, disabled: stack?.DisableRollback };
  };
  const untilEnd = async (work: Promise<unknown>): Promise<object> => {
    await work;
    for (;;) {
      const stack = aws.cloudFormation.describe(StackName);
      if (stack?.status.endsWith('IN_PROGRESS') === false) return await describe();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const failing = { StackName, TemplateBody: write(['Create', 'Update']) };
  const both = client.send(new CreateStackCommand({ ...failing, DisableRollback: true, OnFailure: 'DELETE' }));
  await expect(both).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('not both') as string,
  });
  expect(await untilEnd(client.send(new CreateStackCommand({ ...failing, OnFailure: 'DO_NOTHING' })))).toEqual({
    status: 'CREATE_FAILED',
    disabled: true,
  });
  const retry = { StackName, UsePreviousTemplate: true };
  await expect(client.send(new UpdateStackCommand(retry))).rejects.toMatchObject({
    message: expect.stringContaining('please use the disable-rollback parameter') as string,
  });
  expect(await untilEnd(client.send(new UpdateStackCommand({ ...retry, DisableRollback: true })))).toEqual({
    status: 'UPDATE_FAILED',
    disabled: true,
  });
  const executeNext = async (input: Partial<CreateChangeSetCommandInput>, DisableRollback?: boolean): Promise<void> => {
    await create({ StackName, ...input });
    await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'next', DisableRollback }));
  };
  const working = { TemplateBody: write([]) };
  expect(await untilEnd(executeNext(working, true))).toEqual({ status: 'UPDATE_COMPLETE', disabled: true });
  const broken = { TemplateBody: write(['Update'], 'b'), OnStackFailure: 'DO_NOTHING' } as const;
  expect(await untilEnd(executeNext(broken))).toEqual({ status: 'UPDATE_FAILED', disabled: true });
  await expect(create({ StackName, ...working, OnStackFailure: 'DELETE' })).rejects.toMatchObject({
    message: expect.stringContaining('only valid when ChangeSetType is CREATE') as string,
  });
  await expect(executeNext({ ...working, OnStackFailure: 'ROLLBACK' }, true)).rejects.toMatchObject({
    message: expect.stringContaining('not both') as string,
  });
  expect(await untilEnd(client.send(new RollbackStackCommand({ StackName })))).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE',
  });
});

test.each<[string, Partial<CreateChangeSetCommandInput>, object]>([
  ['an update of a stack that does not exist', {}, { message: 'Stack [refused] does not exist' }],
  [
    'IAM resources without the capability',
    {
      ChangeSetType: 'CREATE',
      TemplateBody: bucketTemplate({ Type: 'AWS::IAM::Role', Properties: { RoleName: 'x' } }),
    },
    { name: 'InsufficientCapabilitiesException', message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]' },
  ],
  ['a template that is not valid', { ChangeSetType: 'CREATE', TemplateBody: '[]' }, { name: 'ValidationError' }],
  [
    'a template that is not in S3',
    { ChangeSetType: 'CREATE', TemplateBody: undefined, TemplateURL: 'https://s3.amazonaws.com/none/x' },
    { message: expect.stringContaining('no object https://s3') as unknown },
  ],
])('refuses %s, and leaves no stack', async (_title, input, error) => {
  const base = { StackName: 'refused', TemplateBody: bucketTemplate({ Type: HANDLE }) };
  await expect(create({ ...base, ...input })).rejects.toMatchObject(error);
  expect(aws.cloudFormation.describe('refused')).toBeUndefined();
});

test('a template and the code of a function come from S3', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  const s3 = new S3Client({ region: aws.region, endpoint: aws.s3.endpoint, forcePathStyle: true });
  try {
    const code = 'exports.handler = async () => "from a zip file";\n'.repeat(3);
    const zip = zipFile('index.js', code);
    aws.s3.buckets.set('assets', { region: aws.region, accountId: aws.accountId, encryption: 'AES256' });
    const put = (Key: string, Body: Buffer | string) => s3.send(new PutObjectCommand({ Bucket: 'assets', Key, Body }));
    await put('code.zip', zip);
    await put(
      'template.json',
      JSON.stringify({
        Resources: {
          Function: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Role: 'arn:aws:iam::123456789012:role/any',
              Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
              Handler: 'index.handler',
              Runtime: 'nodejs24.x',
            },
          },
        },
        Outputs: { Name: { Value: { Ref: 'Function' } } },
      }),
    );
    const TemplateURL = `https://assets.s3.${aws.region}.amazonaws.com/template.json`;
    const { ResourceTypes } = await client.send(new GetTemplateSummaryCommand({ TemplateURL }));
    expect(ResourceTypes).toEqual(['AWS::Lambda::Function']);
    const { StackId } = await client.send(new CreateStackCommand({ StackName: 'code', TemplateURL }));
    await waitUntilStackCreateComplete({ client, ...WAIT }, { StackName: StackId });
    const { codeDirectory = '' } =
      aws.lambda.getFunction(aws.cloudFormation.describe('code')?.outputs.get('Name')?.value ?? '') ?? {};
    expect(readFileSync(join(codeDirectory, 'index.js'), 'utf8')).toBe(code);
    expect(() => {
      extractZip(zipFile('../out.js', code), folder);
    }).toThrow('The zip file has the path ../out.js.');
    expect(() => {
      extractZip(Buffer.from('no zip file, which is longer than 22 bytes'), folder);
    }).toThrow('Could not unzip');
  } finally {
    s3.destroy();
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['https://s3.us-east-1.amazonaws.com/assets/a%20b/t.json', 'assets/a b/t.json'],
  ['https://assets.s3.us-east-1.amazonaws.com/t.json', 'assets/t.json'],
  ['http://127.0.0.1:4566/assets/t.json', 'assets/t.json'],
])('the URL %s is the object %s', (url, path) => {
  expect(readObjectPath(url)).toBe(path);
});

/** A zip file with one compressed file. */
function zipFile(name: string, content: string): Buffer {
  const data = deflateRawSync(content);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data]);
  const made = Buffer.from([20, 0]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), made, fields, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
