import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
} from '@aws-sdk/client-cloudformation';
import type { Emulator } from '../../aws';
import type { CustomResourceEvent } from '../../cloudformation/custom-resource';
import { RESPOND_SOURCE, createFastClock, startTestEmulator } from './emulator';
import type { Handlers } from './emulator';
import { listHistory } from './scripted-engine';

let aws: Emulator;
let handlers: Handlers;

/** A handler controlled by its properties: `On<Type>` has the overrides of the response. */
const SCRIPTED = `${RESPOND_SOURCE} exports.handler = (event) => respond(event, JSON.parse(event.ResourceProperties['On' + event.RequestType] ?? '{}'));`;

beforeAll(async () => {
  ({ aws, handlers } = await startTestEmulator({ clock: createFastClock(200) }));
  handlers.add('scripted', SCRIPTED);
  // Its Create ends only after the response to its Delete.
  handlers.add(
    'slow',
    `${RESPOND_SOURCE}
    const { existsSync, writeFileSync } = require('node:fs');
    exports.handler = async (event) => {
      const mark = __dirname + '/deleted';
      if (event.RequestType === 'Delete') {
        await respond(event);
        return writeFileSync(mark, '');
      }
      while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 5));
      return respond(event, { PhysicalResourceId: 'slow-thing' });
    };`,
    { timeoutSeconds: 900 },
  );
  handlers.add('silent', `exports.handler = async () => 'nothing';`);
});

afterAll(async () => {
  await aws.close();
  handlers.removeFolders();
});

const formatArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

function createTemplate(
  properties: Record<string, unknown>,
  resource: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    Resources: {
      Thing: {
        Type: 'Custom::Thing',
        Properties: { ServiceToken: formatArn('scripted'), ServiceTimeout: 900, ...properties },
        ...resource,
      },
    },
    Outputs: { Id: { Value: { Ref: 'Thing' } } },
  };
}

const listEvents = (stackId: string): unknown[] =>
  aws.cloudFormation.sentEvents.filter((event) => event.StackId === stackId);

describe('events of a custom resource', () => {
  test('have exactly the fields of Create, Update and Delete, with all scalars as strings', async () => {
    const { cloudFormation } = aws;
    const first = { Key: 'a', Count: 42, On: true, List: [80, { Deep: false }], None: { Ref: 'AWS::NoValue' } };
    const { stackId, outputs } = await cloudFormation.deploy({ stackName: 'shape', template: createTemplate(first) });
    expect(outputs).toEqual({ Id: 'thing-a' });
    await cloudFormation.deploy({ stackName: 'shape', template: createTemplate({ ...first, Count: 43 }) });
    await cloudFormation.delete('shape');

    const common = {
      ServiceToken: formatArn('scripted'),
      ResponseURL: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/arn%3Aaws%3Acloudformation%3A.*%7CThing%7C[-0-9a-f]{36}\?AWSAccessKeyId=.*&Expires=\d+&Signature=/,
      ) as unknown,
      StackId: stackId,
      RequestId: expect.stringMatching(/^[-0-9a-f]{36}$/) as unknown,
      LogicalResourceId: 'Thing',
      ResourceType: 'Custom::Thing',
    };
    const properties = {
      ServiceToken: formatArn('scripted'),
      ServiceTimeout: '900',
      Key: 'a',
      Count: '42',
      On: 'true',
      List: ['80', { Deep: 'false' }],
    };
    const next = { ...properties, Count: '43' };
    const PhysicalResourceId = 'thing-a';
    const events = listEvents(stackId);
    expect(events).toEqual([
      { ...common, RequestType: 'Create', ResourceProperties: properties },
      {
        ...common,
        RequestType: 'Update',
        PhysicalResourceId,
        ResourceProperties: next,
        OldResourceProperties: properties,
      },
      { ...common, RequestType: 'Delete', PhysicalResourceId, ResourceProperties: next },
    ]);
    expect(Object.keys(events[0] as object)).not.toContain('PhysicalResourceId');
  });

  test('are not sent if the resolved properties do not change, and reach the function unchanged', async () => {
    const { cloudFormation, lambda } = aws;
    const { stackId } = await cloudFormation.deploy({ stackName: 'still', template: createTemplate({ Key: 1 }) });
    const again = await cloudFormation.deploy({ stackName: 'still', template: createTemplate({ Key: '1' }) });
    expect(again.status).toBe('UPDATE_COMPLETE');
    expect(listEvents(stackId)).toHaveLength(1);
    expect(lambda.invocations.map(({ event }) => event)).toEqual(expect.arrayContaining(listEvents(stackId)));
  });

  test('replace the resource if an Update returns another id: the old resource is deleted in the cleanup', async () => {
    const { cloudFormation } = aws;
    const { stackId } = await cloudFormation.deploy({ stackName: 'replace', template: createTemplate({ Key: 'a' }) });
    const OnUpdate = JSON.stringify({ PhysicalResourceId: 'thing-b', Data: { Deep: 'x' } });
    const result = await cloudFormation.deploy({
      stackName: 'replace',
      template: {
        ...createTemplate({ Key: 'b', OnUpdate }),
        Outputs: { Deep: { Value: { 'Fn::GetAtt': 'Thing.Deep' } } },
      },
    });
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { Deep: 'x' } });
    expect(listEvents(stackId)).toMatchObject([
      { RequestType: 'Create' },
      { RequestType: 'Update', PhysicalResourceId: 'thing-a' },
      { RequestType: 'Delete', PhysicalResourceId: 'thing-a', ResourceProperties: { Key: 'a' } },
    ]);
    expect(listHistory(result, 'Thing')).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_IN_PROGRESS: Requested update required the provider to create a new physical resource',
      'UPDATE_COMPLETE',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
  });
});

