import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateChannelCommand,
  CreateRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  GetStreamCommand,
  IvsClient,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Emulator } from '../aws';
import type { StackResult } from '../cloudformation/engine';
import { parseResponse } from '../cloudformation/response';
import { defaultSettings } from '../ivs/account-settings';
import { serviceRateQuotas } from '../ivs/rate-quotas';
import { createFastClock, RESPOND_SOURCE, startTestEmulator } from './cloudformation/emulator';
import type { Handlers } from './cloudformation/emulator';

/** What others have seen on AWS: the emulator does the same, or a reason says why not. */
interface Observation {
  readonly id: string;
  readonly source: string;
  readonly date?: string;
  readonly kind: 'recorded' | 'measured' | 'documented' | 'reported';
  readonly what: string;
  readonly seen: Readonly<Record<string, unknown>>;
  /** Why the emulator differs on purpose. */
  readonly difference?: string;
}

const FOLDER = join(__dirname, '../../../test/aws/observations/published');
const OBSERVATIONS = readdirSync(FOLDER).map(
  (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Observation,
);

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const SCRIPTED = `${RESPOND_SOURCE} exports.handler = (event) => respond(event, JSON.parse(event.ResourceProperties['On' + event.RequestType] ?? '{}'));`;
/** Its Create ends only after the response to its Delete. */
const SLOW = `${RESPOND_SOURCE}
  const { existsSync, writeFileSync } = require('node:fs');
  exports.handler = async (event) => {
    const mark = __dirname + '/deleted';
    if (event.RequestType === 'Delete') {
      await respond(event);
      return writeFileSync(mark, '');
    }
    while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 5));
  };`;
let aws: Emulator;
let handlers: Handlers;
let ivs: IvsClient;
let s3: S3Client;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  ({ aws, handlers } = await startTestEmulator({ clock: createFastClock(200) }));
  handlers.add('scripted', SCRIPTED);
  handlers.add('slow', SLOW);
  const { region, accountId } = aws;
  const bucket = { region, accountId, encryption: 'AES256' as const };
  aws.s3.buckets.set('archive', bucket);
  aws.s3.buckets.set('distant', { ...bucket, region: 'eu-west-1' });
  aws.s3.buckets.set('point-s3alias', { ...bucket, isAccessPointAlias: true });
  ivs = new IvsClient({ region, credentials, endpoint: aws.ivs.endpoint });
  s3 = new S3Client({ region, credentials, endpoint: aws.s3.endpoint, forcePathStyle: true });
  cloudFormation = new CloudFormationClient({ region, credentials, endpoint: aws.cloudFormation.api.endpoint });
});

afterAll(async () => {
  for (const client of [ivs, s3, cloudFormation]) client.destroy();
  await aws.close();
  handlers.removeFolders();
});

test('every observation has a source and a check, and every check an observation', () => {
  expect(OBSERVATIONS.map(({ id }) => id).sort()).toEqual(Object.keys(CHECKS).sort());
  for (const { id, source } of OBSERVATIONS)
    expect([id, source]).toEqual([id, expect.stringMatching(/^https:|published in/)]);
});

test.each(OBSERVATIONS.map((observation) => [observation.id, observation] as const))(
  '%s',
  async (id, { seen, difference }) => {
    const emulated = await CHECKS[id]?.();
    // A reason for a difference that is gone would be wrong.
    if (difference === undefined) expect(emulated).toEqual(seen);
    else expect(emulated).not.toEqual(seen);
  },
);

