import { startEmulator, type Emulator } from '../../emulator/aws';
import { deployProvider } from '../../../test/integration/stack/provider';
import { SERVICE_TOKEN_EXPORT } from '../../../test/support/inline-provider-template';
import type { Suite } from '../suite';
import type { Row } from '../report/row';
import { BUCKET_NAME } from '../harness/environment';

type Properties = Readonly<Record<string, unknown>>;

/** A step in the lifecycle of a resource. */
interface Step {
  readonly name: string;
  readonly run: (aws: Emulator) => Promise<string>;
  /** The expected stack status after the step. */
  readonly expectedStatus: string;
  /** The minimum number of IVS calls for the step, and their names. */
  readonly minimum: { readonly calls: number; readonly which: string };
  /** The number of IVS calls of Terraform's resource, from its source; undefined if it has no such step. */
  readonly terraform: number | undefined;
}

const MINIMUM_CREATE = 'Create and one Get that returns ACTIVE';
const createTags = (value: string): Properties => ({ Tags: [{ Key: 'team', Value: value }] });

const STEPS: readonly Step[] = [
  {
    name: 'create',
    run: (aws) => deploy(aws, { Name: 'first' }),
    expectedStatus: 'CREATE_COMPLETE',
    minimum: { calls: 2, which: MINIMUM_CREATE },
    // Create, two consecutive Gets that return ACTIVE, and the final read: Get and ListTagsForResource.
    terraform: 5,
  },
  {
    name: 'no-op update',
    run: (aws) => deploy(aws, { Name: 'first', Timeouts: { Create: 500 } }),
    expectedStatus: 'UPDATE_COMPLETE',
    minimum: { calls: 0, which: 'nothing' },
    // A plan reads the resource: Get and ListTagsForResource.
    terraform: 2,
  },
  {
    name: 'tags update',
    run: (aws) => deploy(aws, { Name: 'first', ...createTags('live') }),
    expectedStatus: 'UPDATE_COMPLETE',
    minimum: { calls: 1, which: 'TagResource' },
    // Tags cannot be changed in place: read, delete, a Get that returns 404, create as above.
    terraform: 9,
  },
  {
    name: 'replace',
    run: (aws) => deploy(aws, { Name: 'second' }),
    expectedStatus: 'UPDATE_COMPLETE',
    minimum: { calls: 3, which: `${MINIMUM_CREATE}, and Delete` },
    terraform: 9,
  },
  {
    name: 'rollback of a replacement',
    run: (aws) => deploy(aws, { Name: 'third' }, { Other: { Type: 'Test::Fail', DependsOn: 'Recording' } }),
    expectedStatus: 'UPDATE_ROLLBACK_COMPLETE',
    minimum: { calls: 3, which: `${MINIMUM_CREATE}, and Delete` },
    terraform: undefined,
  },
  {
    name: 'delete',
    run: async (aws) => (await aws.cloudFormation.delete('video')).status,
    expectedStatus: 'DELETE_COMPLETE',
    minimum: { calls: 1, which: 'Delete' },
    // Read, delete, a Get that returns 404.
    terraform: 4,
  },
];

/** Calls to AWS for each step in the lifecycle of a resource, counted at the servers. */
export const calls: Suite = {
  name: 'calls',
  title: 'Calls for each step of the lifecycle, counted at the servers',
  run: async () => {
    const aws = await startEmulator({ ivs: { timeToActiveMs: 0 } });
    aws.s3.buckets.set(BUCKET_NAME, { region: aws.region, accountId: aws.accountId, encryption: 'AES256' });
    try {
      await deployProvider(aws, {});
      const rows: Row[] = [];
      for (const step of STEPS) rows.push(...(await count(aws, step)));
      return rows;
    } finally {
      await aws.close();
    }
  },
};

async function count(aws: Emulator, { name, run, expectedStatus, minimum, terraform }: Step): Promise<Row[]> {
  aws.ivs.calls.clear();
  const before = { s3: aws.s3.calls.length, api: aws.cloudFormation.api.calls.length };
  const status = await run(aws);
  if (status !== expectedStatus) throw new Error(`The step ${name} ended in ${status}: expected ${expectedStatus}.`);
  const operations = aws.ivs.calls.list().map(({ operation }) => operation);
  return [
    {
      name: `${name}: IVS`,
      unit: 'calls',
      measured: [operations.length],
      ...(terraform !== undefined && { baseline: { name: 'Terraform', sample: [terraform] } }),
      limit: { value: minimum.calls, reason: `${name}: ${minimum.which}` },
      note: `${name}: ${operations.map((operation) => operation.replace('RecordingConfiguration', '')).join(', ') || 'none'}`,
    },
    { name: `${name}: S3`, unit: 'calls', measured: [aws.s3.calls.length - before.s3] },
    { name: `${name}: CloudFormation`, unit: 'calls', measured: [aws.cloudFormation.api.calls.length - before.api] },
  ];
}

async function deploy(aws: Emulator, properties: Properties, more: Properties = {}): Promise<string> {
  const recording = {
    Type: 'Custom::IVSRecordingConfiguration',
    Properties: {
      ServiceToken: { 'Fn::ImportValue': SERVICE_TOKEN_EXPORT },
      DestinationConfiguration: { S3: { BucketName: BUCKET_NAME } },
      ...properties,
    },
  };
  const { status } = await aws.cloudFormation.deploy({
    stackName: 'video',
    template: { Resources: { Recording: recording, ...more } },
  });
  return status;
}