describe('a failure', () => {
  test('of a Create is followed by a Delete with the id of the FAILED response', async () => {
    const OnCreate = JSON.stringify({ Status: 'FAILED', Reason: 'no room', PhysicalResourceId: 'half-made' });
    const result = await aws.cloudFormation.deploy({ stackName: 'refused', template: createTemplate({ OnCreate }) });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(listHistory(result, 'Thing')[1]).toBe('CREATE_IN_PROGRESS: Resource creation Initiated');
    expect(listHistory(result, 'Thing')[2]).toContain('Message returned: no room');
    expect(listEvents(result.stackId)).toMatchObject([
      { RequestType: 'Create' },
      { RequestType: 'Delete', PhysicalResourceId: 'half-made' },
    ]);
  });

  test('of an Update is rolled back with new and old properties swapped', async () => {
    const { cloudFormation } = aws;
    const { stackId } = await cloudFormation.deploy({ stackName: 'swap', template: createTemplate({ Key: 'a' }) });
    const OnUpdate = JSON.stringify({ Status: 'FAILED', Reason: 'no' });
    const result = await cloudFormation.deploy({ stackName: 'swap', template: createTemplate({ Key: 'b', OnUpdate }) });
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(listEvents(stackId).slice(1)).toMatchObject([
      { RequestType: 'Update', ResourceProperties: { Key: 'b' }, OldResourceProperties: { Key: 'a' } },
      {
        RequestType: 'Update',
        ResourceProperties: { Key: 'a' },
        OldResourceProperties: { Key: 'b' },
        PhysicalResourceId: 'thing-a',
      },
    ]);
  });

  test('of another resource cancels a running Create, whose Delete has a generated id', async () => {
    const template = {
      Resources: {
        Slow: { Type: 'Custom::Thing', Properties: { ServiceToken: formatArn('slow') } },
        Bad: { Type: 'Test::Fail', Properties: { Reason: 'on purpose' } },
      },
    };
    const { stackId, status } = await aws.cloudFormation.deploy({ stackName: 'canceled', template });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(listEvents(stackId)).toMatchObject([
      { RequestType: 'Create' },
      { RequestType: 'Delete', PhysicalResourceId: expect.stringMatching(/^canceled-Slow-[A-Z0-9]{12}$/) as unknown },
    ]);
    const [create] = aws.lambda.invocations.filter(
      ({ event }) => event !== null && (event as { StackId?: string }).StackId === stackId,
    );
    await create?.completed;
    const records = aws.cloudFormation.responses.records.filter(({ address }) => address?.stackId === stackId);
    expect(records.map(({ verdict }) => verdict)).toEqual(['accepted', 'late']);
  });

  test('to respond within ServiceTimeout fails the resource, and its Delete has a generated id', async () => {
    const template = createTemplate({ ServiceToken: formatArn('silent'), ServiceTimeout: 60 });
    const result = await aws.cloudFormation.deploy({ stackName: 'silence', template });
    expect(result.status).toBe('ROLLBACK_FAILED');
    expect(listHistory(result, 'Thing')[1]).toContain(
      'CloudFormation did not receive a response from your Custom Resource.',
    );
    expect(listEvents(result.stackId)[1]).toMatchObject({
      PhysicalResourceId: expect.stringMatching(/^silence-Thing-/) as unknown,
    });
  });

  test.each([
    ['0', /\/ServiceTimeout} must be a whole number from 1 to 3600, not 0/],
    ['3601', /not 3601/],
    ['soon', /not soon/],
  ])('is the result of a ServiceTimeout of %s, and no event is sent', async (ServiceTimeout, reason) => {
    const result = await aws.cloudFormation.deploy({
      stackName: 'timeout',
      template: createTemplate({ ServiceTimeout }),
    });
    expect(listHistory(result, 'Thing')[1]).toMatch(reason);
    expect(listEvents(result.stackId)).toEqual([]);
  });

  test('is the result of a changed ServiceToken and of a function that does not exist', async () => {
    const { cloudFormation } = aws;
    const { stackId } = await cloudFormation.deploy({ stackName: 'token', template: createTemplate({}) });
    const changed = await cloudFormation.deploy({
      stackName: 'token',
      template: createTemplate({ ServiceToken: formatArn('slow') }),
    });
    expect(changed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(listHistory(changed, 'Thing')).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_FAILED: Modifying service token is not allowed.',
    ]);
    expect(listEvents(stackId)).toHaveLength(1);
    const missing = await cloudFormation.deploy({
      stackName: 'missing',
      template: createTemplate({ ServiceToken: formatArn('missing') }),
    });
    expect(listHistory(missing, 'Thing')[1]).toContain(
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing',
    );
  });

  test('of a Delete fails the deletion of the stack, which can be retried', async () => {
    const { cloudFormation } = aws;
    const OnDelete = JSON.stringify({ Status: 'FAILED', Reason: 'in use' });
    await cloudFormation.deploy({ stackName: 'stuck', template: createTemplate({ OnDelete }) });
    const result = await cloudFormation.delete('stuck');
    expect(result).toMatchObject({
      status: 'DELETE_FAILED',
      statusReason: 'The following resource(s) failed to delete: [Thing]',
    });
    handlers.add('scripted', `${RESPOND_SOURCE} exports.handler = (event) => respond(event);`);
    expect((await cloudFormation.delete('stuck')).status).toBe('DELETE_COMPLETE');
  });
});