/** What the emulator does in the situation of each observation. */
const CHECKS: Readonly<Record<string, () => Promise<unknown> | object>> = {
  'custom-resource-create-events': async () => {
    const { events } = await deploy('created', { OnCreate: { PhysicalResourceId: 'made' } });
    const properties = events.find(({ properties: some }) => some !== undefined)?.properties;
    return {
      events: listWithIds(events, 'made'),
      properties: properties?.ServiceToken === undefined ? 'none' : 'a JSON string, ServiceToken included',
    };
  },
  'failed-create-events': async () => {
    const { events } = await deploy('refused', { OnCreate: { PhysicalResourceId: 'half', Status: 'FAILED' } });
    return { events: listWithIds(events, 'half') };
  },
  'failed-response-reason': async () => {
    const { events } = await deploy('reason', { OnCreate: { Status: 'FAILED' } });
    return { reason: events.find(({ status }) => status === 'CREATE_FAILED')?.reason };
  },
  'replacement-events': async () => {
    await deploy('replaced', { Key: '1' });
    const { events } = await deploy('replaced', { Key: '2', OnUpdate: { PhysicalResourceId: 'new' } });
    const ofResource = events.filter(({ logicalId, status }) => logicalId === 'Thing' && status.startsWith('UPDATE'));
    return { events: ofResource.map(({ status, reason }) => [status, reason].filter(Boolean).join(' ')) };
  },
  'cleanup-events': async () => {
    await deploy('cleaned', { Key: '1' });
    const { events } = await deploy('cleaned', { Key: '2', OnUpdate: { PhysicalResourceId: 'new' } });
    const [index, event] = [...events.entries()].find(([, { status }]) => status === 'DELETE_IN_PROGRESS') ?? [];
    const stack = events.slice(0, index).findLast(({ logicalId }) => logicalId === 'cleaned');
    return {
      type: event?.type,
      properties: event?.properties ?? null,
      'event id': /^Thing-[0-9a-f-]{36}$/.test(event?.eventId ?? '') ? '<logical id>-<uuid>' : event?.eventId,
      'status of the stack': stack?.status,
    };
  },
  'cleanup-attempts': async () => {
    await deploy('stuck', { Key: '1', OnDelete: { Status: 'FAILED' } });
    const { stackId, status, statusReason } = await deploy('stuck', {
      Key: '2',
      OnUpdate: { PhysicalResourceId: 'new' },
    });
    const deletes = aws.cloudFormation.sentEvents.filter(
      ({ StackId: id, RequestType: type }) => id === stackId && type === 'Delete',
    );
    return { deletes: deletes.length, 'stack status': status, reason: statusReason };
  },
  'canceled-create-events': async () => {
    const { events } = await aws.cloudFormation.deploy({
      stackName: 'canceled',
      template: { Resources: { Thing: define({}, 'slow'), Failing: define({ OnCreate: { Status: 'FAILED' } }) } },
    });
    const ofResource = events.filter(({ logicalId }) => logicalId === 'Thing');
    return { events: ofResource.map(({ status, reason }) => [status, reason].filter(Boolean).join(' ')) };
  },
  'rollback-update-properties': async () => {
    await deploy('undone', { Key: 'old' });
    const { stackId } = await deploy('undone', { Key: 'new', OnUpdate: { Status: 'FAILED' } });
    const update = aws.cloudFormation.sentEvents.findLast(
      ({ StackId: id, RequestType: type }) => id === stackId && type === 'Update',
    );
    return {
      ResourceProperties: update?.ResourceProperties.Key,
      OldResourceProperties: update?.OldResourceProperties?.Key,
    };
  },
  'failed-update-id': async () => {
    await deploy('adopted', { Key: '1' });
    const { stackId } = await deploy('adopted', {
      Key: '2',
      OnUpdate: { Status: 'FAILED', PhysicalResourceId: 'second' },
    });
    const updates = aws.cloudFormation.sentEvents.filter(
      ({ StackId: id, RequestType: type }) => id === stackId && type === 'Update',
    );
    return { 'physical id of the next event': updates[1]?.PhysicalResourceId };
  },
  'resource-removed-by-update': async () => {
    const topic = { Type: 'AWS::SNS::Topic' };
    await aws.cloudFormation.deploy({
      stackName: 'removed',
      template: { Resources: { Parameter: topic, Other: topic } },
    });
    await aws.cloudFormation.deploy({ stackName: 'removed', template: { Resources: { Other: topic } } });
    return await describeMissing('removed', 'Parameter');
  },
  'resource-of-failed-create': async () => {
    const template = { Resources: { Parameter: define({ OnCreate: { Status: 'FAILED' } }) } };
    await aws.cloudFormation.deploy({ stackName: 'rolled-back', template });
    return await describeMissing('rolled-back', 'Parameter');
  },
  'unknown-stack': () => describeMissing('nowhere', 'Parameter'),
  'response-limit': () => {
    const address = { stackId: 's', requestId: 'r', logicalId: 'l' };
    const respond = (length: number): string => {
      const response = {
        Status: 'SUCCESS',
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
        PhysicalResourceId: 'p',
        Reason: '',
      };
      const room = length - Buffer.byteLength(JSON.stringify(response));
      const result = parseResponse(Buffer.from(JSON.stringify({ ...response, Reason: 'x'.repeat(room) })), address);
      return 'violation' in result ? result.violation : 'accepted';
    };
    return { '4096 bytes': respond(4096), '4097 bytes': respond(4097) };
  },
  'empty-physical-id': async () => {
    const { events } = await deploy('empty', { OnCreate: { PhysicalResourceId: '' } });
    return { reason: events.find(({ status }) => status === 'CREATE_FAILED')?.reason };
  },
  'cloudformation-throttle': async () => {
    aws.cloudFormation.api.faults.inject({ action: 'DescribeStackResource', fault: { kind: 'throttle' } });
    const client = new CloudFormationClient({
      region: aws.region,
      credentials,
      endpoint: aws.cloudFormation.api.endpoint,
      maxAttempts: 1,
    });
    const { error, text } = await describeError(
      client.send(new DescribeStackResourceCommand({ StackName: 's', LogicalResourceId: 'l' })),
    );
    client.destroy();
    return { error, text };
  },
  'bucket-in-another-region': () => headDistantBucket(),
  'bucket-in-another-region-opt-in': () => headDistantBucket(),
  'bucket-alias-header': async () => {
    const { AccessPointAlias: isAlias } = await s3.send(new HeadBucketCommand({ Bucket: 'archive' }));
    return { 'alias header': String(isAlias) };
  },
  'alias-becomes-active': async () => ({ state: await waitForState(await createConfiguration('point-s3alias')) }),
  'long-bucket-name': () => describeError(createConfiguration('x'.repeat(78))),
  'recording-configuration-quota': () => ({ quota: defaultSettings.recordingConfigurationQuota }),
  'ivs-rate-quotas': () => {
    const { seen = {} } = OBSERVATIONS.find(({ id }) => id === 'ivs-rate-quotas') ?? {};
    // Those that the page lists and this project uses.
    return Object.fromEntries(
      Object.entries(serviceRateQuotas).filter(([operation]) => Object.hasOwn(seen, operation)),
    );
  },
  'stream-of-idle-channel': async () => {
    const { channel } = await ivs.send(new CreateChannelCommand({}));
    const { error } = await describeError(ivs.send(new GetStreamCommand({ channelArn: channel?.arn })));
    return { error: error.replace(/ \d+$/, '') };
  },
  'live-channel-update': async () => {
    const { channel: { arn = '' } = {} } = await ivs.send(new CreateChannelCommand({}));
    aws.ivs.account.setLive(arn, true);
    const { error } = await describeError(ivs.send(new UpdateChannelCommand({ arn, recordingConfigurationArn: '' })));
    return { refused: error !== 'none' };
  },
  'detached-channel': async () => {
    const recordingConfigurationArn = await createConfiguration('archive');
    const { channel: { arn } = {} } = await ivs.send(new CreateChannelCommand({ recordingConfigurationArn }));
    const { channel } = await ivs.send(new UpdateChannelCommand({ arn, recordingConfigurationArn: '' }));
    return { recordingConfigurationArn: channel?.recordingConfigurationArn };
  },
  'time-to-active': async () => {
    const input = { destinationConfiguration: { s3: { bucketName: 'archive' } } };
    const { recordingConfiguration: { state } = {} } = await ivs.send(new CreateRecordingConfigurationCommand(input));
    return { 'first state': state, 'within 20 seconds': defaultSettings.timeToActiveMs <= 20_000 };
  },
};

