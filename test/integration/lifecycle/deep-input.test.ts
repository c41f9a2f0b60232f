import { formatMessage } from '../../../schema/messages';
import {
  STACK_ID,
  StackedResource,
  startTestEnvironment,
  withBucket,
  RESPONSE_URL,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

/** Nested lists that a template or a hand-written event can contain; JSON.parse accepts them. */
const DEEP: unknown = JSON.parse('['.repeat(1_000_000) + ']'.repeat(1_000_000));

let world: TestEnvironment;

beforeEach(async () => {
  world = await startTestEnvironment();
});
afterEach(async () => {
  await world.close();
});

const event = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  RequestType: 'Create',
  ResponseURL: RESPONSE_URL,
  StackId: STACK_ID,
  RequestId: 'request-deep',
  ResourceType: 'Custom::IVSRecordingConfiguration',
  LogicalResourceId: 'Recording',
  ResourceProperties: withBucket(),
  ...fields,
});

const SHOWN = `${'['.repeat(100)}…`;
const tag = (fields: Readonly<Record<string, unknown>>): unknown => withBucket({ Tags: [fields] });

test.each<[where: string, properties: unknown, path: string]>([
  ['as the properties', DEEP, 'Properties'],
  ['as the bucket', { DestinationConfiguration: { S3: { BucketName: DEEP } } }, 'BucketName'],
  ['as the destination', { DestinationConfiguration: DEEP }, 'DestinationConfiguration'],
  ['as a text', withBucket({ Name: DEEP }), 'Name'],
  ['as a number', withBucket({ RecordingReconnectWindowSeconds: DEEP }), 'RecordingReconnectWindowSeconds'],
  ['as an enum', withBucket({ OnInUse: DEEP }), 'OnInUse'],
  ['in a list', withBucket({ ThumbnailConfiguration: { Storage: [DEEP] } }), 'Storage[0]'],
  ['as renditions', withBucket({ RenditionConfiguration: { Renditions: DEEP } }), 'Renditions[0]'],
  ['as the tags', withBucket({ Tags: DEEP }), 'Tags[0]'],
  ['as the value in a map of tags', withBucket({ Tags: { team: DEEP } }), 'Tags.team'],
  ['as a tag', withBucket({ Tags: [DEEP] }), 'Tags[0]'],
  ['as the key of a tag', tag({ Key: DEEP, Value: '' }), 'Tags[0].Key'],
  ['as the value of a tag', tag({ Key: 'a', Value: DEEP }), 'Tags[0].Value'],
])('a million nested lists %s are rejected like any invalid value', async (_, properties, path) => {
  const response = await world.send(event({ ResourceProperties: properties }));
  expect(response.Status).toBe('FAILED');
  expect(response.Reason).toMatch(/^InvalidProperties: /);
  expect(response.Reason).toContain(`${path} is ${'['.repeat(99)}`);
  expect(response.Reason).not.toContain('RangeError');
  expect(world.account.recordingConfigurations()).toEqual([]);
});

test('a million nested lists as the request type are rejected', async () => {
  const response = await world.send(event({ RequestType: DEEP }));
  expect(response).toMatchObject({
    Status: 'FAILED',
    Reason: formatMessage('InvalidRequestType', { value: SHOWN }),
  });
});

test('a million nested lists as the physical id are rejected', async () => {
  const response = await world.send(event({ RequestType: 'Delete', PhysicalResourceId: DEEP }));
  expect(response).toMatchObject({
    Status: 'FAILED',
    Reason: formatMessage('InvalidPhysicalResourceId', { type: 'Delete', limit: 1024 }),
  });
});

test.each([['ServiceTimeout'], ['ServiceToken']])('a million nested lists as %s are ignored', async (name) => {
  new StackedResource(world).recordEvent('CREATE_IN_PROGRESS', '', withBucket());
  const response = await world.send(event({ ResourceProperties: withBucket({ [name]: DEEP }) }));
  expect(response.Status).toBe('SUCCESS');
});

test('an update from previous properties with a million nested lists succeeds', async () => {
  new StackedResource(world).recordEvent('CREATE_IN_PROGRESS', '', withBucket());
  const { PhysicalResourceId } = await world.send(event({}));
  new StackedResource(world).recordEvent('UPDATE_IN_PROGRESS', PhysicalResourceId, withBucket());
  const fields = { RequestType: 'Update', RequestId: 'update', PhysicalResourceId };
  for (const OldResourceProperties of [DEEP, withBucket({ Tags: DEEP })]) {
    expect(await world.send(event({ ...fields, OldResourceProperties }))).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId,
    });
  }
});