test('a function that crashes gets a redelivery, and the response to it counts', async () => {
  handlers.add(
    'crashing',
    `${RESPOND_SOURCE}
    const { existsSync, writeFileSync } = require('node:fs');
    exports.handler = (event) => {
      const mark = __dirname + '/' + event.RequestId;
      if (existsSync(mark)) return respond(event);
      writeFileSync(mark, '');
      process.kill(process.pid, 'SIGKILL');
    };`,
  );
  const { stackId, status } = await aws.cloudFormation.deploy({
    stackName: 'crash',
    template: createTemplate({ ServiceToken: formatArn('crashing') }),
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect(listEvents(stackId)).toHaveLength(1);
  const invocation = aws.lambda.invocations.find(({ functionName }) => functionName === 'crashing');
  await invocation?.completed;
  expect(invocation).toMatchObject({
    event: listEvents(stackId)[0],
    redeliveries: 1,
    attempts: [{ outcome: 'crashed' }, { outcome: 'succeeded' }],
  });
});

/** Calls CloudFormation's API with the SDK. */
async function withClient<Result>(use: (client: CloudFormationClient) => Promise<Result>): Promise<Result> {
  const client = new CloudFormationClient({ region: aws.region, endpoint: aws.cloudFormation.api.endpoint });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

test('until a creation has a response, its physical id is empty, not absent', async () => {
  const template = createTemplate({ ServiceToken: formatArn('silent'), ServiceTimeout: 200 });
  const deployment = aws.cloudFormation.deploy({ stackName: 'waiting', template });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await withClient(async (client) => {
    const { StackResourceDetail } = await client.send(
      new DescribeStackResourceCommand({ StackName: 'waiting', LogicalResourceId: 'Thing' }),
    );
    expect(StackResourceDetail).toMatchObject({ ResourceStatus: 'CREATE_IN_PROGRESS', PhysicalResourceId: '' });
    const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: 'waiting' }));
    expect(StackEvents?.[0]).toMatchObject({ LogicalResourceId: 'Thing', PhysicalResourceId: '' });
  });
  // Its deletion gets no response either.
  expect((await deployment).status).toBe('ROLLBACK_FAILED');
});