function define(properties: Readonly<Record<string, unknown>>, handler = 'scripted'): object {
  const scripts = Object.entries(properties).map(([name, value]): [string, unknown] => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : value,
  ]);
  const ServiceToken = `arn:aws:lambda:us-east-1:123456789012:function:${handler}`;
  return {
    Type: 'Custom::Thing',
    Properties: { ServiceToken, ServiceTimeout: 900, ...(Object.fromEntries(scripts) as Record<string, unknown>) },
  };
}

async function deploy(stackName: string, properties: Readonly<Record<string, unknown>>): Promise<StackResult> {
  return await aws.cloudFormation.deploy({ stackName, template: { Resources: { Thing: define(properties) } } });
}

function listWithIds(events: StackResult['events'], id: string): readonly string[] {
  return events
    .filter(({ logicalId }) => logicalId === 'Thing')
    .map(({ status, physicalId, reason = '' }) => {
      const text = reason === 'Resource creation Initiated' ? ` ${reason}` : '';
      return `${status} "${physicalId.replace(id, '<id>')}"${text}`;
    });
}

async function describeMissing(StackName: string, LogicalResourceId: string): Promise<object> {
  const { error, text } = await describeError(
    cloudFormation.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId })),
  );
  return { error, text: text.replace(StackName, '<name>') };
}

async function describeError(call: Promise<unknown>): Promise<{ readonly error: string; readonly text: string }> {
  try {
    await call;
    return { error: 'none', text: '' };
  } catch (error) {
    const {
      name,
      message,
      exceptionMessage = message,
      $metadata,
    } = error as Error & {
      exceptionMessage?: string;
      $metadata: { httpStatusCode: number };
    };
    return { error: `${name} ${$metadata.httpStatusCode}`, text: exceptionMessage };
  }
}

async function headDistantBucket(): Promise<object> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: 'distant' }));
    return {};
  } catch (error) {
    const { $response } = error as { $response?: { statusCode: number; headers: Record<string, string> } };
    return { status: $response?.statusCode, 'region header': $response?.headers['x-amz-bucket-region'] };
  }
}

async function createConfiguration(bucketName: string): Promise<string> {
  const input = { destinationConfiguration: { s3: { bucketName } } };
  const { recordingConfiguration } = await ivs.send(new CreateRecordingConfigurationCommand(input));
  return recordingConfiguration?.arn ?? '';
}

async function waitForState(arn: string): Promise<string> {
  for (;;) {
    const { recordingConfiguration: { state = '' } = {} } = await ivs.send(
      new GetRecordingConfigurationCommand({ arn }),
    );
    if (state !== 'CREATING') return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
