import { CreateRecordingConfigurationCommand, GetRecordingConfigurationCommand } from '@aws-sdk/client-ivs';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadBucketCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import type { BucketLocationConstraint } from '@aws-sdk/client-s3';
import type { ProbeEnvironment } from '../environment';
import type { Probe } from '../probe';
import { readFailure } from '../sdk-failure';
import { poll } from '../sleep';

const UNSEEN = { unseen: 'There is no bucket of another account; name one with --foreign-bucket.' };

export const probe: Probe = {
  id: 'bucket-errors',
  question:
    'How does IVS refuse a bucket that is missing, in another Region or of another account, and what does HeadBucket show?',
  assumed: {
    // us-east-1 accepts a bucket of another Region, and the creation fails.
    'missing bucket': 'CREATE_FAILED',
    'bucket in another Region': { matches: '^(CREATE_FAILED|ValidationException 400)$' },
    'bucket in another Region, text': { recorded: true },
    'bucket of another account': 'CREATE_FAILED',
    'HeadBucket, missing bucket': '404',
    'HeadBucket, another Region': { matches: '^(301|400) with the Region$' },
    'HeadBucket, another account': '403',
  },
  documents: ['docs/bucket-validation.md', 'docs/limitations.md'],
  minutes: 3,
  cannot: { ministack: 'The IVS server beside MiniStack does not know the buckets of MiniStack.' },
  async run(environment) {
    const { target, formatName, tags, foreignBucket } = environment;
    const elsewhere = target.region === 'eu-west-1' ? 'us-west-2' : 'eu-west-1';
    const distant = target.clients.createS3(elsewhere);
    const name = formatName('elsewhere');
    const CreateBucketConfiguration = { LocationConstraint: elsewhere as BucketLocationConstraint };
    await distant.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await distant.send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet } }));
    try {
      const missing = formatName('missing');
      const other = await create(environment, name);
      return {
        'missing bucket': (await create(environment, missing)).outcome,
        'bucket in another Region': other.outcome,
        'bucket in another Region, text': other.text,
        'bucket of another account':
          foreignBucket === undefined ? UNSEEN : (await create(environment, foreignBucket)).outcome,
        'HeadBucket, missing bucket': await head(environment, missing),
        'HeadBucket, another Region': await head(environment, name),
        'HeadBucket, another account': foreignBucket === undefined ? UNSEEN : await head(environment, foreignBucket),
      };
    } finally {
      await distant.send(new DeleteBucketCommand({ Bucket: name }));
    }
  },
};

/** Creates a configuration, and returns its final state or the error. */
async function create(
  { target, tags, signal, deleteConfiguration }: ProbeEnvironment,
  bucketName: string,
): Promise<{ readonly outcome: string; readonly text: string }> {
  const { ivs } = target.clients;
  let arn = '';
  const { name, status, message } = await readFailure(async () => {
    const input = { destinationConfiguration: { s3: { bucketName } }, tags };
    const { recordingConfiguration } = await ivs.send(new CreateRecordingConfigurationCommand(input));
    arn = recordingConfiguration?.arn ?? '';
  });
  if (name !== 'success') return { outcome: `${name} ${status}`, text: message };
  const wait = { what: `The final state of ${arn}`, limitMs: 120_000, everyMs: Math.min(target.pollMs, 500), signal };
  const state = await poll(wait, async () => {
    const { recordingConfiguration } = await ivs.send(new GetRecordingConfigurationCommand({ arn }));
    return recordingConfiguration?.state === 'CREATING' ? undefined : (recordingConfiguration?.state ?? '');
  });
  await deleteConfiguration(arn);
  return { outcome: state, text: '' };
}

/** HeadBucket as the function calls it. */
async function head({ target, account }: ProbeEnvironment, bucket: string): Promise<string> {
  const { status, region } = await readHead(() =>
    target.clients.s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account })),
  );
  const isElsewhere = region !== undefined && region !== target.region;
  return `${status}${isElsewhere ? ' with the Region' : ''}`;
}

async function readHead(
  call: () => Promise<unknown>,
): Promise<{ readonly status: number; readonly region?: string | undefined }> {
  try {
    await call();
    return { status: 200 };
  } catch (error) {
    const { $metadata, $response } = error as {
      $metadata: { httpStatusCode: number };
      $response?: { headers: Readonly<Record<string, string>> };
    };
    return { status: $metadata.httpStatusCode, region: $response?.headers['x-amz-bucket-region'] };
  }
}
