import type { Emulator } from '../../aws';
import { startEmulator } from '../../aws';
import { RESPOND_SOURCE } from './emulator';
import { listHistory } from './scripted-engine';

let aws: Emulator;
beforeEach(async () => {
  aws = await startEmulator({ ivs: { timeToActiveMs: 0 } });
});
afterEach(() => aws.close());

test('a template with inline code deploys a function, its role and its custom resource', async () => {
  const result = await aws.cloudFormation.deploy({
    stackName: 'inline',
    template: `
Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms } }] } } }
  Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: More, Roles: [!Ref Role], PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:ListBucket, Resource: !GetAtt Bucket.Arn }] } } }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: Own, PolicyDocument: { Statement: [] } }] } }
  Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 1 } }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Code: { ZipFile: ${JSON.stringify(`${RESPOND_SOURCE} exports.handler = (event) => respond(event, { Data: { Name: process.env.NAME } });`)} }
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Runtime: nodejs24.x
      LoggingConfig: { LogGroup: !Ref Logs, LogFormat: JSON }
      Environment: { Variables: { NAME: !Ref Bucket } }
  Thing: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Function.Arn, Key: 1 } }
Outputs:
  Name: { Value: !GetAtt Thing.Name }
  Role: { Value: !GetAtt Role.Arn }
`,
  });
  expect(result.status).toBe('CREATE_COMPLETE');
  const { Name = '', Role = '' } = result.outputs;
  expect(Name).toMatch(/^inline-bucket-[a-z0-9]{12}$/);
  expect(aws.s3.buckets.get(Name)).toEqual({ region: 'us-east-1', accountId: '123456789012', encryption: 'aws:kms' });
  expect(aws.iam.getPolicyDocuments(Role)).toEqual([
    { Statement: [] },
    { Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Name}` }] },
  ]);
  expect((await aws.cloudFormation.delete('inline')).status).toBe('DELETE_COMPLETE');
  expect([aws.s3.buckets.size, aws.iam.listRoles().length]).toEqual([0, 0]);
});

test('the native IVS resources are created, updated, replaced and deleted', async () => {
  const template = (name: string, channel: object = {}): object => ({
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      Recording: {
        Type: 'AWS::IVS::RecordingConfiguration',
        Properties: {
          Name: name,
          DestinationConfiguration: { S3: { BucketName: { Ref: 'Bucket' } } },
          ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: '30' },
          Tags: [{ Key: 'name', Value: name }],
        },
      },
      Channel: {
        Type: 'AWS::IVS::Channel',
        Properties: { RecordingConfigurationArn: { Ref: 'Recording' }, ...channel },
      },
    },
    Outputs: { State: { Value: { 'Fn::GetAtt': 'Recording.State' } } },
  });
  const deploy = (source: object) =>
    aws.cloudFormation.deploy({ stackName: 'native', template: source as Record<string, unknown> });
  expect(await deploy(template('one', { Name: 'c' }))).toMatchObject({
    status: 'CREATE_COMPLETE',
    outputs: { State: 'ACTIVE' },
  });
  const [first] = aws.ivs.account.recordingConfigurations();
  const [channel] = aws.ivs.account.channels();
  expect(first).toMatchObject({
    name: 'one',
    tags: { name: 'one' },
    thumbnailConfiguration: { targetIntervalSeconds: 30 },
  });
  expect(await deploy(template('two'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  const [second, ...others] = aws.ivs.account.recordingConfigurations();
  expect(others).toEqual([]);
  expect(second?.arn).not.toBe(first?.arn);
  expect(aws.ivs.account.channels()).toMatchObject([{ arn: channel?.arn, recordingConfigurationArn: second?.arn }]);
  await aws.cloudFormation.delete('native');
  expect([aws.ivs.account.channels(), aws.ivs.account.recordingConfigurations()]).toEqual([[], []]);
});

test('a recording configuration that ends in CREATE_FAILED fails the stack and is deleted', async () => {
  aws.ivs.account.creationFailures.add();
  const result = await aws.cloudFormation.deploy({
    stackName: 'broken',
    template: {
      Resources: {
        Bucket: { Type: 'AWS::S3::Bucket' },
        Recording: {
          Type: 'AWS::IVS::RecordingConfiguration',
          Properties: { DestinationConfiguration: { S3: { BucketName: { Ref: 'Bucket' } } } },
        },
      },
    },
  });
  expect(result.status).toBe('ROLLBACK_COMPLETE');
  expect(listHistory(result, 'Recording')).toContainEqual(
    expect.stringMatching(/^CREATE_FAILED: .* is in state CREATE_FAILED/),
  );
  expect(aws.ivs.account.recordingConfigurations()).toEqual([]);
});

test.each([
  ['AWS::Lambda::Function', { Role: 'r', Code: { S3Key: 'nope.zip' } }, /There is no asset with the key nope.zip/],
  [
    'AWS::Lambda::Function',
    { Role: 'r', Code: { ZipFile: '' }, Timeout: 901 },
    /#\/Timeout: expected 1 to 900, got 901/,
  ],
  ['AWS::Lambda::Function', { Code: { ZipFile: '' } }, /required key \[Role\] not found/],
  ['AWS::S3::Bucket', { BucketName: ['x'] }, /#\/BucketName: expected a string/],
  ['AWS::S3::Bucket', { BucketName: 'My_Bucket' }, /Bucket name My_Bucket is not valid/],
  ['AWS::IVS::Channel', { RecordingConfigurationArn: 'nope' }, /recordingConfigurationArn/],
])('%s with %j fails with a reason', async (Type, Properties, reason) => {
  const result = await aws.cloudFormation.deploy({
    stackName: 'bad',
    template: { Resources: { X: { Type, Properties } } },
  });
  expect(result.status).toBe('ROLLBACK_COMPLETE');
  expect(listHistory(result, 'X')[1]).toMatch(reason);
});

test.each([
  [
    'AWS::S3::Bucket',
    { BuckettName: 'x' },
    /extraneous key \[BuckettName\] is not permitted\. Did you mean BucketName\?/,
  ],
  ['AWS::IVS::Channel', { Latency: 'LOW' }, /extraneous key \[Latency\] is not permitted\. AWS::IVS::Channel has/],
])('%s with %j is rejected before anything is deployed', async (Type, Properties, reason) => {
  const template = { Resources: { X: { Type, Properties } } };
  await expect(aws.cloudFormation.deploy({ stackName: 'unknown', template })).rejects.toThrow(reason);
});

test('all unsupported types are reported together', async () => {
  const template = { Resources: { A: { Type: 'AWS::ECS::Cluster' }, B: { Type: 'AWS::DynamoDB::Table' } } };
  await expect(aws.cloudFormation.deploy({ stackName: 'unknown', template })).rejects.toThrow(
    '[AWS::ECS::Cluster of A, AWS::DynamoDB::Table of B]',
  );
});

test.each([
  [{ VpcConfig: { SubnetIds: ['subnet-1'] } }, 'CreateNetworkInterface on EC2'],
  [{ DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:123456789012:queue' } }, 'SendMessage on SQS'],
])('a function with %j fails if its role does not allow it', async (properties, call) => {
  const result = await aws.cloudFormation.deploy({
    stackName: 'denied',
    template: {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
        X: {
          Type: 'AWS::Lambda::Function',
          Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: '0' }, ...properties },
        },
      },
    },
  });
  expect(listHistory(result, 'X')[1]).toContain(`does not have permissions to call ${call}`);
});
