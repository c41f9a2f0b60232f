import {
  CloudFormationClient,
  CreateStackRefactorCommand,
  DescribeStackEventsCommand,
  DescribeStackRefactorCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteStackRefactorCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type { CreateStackRefactorCommandInput } from '@aws-sdk/client-cloudformation';
import { GetBucketEncryptionCommand, GetBucketLocationCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startEmulator } from '../../aws';
import type { Emulator } from '../../aws';
import { systemClock } from '../../clock';
import { startApiEndpoint } from '../../cloudformation/api-endpoint';
import type { AuthorizedCall } from '../../cloudformation/signature';

let aws: Emulator;
const authorizedCalls: AuthorizedCall[] = [];
let deny: string | undefined;

beforeAll(async () => {
  aws = await startEmulator({
    authorize(call) {
      authorizedCalls.push(call);
      return deny;
    },
  });
  await aws.cloudFormation.deploy({
    stackName: 'app',
    tags: { team: 'video' },
    parameters: { P: 'p & q' },
    template: {
      Parameters: { P: { Type: 'String' } },
      Resources: {
        Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mine' } },
      },
      Outputs: { Out: { Value: { Ref: 'P' }, Export: { Name: 'shared' }, Description: 'what <it> is' } },
    },
  });
});
afterAll(() => aws.close());
beforeEach(() => {
  authorizedCalls.length = 0;
  deny = undefined;
});

describe('the CloudFormation API', () => {
  const client = (): CloudFormationClient =>
    new CloudFormationClient({ region: 'us-east-1', endpoint: aws.cloudFormation.api.endpoint, maxAttempts: 3 });

  test('describes a stack, its resources and its events', async () => {
    const { Stacks } = await client().send(new DescribeStacksCommand({ StackName: 'app' }));
    expect(Stacks).toMatchObject([
      {
        StackName: 'app',
        StackStatus: 'CREATE_COMPLETE',
        CreationTime: expect.any(Date) as unknown,
        Tags: [{ Key: 'team', Value: 'video' }],
        Parameters: [{ ParameterKey: 'P', ParameterValue: 'p & q' }],
        Outputs: [{ OutputKey: 'Out', OutputValue: 'p & q', ExportName: 'shared', Description: 'what <it> is' }],
      },
    ]);
    const resource = { StackName: Stacks?.[0]?.StackId, LogicalResourceId: 'Bucket' };
    const { StackResourceDetail } = await client().send(new DescribeStackResourceCommand(resource));
    expect(StackResourceDetail).toMatchObject({
      PhysicalResourceId: 'mine',
      ResourceStatus: 'CREATE_COMPLETE',
      ResourceType: 'AWS::S3::Bucket',
    });
    const { StackResources } = await client().send(new DescribeStackResourcesCommand({ StackName: 'app' }));
    expect(StackResources?.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['Handle', 'Bucket']);
    const { StackEvents } = await client().send(new DescribeStackEventsCommand({ StackName: 'app' }));
    expect(StackEvents?.[0]).toMatchObject({ LogicalResourceId: 'app', ResourceStatus: 'CREATE_COMPLETE' });
    const { Exports } = await client().send(new ListExportsCommand({}));
    expect(Exports).toMatchObject([{ Name: 'shared', Value: 'p & q' }]);
  });

  test('returns the template with intrinsic functions in their long form', async () => {
    const template = new GetTemplateCommand({ StackName: 'app', TemplateStage: 'Processed' });
    const { TemplateBody = '' } = await client().send(template);
    expect(JSON.parse(TemplateBody)).toMatchObject({
      Parameters: { P: { Type: 'String' } },
      Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mine' } } },
      Outputs: { Out: { Value: { Ref: 'P' }, Export: { Name: 'shared' } } },
    });
    await expect(client().send(new GetTemplateCommand({ StackName: 'none' }))).rejects.toMatchObject({
      message: 'Stack with id none does not exist',
    });
  });

  test('returns pages of resources and events, each item once', async () => {
    const app = aws.cloudFormation.describe('app');
    const [resource] = app?.resources.values() ?? [];
    const [event] = app?.events ?? [];
    if (app === undefined || resource === undefined || event === undefined) throw new Error('The stack is empty');
    const ids = Array.from({ length: 120 }, (_, index) => `H${index}`);
    const large = {
      ...app,
      resources: new Map(ids.map((logicalId) => [logicalId, { ...resource, logicalId }])),
      events: ids.map((eventId) => ({ ...event, eventId })),
    };
    const engine = { ...aws.cloudFormation, describe: () => large };
    const api = await startApiEndpoint({ engine, accountId: aws.accountId, region: aws.region, clock: systemClock });
    const own = new CloudFormationClient({ region: aws.region, endpoint: api.endpoint });
    try {
      const first = await own.send(new ListStackResourcesCommand({ StackName: 'large' }));
      const second = await own.send(new ListStackResourcesCommand({ StackName: 'large', NextToken: first.NextToken }));
      const resources = [first, second].flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
      expect(resources.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(ids);
      expect(resources[0]).toMatchObject({ ResourceType: resource.type, ResourceStatus: 'CREATE_COMPLETE' });
      expect(second.NextToken).toBeUndefined();

      const newest = await own.send(new DescribeStackEventsCommand({ StackName: 'large' }));
      const older = await own.send(new DescribeStackEventsCommand({ StackName: 'large', NextToken: newest.NextToken }));
      const events = [newest, older].flatMap(({ StackEvents = [] }) => StackEvents);
      expect(events.map(({ EventId }) => EventId)).toEqual([...ids].reverse());
      expect(older.NextToken).toBeUndefined();

      const invalidPage = new ListStackResourcesCommand({ StackName: 'large', NextToken: 'x' });
      await expect(own.send(invalidPage)).rejects.toMatchObject({ name: 'ValidationError' });
    } finally {
      own.destroy();
      await api.close();
    }
  });

  test('returns the error text of each action for a stack or resource that does not exist', async () => {
    const missing = { StackName: 'none' };
    const resource = new DescribeStackResourceCommand({ ...missing, LogicalResourceId: 'X' });
    await expect(client().send(resource)).rejects.toMatchObject({ message: "Stack 'none' does not exist" });
    await expect(client().send(new DescribeStackEventsCommand(missing))).rejects.toMatchObject({
      message: 'Stack [none] does not exist',
    });
    await expect(client().send(new DescribeStacksCommand(missing))).rejects.toMatchObject({
      message: 'Stack with id none does not exist',
    });
    const unknown = new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'X' });
    await expect(client().send(unknown)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Resource X does not exist for stack app',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('returns the parent and the root of nested stacks only', async () => {
    const template = { Resources: { H: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } };
    const root = await aws.cloudFormation.deploy({ stackName: 'root', template });
    const middle = await aws.cloudFormation.deploy({ stackName: 'middle', template, nestedIn: 'root' });
    await aws.cloudFormation.deploy({ stackName: 'leaf', template, nestedIn: middle.stackId });
    const describe = async (StackName: string) => {
      const { Stacks } = await client().send(new DescribeStacksCommand({ StackName }));
      return [Stacks?.[0]?.ParentId, Stacks?.[0]?.RootId];
    };
    expect(await describe('root')).toEqual([undefined, undefined]);
    expect(await describe('middle')).toEqual([root.stackId, root.stackId]);
    expect(await describe('leaf')).toEqual([middle.stackId, root.stackId]);
    await expect(aws.cloudFormation.deploy({ stackName: 'lost', template, nestedIn: 'none' })).rejects.toThrow(
      'Stack with id none does not exist',
    );
    for (const name of ['leaf', 'middle', 'root']) await aws.cloudFormation.delete(name);
  });

  test('finds a deleted stack by its id only', async () => {
    const template = { Resources: { H: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } };
    const { stackId } = await aws.cloudFormation.deploy({ stackName: 'gone', template });
    await aws.cloudFormation.delete('gone');
    await expect(client().send(new DescribeStacksCommand({ StackName: 'gone' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id gone does not exist',
    });
    const { Stacks } = await client().send(new DescribeStacksCommand({ StackName: stackId }));
    expect(Stacks).toMatchObject([{ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) as unknown }]);
    const known = new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: 'H' });
    expect((await client().send(known)).StackResourceDetail?.ResourceStatus).toBe('DELETE_COMPLETE');
    const unknown = new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: 'X' });
    await expect(client().send(unknown)).rejects.toMatchObject({ message: 'Resource X does not exist for stack gone' });
  });

  test('refactors stacks: resources are renamed and moved without an event', async () => {
    const handle = (DependsOn?: string): object => ({
      Type: 'AWS::CloudFormation::WaitConditionHandle',
      ...(DependsOn === undefined ? {} : { DependsOn }),
    });
    const before = { Resources: { First: handle(), Second: handle('First') } };
    const first = await aws.cloudFormation.deploy({ stackName: 'refactored', template: before });
    await aws.cloudFormation.deploy({ stackName: 'destination', template: { Resources: { Other: handle() } } });
    const idOf = (stack: string, logicalId: string): string | undefined =>
      aws.cloudFormation.describe(stack)?.resources.get(logicalId)?.physicalId;
    const [renamed, moved] = ['First', 'Second'].map((id) => idOf('refactored', id));
    const define = (StackName: string, Resources: object): object => ({
      StackName,
      TemplateBody: JSON.stringify({ Resources }),
    });
    const map = (from: string, stack: string, to: string): object => ({
      Source: { StackName: 'refactored', LogicalResourceId: from },
      Destination: { StackName: stack, LogicalResourceId: to },
    });
    const cloudFormation = client();
    const create = async (from: string): Promise<string | undefined> => {
      const { StackRefactorId } = await cloudFormation.send(
        new CreateStackRefactorCommand({
          StackDefinitions: [
            define('refactored', { Renamed: handle() }),
            define('destination', { Other: handle(), Moved: handle() }),
          ],
          ResourceMappings: [map(from, 'refactored', 'Renamed'), map('Second', 'destination', 'Moved')],
        } as CreateStackRefactorCommandInput),
      );
      return StackRefactorId;
    };
    await expect(create('None')).rejects.toThrow('Resource None does not exist for stack refactored');
    const refactor = { StackRefactorId: await create('First') };
    const describeRefactor = new DescribeStackRefactorCommand(refactor);
    const created = { Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' };
    expect(await cloudFormation.send(describeRefactor)).toMatchObject(created);
    expect(idOf('refactored', 'First')).toBe(renamed);
    await cloudFormation.send(new ExecuteStackRefactorCommand(refactor));
    expect(await cloudFormation.send(describeRefactor)).toMatchObject({ ExecutionStatus: 'EXECUTE_COMPLETE' });
    expect([idOf('refactored', 'Renamed'), idOf('destination', 'Moved')]).toEqual([renamed, moved]);
    expect(idOf('refactored', 'First')).toBeUndefined();
    expect(aws.cloudFormation.describe('refactored')?.events).toHaveLength(first.events.length);
    // The next deployment of the new template changes nothing.
    const after = await aws.cloudFormation.deploy({
      stackName: 'refactored',
      template: { Resources: { Renamed: handle() } },
    });
    expect(after.events.map(({ logicalId }) => logicalId)).not.toContain('Renamed');
    for (const name of ['refactored', 'destination']) await aws.cloudFormation.delete(name);
  });

  test('authorizes calls by access key id', async () => {
    deny = 'User: x is not authorized';
    const call = client().send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'Handle' }));
    await expect(call).rejects.toMatchObject({
      name: 'AccessDenied',
      message: deny,
      $metadata: { httpStatusCode: 403 },
    });
    expect(authorizedCalls).toEqual([
      {
        action: 'cloudformation:DescribeStackResource',
        resource: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/app\//) as unknown,
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      },
    ]);
  });

  test('applies faults, which the SDK retries', async () => {
    const { api } = aws.cloudFormation;
    const describeStacks = new DescribeStacksCommand({ StackName: 'app' });
    for (const fault of [
      { kind: 'throttle' },
      { kind: 'status', status: 500 },
      { kind: 'drop' },
      { kind: 'delay', milliseconds: 1 },
    ] as const) {
      api.faults.inject({ fault, action: 'DescribeStacks' });
      await expect(client().send(describeStacks)).resolves.toMatchObject({
        $metadata: { attempts: fault.kind === 'delay' ? 1 : 2 },
      });
    }
    expect(api.calls.at(-1)).toMatchObject({ action: 'DescribeStacks', status: 200 });
  });
});