describe('cleanup of a replaced resource', () => {
  const createCleanedTemplate = (properties: Record<string, unknown>): Record<string, unknown> =>
    createTemplate({ ServiceToken: formatArn('cleaned'), ...properties });
  beforeAll(() => {
    handlers.add('cleaned', SCRIPTED);
  });

  test.each(['{}', '{"Status":"FAILED"}'])(
    'has events of the type AWS::CloudFormation::CustomResource (%s)',
    async (OnDelete) => {
      const stackName = `cleanup-${OnDelete.length}`;
      await aws.cloudFormation.deploy({ stackName, template: createCleanedTemplate({ Key: 1, OnDelete }) });
      const OnUpdate = '{"PhysicalResourceId":"thing-2"}';
      const { stackId } = await aws.cloudFormation.deploy({
        stackName,
        template: createCleanedTemplate({ Key: 2, OnUpdate, OnDelete: '{}' }),
      });
      const { StackEvents = [] } = await withClient((client) =>
        client.send(new DescribeStackEventsCommand({ StackName: stackId })),
      );
      const ofThing = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === 'Thing');
      const deleteEvents = ofThing.filter(({ ResourceStatus }) => ResourceStatus?.startsWith('DELETE_'));
      expect(deleteEvents.length).toBeGreaterThan(1);
      for (const { ResourceType, ResourceProperties, EventId, PhysicalResourceId } of deleteEvents) {
        expect(ResourceType).toBe('AWS::CloudFormation::CustomResource');
        expect(ResourceProperties).toBeUndefined();
        expect(EventId).toMatch(/^Thing-[0-9a-f-]{36}$/);
        expect(PhysicalResourceId).toBe('thing-1');
      }
      const others = ofThing.filter(({ ResourceStatus }) => !ResourceStatus?.startsWith('DELETE_'));
      expect(new Set(others.map(({ ResourceType }) => ResourceType))).toEqual(new Set(['Custom::Thing']));
      await aws.cloudFormation.delete(stackName);
    },
  );

  test('sends a failing Delete three times, then abandons the resource', async () => {
    const template = (Key: number, more: object): Record<string, unknown> => createCleanedTemplate({ Key, ...more });
    await aws.cloudFormation.deploy({ stackName: 'tries', template: template(1, { OnDelete: '{"Status":"FAILED"}' }) });
    const result = await aws.cloudFormation.deploy({
      stackName: 'tries',
      template: template(2, { OnUpdate: '{"PhysicalResourceId":"thing-2"}' }),
    });
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(result.statusReason).toBe('Update successful. One or more resources could not be deleted.');
    const isOldResourceDelete = ({ RequestType, PhysicalResourceId }: CustomResourceEvent): boolean =>
      RequestType === 'Delete' && PhysicalResourceId === 'thing-1';
    const listDeletes = (): readonly CustomResourceEvent[] =>
      aws.cloudFormation.sentEvents.filter((event) => event.StackId === result.stackId && isOldResourceDelete(event));
    expect(listDeletes()).toHaveLength(3);
    expect(new Set(listDeletes().map(({ RequestId }) => RequestId)).size).toBe(3);
    await aws.cloudFormation.delete('tries');
    expect(listDeletes()).toHaveLength(3);
  });

  test('ends with the first successful attempt', async () => {
    const name = 'second-time';
    handlers.add(
      name,
      `${RESPOND_SOURCE}
      const { existsSync, writeFileSync } = require('node:fs');
      const mark = __dirname + '/refused';
      exports.handler = (event) => {
        if (event.RequestType === 'Update') return respond(event, { PhysicalResourceId: 'thing-2' });
        if (event.RequestType === 'Create' || existsSync(mark)) return respond(event);
        writeFileSync(mark, '');
        return respond(event, { Status: 'FAILED' });
      };`,
    );
    const deploy = (Key: number) =>
      aws.cloudFormation.deploy({
        stackName: name,
        template: createCleanedTemplate({ ServiceToken: formatArn(name), Key }),
      });
    await deploy(1);
    const result = await deploy(2);
    expect(result.statusReason).toBeUndefined();
    expect(listHistory(result, 'Thing').filter((line) => line.startsWith('DELETE_'))).toEqual([
      'DELETE_IN_PROGRESS',
      expect.stringMatching(/^DELETE_FAILED: /),
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    await aws.cloudFormation.delete(name);
  });
});
