import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Template } from '../stacks';

/** What CloudFormation showed of a resource at a time. An error is a string. */
export interface WitnessView {
  readonly ms: number;
  readonly resource: string | { readonly status: string; readonly id: string | null };
  readonly stack: string;
  readonly event: string | { readonly status: string; readonly id: string | null } | null;
}

/** One delivery of one event. */
export interface WitnessRecord {
  readonly event: {
    readonly RequestType: 'Create' | 'Update' | 'Delete';
    readonly RequestId: string;
    readonly LogicalResourceId: string;
    readonly PhysicalResourceId?: string;
    readonly ResourceProperties: Readonly<Record<string, unknown>>;
    readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
  };
  readonly awsRequestId: string;
  readonly attempt: number;
  /** Unix time in milliseconds. */
  readonly started: number;
  /** Whether the function has ended. */
  readonly isDone?: boolean;
  readonly views: readonly WitnessView[];
  readonly calls: readonly WitnessCall[];
  readonly responses: readonly {
    readonly ms: number;
    readonly status: string;
    readonly id: string;
    readonly code: number;
  }[];
}

export interface WitnessCall {
  readonly status: number | null;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly message?: string;
}

/** What the witness does for one request type. */
export interface Step {
  readonly status?: 'SUCCESS' | 'FAILED';
  /** Default: the current physical id. */
  readonly id?: string;
  /** Milliseconds to watch before the response. */
  readonly afterMs?: number;
  /** Milliseconds to watch after the response. */
  readonly watchMs?: number;
  /** Whether the first delivery fails without a response. */
  readonly throws?: boolean;
  /** A second response to the same URL. */
  readonly second?: { readonly status: 'SUCCESS' | 'FAILED'; readonly id?: string };
  readonly calls?: readonly { readonly client: string; readonly command: string; readonly input: object }[];
}

export type Script = Partial<Readonly<Record<'Create' | 'Update' | 'Delete', Step>>>;

/** The stack with the bucket of recordings, the bucket of records, and the witness. */
export function createWitnessTemplate(bucketName: string, recordsName: string, tags: readonly object[]): Template {
  const code = readFileSync(join(__dirname, 'function.cjs'), 'utf8');
  const allow = (actions: readonly string[], resource: unknown): object => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resource,
  });
  const records = { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Records}' };
  return {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucketName, Tags: tags } },
      Records: { Type: 'AWS::S3::Bucket', Properties: { BucketName: recordsName, Tags: tags } },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 1 }, DeletionPolicy: 'Delete' },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
          Policies: [
            {
              PolicyName: 'Witness',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': ['Log', 'Arn'] }),
                  allow(['s3:PutObject'], { 'Fn::Join': ['', [records, '/*']] }),
                  allow(['s3:ListBucket'], records),
                  allow(
                    [
                      'cloudformation:DescribeStackResource',
                      'cloudformation:DescribeStacks',
                      'cloudformation:DescribeStackEvents',
                    ],
                    {
                      'Fn::Sub':
                        'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/ivsrc-test-*',
                    },
                  ),
                  // Without the actions of S3 on the bucket of recordings: a probe shows the error.
                  allow(['ivs:CreateRecordingConfiguration', 'ivs:TagResource'], {
                    'Fn::Sub': 'arn:${AWS::Partition}:ivs:${AWS::Region}:${AWS::AccountId}:recording-configuration/*',
                  }),
                  allow(['iam:CreateServiceLinkedRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:GetRole'], {
                    'Fn::Sub':
                      'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3*',
                  }),
                  allow(['events:PutEvents', 'cloudwatch:GetMetricStatistics'], '*'),
                  allow(['logs:FilterLogEvents'], {
                    'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:ivsrc-test-*',
                  }),
                ],
              },
            },
          ],
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: code },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 300,
          MemorySize: 256,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          LoggingConfig: { LogGroup: { Ref: 'Log' } },
          Environment: { Variables: { RECORDS: { Ref: 'Records' } } },
        },
      },
    },
    Outputs: { Token: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
  };
}

/** A witness in a template. */
export function defineWitness(token: string, script: Script, properties: object = {}): Record<string, unknown> {
  return {
    Type: 'Custom::Witness',
    Properties: { ServiceToken: token, ServiceTimeout: 300, Script: JSON.stringify(script), ...properties },
  };
}

/** Reads the records of a stack's witness, oldest first. */
export async function readRecords(
  client: S3Client,
  bucket: string,
  stackName: string,
  logicalId: string,
): Promise<readonly WitnessRecord[]> {
  const records: WitnessRecord[] = [];
  const input = { Bucket: bucket, Prefix: `${stackName}/${logicalId}/` };
  for await (const { Contents: contents = [] } of paginateListObjectsV2({ client }, input)) {
    for (const { Key } of contents) {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      if (body !== undefined) records.push(JSON.parse(await body.transformToString()) as WitnessRecord);
    }
  }
  return records.sort((a, b) => a.started - b.started);
}