describe('the S3 API', () => {
  const client = (): S3Client =>
    new S3Client({ region: 'us-east-1', endpoint: aws.s3.endpoint, forcePathStyle: true, maxAttempts: 2 });
  beforeAll(() => {
    aws.s3.buckets.set('far', { region: 'eu-west-1', accountId: '123456789012', encryption: 'AES256' });
    aws.s3.buckets.set('foreign', { region: 'us-east-1', accountId: '999999999999', encryption: 'AES256' });
    aws.s3.buckets.set('sealed', { region: 'us-east-1', accountId: '123456789012', encryption: 'aws:kms' });
  });

  test('supports HeadBucket', async () => {
    expect(await client().send(new HeadBucketCommand({ Bucket: 'mine' }))).toMatchObject({ BucketRegion: 'us-east-1' });
  });

  test.each([
    ['missing', undefined, 404, undefined],
    ['far', undefined, 301, 'eu-west-1'],
    ['foreign', undefined, 403, 'us-east-1'],
    ['mine', '999999999999', 403, 'us-east-1'],
  ])(
    'returns for bucket %s with expected owner %s the status %i and the Region %s',
    async (Bucket, ExpectedBucketOwner, status, region) => {
      const call = client().send(
        new HeadBucketCommand({ Bucket, ...(ExpectedBucketOwner && { ExpectedBucketOwner }) }),
      );
      const error = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ $metadata: { httpStatusCode: status } });
      const { headers } = (error as { $response: { headers: Record<string, string> } }).$response;
      expect(headers['x-amz-bucket-region']).toBe(region);
    },
  );

  test('returns the location and the encryption of a bucket', async () => {
    expect((await client().send(new GetBucketLocationCommand({ Bucket: 'mine' }))).LocationConstraint).toBeUndefined();
    expect((await client().send(new GetBucketLocationCommand({ Bucket: 'far' }))).LocationConstraint).toBe('eu-west-1');
    const { ServerSideEncryptionConfiguration } = await client().send(
      new GetBucketEncryptionCommand({ Bucket: 'sealed' }),
    );
    expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
    ]);
  });

  test('authorizes calls', async () => {
    deny = 'no';
    const calls = [
      client().send(new HeadBucketCommand({ Bucket: 'mine' })),
      client().send(new GetBucketLocationCommand({ Bucket: 'mine' })),
      client().send(new GetBucketEncryptionCommand({ Bucket: 'mine' })),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(authorizedCalls.map(({ action, resource }) => `${action} ${resource}`).sort()).toEqual([
      's3:GetBucketLocation arn:aws:s3:::mine',
      's3:GetEncryptionConfiguration arn:aws:s3:::mine',
      's3:ListBucket arn:aws:s3:::mine',
    ]);
  });

  test('applies faults', async () => {
    for (const fault of [{ kind: 'throttle' }, { kind: 'status', status: 500 }, { kind: 'drop' }] as const) {
      aws.s3.faults.inject({ fault });
      await expect(client().send(new HeadBucketCommand({ Bucket: 'mine' }))).resolves.toMatchObject({
        $metadata: { attempts: 2 },
      });
    }
  });
});
