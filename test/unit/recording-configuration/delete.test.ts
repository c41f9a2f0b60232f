import { OWNER_TAGS } from '../../../schema/tags';
import type { Tags } from '../../../lambda/aws/recording-configurations';
import type { StackResource } from '../../../lambda/aws/stacks';
import { onDelete } from '../../../lambda/recording-configuration/delete';
import { toOriginTag, type Origin } from '../../../lambda/recording-configuration/ownership';
import { withBucket } from '../../support/properties';
import {
  TestContext,
  DESIRED_STATE,
  createDesiredState,
  OWNER,
  errorOf,
  failWith,
  resourceError,
} from './test-context';

const ANOTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/1';
const NAMED = createDesiredState({ Name: 'two' });

/**
 * A resource with a configuration, before a delete.
 *
 * @param isStartEvent - whether CloudFormation shows the start of the delete
 */
function setUp({ isStartEvent = true, tags = {} } = {}) {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration(DESIRED_STATE, tags);
  if (isStartEvent) env.recordStart(arn);
  const sites = (): readonly string[] => env.calls.map(({ site }) => site);
  return { env, arn, sites };
}

describe('a Delete', () => {
  test('of the resource deletes its configuration and all duplicates', async () => {
    const { env, arn } = setUp();
    env.addConfiguration();
    const { arn: other } = env.addConfiguration(NAMED);
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([other]);
  });

  test('in a cleanup deletes the duplicates that a failed operation before it left', async () => {
    const env = new TestContext('Delete', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.addConfiguration();
    const { arn: retained } = env.addRetainedConfiguration();
    await env.pass(1_000);
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    await env.pass(1_000);
    env.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    env.recordStart(arn);
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([retained]);
  });

  test('calls Get if the settings-hash tag excludes the configuration from the list', async () => {
    const { env, arn, sites } = setUp();
    env.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: 'changed by hand' } });
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'list', 'get']);
  });

  test('checks in the list of duplicates that the configuration is deleted', async () => {
    const { env, arn, sites } = setUp();
    const { arn: retained } = env.addRetainedConfiguration();
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(sites().slice(0, 4)).toEqual(['describeResource', 'get', 'delete', 'list']);
    expect(sites().filter((site) => site === 'get')).toHaveLength(1);
    expect(env.arns).toEqual([retained]);
  });

  test('waits while the list still has the configuration, and does not delete it again', async () => {
    const { env, arn, sites } = setUp();
    const [own] = env.account.recordingConfigurations();
    env.onNext('list', () => ({ configurations: [own], nextToken: undefined }));
    env.onNext(
      'get',
      (proceed) => proceed(),
      () => own,
    );
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'list', 'get', 'get']);
  });

  test('of a configuration with another settings hash polls Get until it is deleted', async () => {
    const { env, arn, sites } = setUp();
    env.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: 'lost' } });
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(sites()).toEqual(['describeResource', 'get', 'delete', 'list', 'get']);
  });

  test('of a replaced configuration deletes only that configuration', async () => {
    const { env, arn } = setUp();
    const { arn: equal } = env.addConfiguration();
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: 'another' };
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([equal]);
  });

  test('while CloudFormation deletes another id deletes only its configuration', async () => {
    const { env, arn } = setUp();
    const { arn: equal } = env.addConfiguration();
    env.resource = { status: 'DELETE_IN_PROGRESS', physicalId: 'another' };
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([equal]);
  });

  test('with invalid properties deletes only the configuration', async () => {
    const { env, arn } = setUp();
    const { arn: equal } = env.addConfiguration();
    await onDelete(env.context, undefined, arn);
    expect(env.arns).toEqual([equal]);
  });

  test('of the current configuration is stale if no deletion is in progress', async () => {
    const { env, arn } = setUp();
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: arn };
    expect(await errorOf(onDelete(env.context, DESIRED_STATE, arn))).toMatchObject(
      resourceError('StaleDelete', { id: arn }),
    );
    expect(env.arns).toEqual([arn]);
    expect(env.timesOf('describeResource')).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    expect(env.timesOf('get')).toEqual([]);
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_FAILED', 'CREATE_FAILED'])(
    'of the current configuration fails while the resource is %s: only DELETE_* deletes it',
    async (status) => {
      const { env, arn } = setUp();
      env.resource = { status, physicalId: arn };
      expect(await errorOf(onDelete(env.context, DESIRED_STATE, arn))).toMatchObject({ name: 'ResourceError' });
      expect(env.arns).toEqual([arn]);
    },
  );

  test.each<[title: string, recordEvents: (env: TestContext) => void]>([
    [
      'of a resource that CloudFormation does not know',
      (env) => {
        env.resource = 'absent';
      },
    ],
    [
      'of another configuration',
      (env) => {
        env.recordStart('another');
      },
    ],
  ])('%s does not delete a configuration without owner tags', async (_title, recordEvents) => {
    const { env, arn } = setUp({ isStartEvent: false });
    env.account.untagResource({ resourceArn: arn, tagKeys: Object.values(OWNER_TAGS) });
    recordEvents(env);
    expect(await errorOf(onDelete(env.context, DESIRED_STATE, arn))).toMatchObject(
      resourceError('OwnerTagMissing', { arn }),
    );
    expect(env.arns).toEqual([arn]);
  });

  test('deletes the replaced configuration even if its owner tags were removed', async () => {
    const { env, arn } = setUp();
    env.account.untagResource({ resourceArn: arn, tagKeys: Object.values(OWNER_TAGS) });
    env.resource = { status: 'UPDATE_COMPLETE', physicalId: 'another' };
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([]);
  });

  test('deletes the recorded configuration even if its owner tags were removed', async () => {
    const { env, arn } = setUp();
    env.account.untagResource({ resourceArn: arn, tagKeys: Object.values(OWNER_TAGS) });
    env.recordStart(arn);
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([]);
  });

  test.each(['absent', 'unknown'])('of a resource that is %s deletes the configuration', async (stackResource) => {
    const { env, arn } = setUp();
    const { arn: equal } = env.addConfiguration();
    if (stackResource === 'absent') env.resource = 'absent';
    else env.onNext('describeResource', failWith('AccessDenied'));
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([equal]);
  });

  test('of a deleted configuration deletes nothing', async () => {
    const { env, arn } = setUp();
    env.account.deleteRecordingConfiguration({ arn });
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.timesOf('delete')).toEqual([]);
    expect(env.timesOf('get')).toEqual([0, 2_500, 5_000]);
  });

  test('deletes a configuration that two reads do not find', async () => {
    const { env, arn } = setUp();
    env.onNext(
      'get',
      () => undefined,
      () => undefined,
    );
    await onDelete(env.context, DESIRED_STATE, arn);
    expect(env.arns).toEqual([]);
  });

  describe('of a configuration whose owner tags name another resource', () => {
    function setUpTaken(resource?: (arn: string) => StackResource) {
      const world = setUp({ tags: { [OWNER_TAGS.stackId]: ANOTHER_STACK } });
      if (resource !== undefined) {
        world.env.records.createStack(ANOTHER_STACK);
        world.env.records.setResource(ANOTHER_STACK, OWNER.logicalId, resource(world.arn));
      }
      return world;
    }
    const ownerUnknown = (arn: string): object =>
      resourceError('OwnerUnknown', { arn, owners: `Recording of stack ${ANOTHER_STACK}` });

    test('which has it, keeps it', async () => {
      const { env, arn } = setUpTaken((physicalId) => ({ status: 'UPDATE_COMPLETE', physicalId }));
      await onDelete(env.context, DESIRED_STATE, arn);
      expect(env.arns).toEqual([arn]);
      expect(env.logs).toContainEqual({
        message: 'Delete ignored; another resource owns the configuration',
        details: { arn },
      });
    });

    test('which is gone, deletes it with the resource that has it', async () => {
      const { env, arn } = setUpTaken();
      await onDelete(env.context, DESIRED_STATE, arn);
      expect(env.arns).toEqual([]);
    });

    test('which is gone, fails if this resource stays', async () => {
      const { env, arn } = setUpTaken();
      env.onNext('describeResource', () => ({ status: 'UPDATE_COMPLETE', physicalId: 'another' }));
      expect(await errorOf(onDelete(env.context, DESIRED_STATE, arn))).toMatchObject(ownerUnknown(arn));
      expect(env.arns).toEqual([arn]);
    });

    test('which might have it, fails', async () => {
      const { env, arn } = setUpTaken(() => ({ status: 'UPDATE_FAILED', physicalId: 'another' }));
      expect(await errorOf(onDelete(env.context, DESIRED_STATE, arn))).toMatchObject(ownerUnknown(arn));
      expect(env.arns).toEqual([arn]);
    });
  });

  describe('of a configuration that a request found', () => {
    const found = (env: TestContext, agoMs: number): Tags =>
      toOriginTag({ requestId: 'request-0', createdAt: env.clock.epochMs() - agoMs, isFound: true });

    /** The rollback of an update that found the configuration and replaced another one. */
    function setUpUndone(toTags: (env: TestContext) => Tags) {
      const world = setUp({ isStartEvent: false });
      const { env, arn } = world;
      env.account.tagResource({ resourceArn: arn, tags: toTags(env) });
      env.recordEvent('UPDATE_IN_PROGRESS', 'old');
      env.recordEvent('UPDATE_COMPLETE', arn);
      env.recordStart(arn);
      return world;
    }

    test('keeps a configuration from before the operation', async () => {
      const { env, arn } = setUpUndone((undone) => found(undone, 7_200_000));
      await onDelete(env.context, DESIRED_STATE, arn);
      expect(env.arns).toEqual([arn]);
      expect(env.logs).toContainEqual({
        message: 'Configuration kept; it existed before the operation being rolled back',
        details: { arn },
      });
    });

    test.each<[string, Tags]>([
      ['adopted', toOriginTag({ requestId: 'request-0', createdAt: undefined, isFound: false })],
      ['created at an unknown time', toOriginTag({ requestId: 'request-0', createdAt: undefined, isFound: true })],
    ])('keeps a configuration that was %s', async (_title, tags) => {
      const { env, arn } = setUpUndone(() => tags);
      await onDelete(env.context, DESIRED_STATE, arn);
      expect(env.arns).toEqual([arn]);
    });

    test('deletes a configuration that the operation created', async () => {
      const { env, arn } = setUpUndone((undone) => found(undone, 500));
      await onDelete(env.context, DESIRED_STATE, arn);
      expect(env.arns).toEqual([]);
    });

    test('deletes a configuration that the resource had before the operation', async () => {
      const { env, arn } = setUp();
      env.account.tagResource({ resourceArn: arn, tags: found(env, 7_200_000) });
      await onDelete(env.context, DESIRED_STATE, arn);
      expect(env.arns).toEqual([]);
    });

    test('fails if the stack events are not available', async () => {
      const { env, arn } = setUp();
      env.account.tagResource({ resourceArn: arn, tags: found(env, 7_200_000) });
      env.onNext('listEvents', failWith('AccessDenied'));
      expect(await errorOf(onDelete(env.context, DESIRED_STATE, arn))).toMatchObject(
        resourceError('OriginUnknown', { arns: arn }),
      );
      expect(env.arns).toEqual([arn]);
    });
  });

  describe('with the id of a failed Create', () => {
    const FAILED = 'failed-creation-request-7';
    const of7 = (origin: Partial<Origin> = {}): Tags =>
      toOriginTag({ requestId: 'request-7', createdAt: 0, isFound: false, ...origin });

    test('deletes only the configurations of that Create, whenever they were created', async () => {
      const { env, arn } = setUp({ isStartEvent: false });
      env.addConfiguration(NAMED, of7());
      const { arn: neighbor } = env.addConfiguration(NAMED, { ...of7(), [OWNER_TAGS.logicalId]: 'Neighbor' });
      env.recordStart(FAILED);
      await onDelete(env.context, DESIRED_STATE, FAILED);
      expect(env.arns).toEqual([arn, neighbor]);
      expect(env.timesOf('list')).toHaveLength(1);
    });

    test('deletes them while the resource is created again', async () => {
      const { env, arn } = setUp({ isStartEvent: false });
      env.addConfiguration(NAMED, of7());
      env.resource = { status: 'CREATE_IN_PROGRESS', physicalId: '' };
      await onDelete(env.context, DESIRED_STATE, FAILED);
      expect(env.arns).toEqual([arn]);
    });

    test('keeps a configuration that the Create found and the resource now has', async () => {
      const { env, arn } = setUp({ isStartEvent: false, tags: of7() });
      env.resource = { status: 'CREATE_COMPLETE', physicalId: arn };
      await onDelete(env.context, DESIRED_STATE, FAILED);
      expect(env.arns).toEqual([arn]);
    });

    test('deletes a found configuration only if it was created since the last committed operation', async () => {
      const { env, arn } = setUp({ isStartEvent: false });
      const now = env.clock.epochMs();
      const { arn: retained } = env.addConfiguration(NAMED, of7({ isFound: true, createdAt: now - 7_200_000 }));
      const { arn: adopted } = env.addConfiguration(NAMED, of7({ createdAt: undefined }));
      env.addConfiguration(NAMED, of7({ isFound: true, createdAt: now - 1_000 }));
      env.recordStart(FAILED);
      await onDelete(env.context, DESIRED_STATE, FAILED);
      expect(env.arns).toEqual([arn, retained, adopted]);
    });

    test('lists a second time if it finds nothing', async () => {
      const { env, arn } = setUp({ isStartEvent: false });
      env.addConfiguration(NAMED, of7());
      env.recordStart(FAILED);
      env.onNext('list', () => ({ configurations: [], nextToken: undefined }));
      await onDelete(env.context, DESIRED_STATE, FAILED);
      expect(env.timesOf('list')).toEqual([0, 6_000]);
      expect(env.arns).toEqual([arn]);
    });

    test('does not list a second time if little time is left', async () => {
      const env = new TestContext('Delete', { workMs: 11_999 });
      env.recordStart(FAILED);
      await onDelete(env.context, DESIRED_STATE, FAILED);
      expect(env.timesOf('list')).toEqual([0]);
    });
  });

  describe('with an id that CloudFormation invented', () => {
    const INVENTED = 'video-Recording-1ABC';

    /** A canceled Create, with configurations from before and after its start. */
    function setUpCanceled() {
      const env = new TestContext('Delete', { timeToActiveMs: 0 });
      const retained = env.addRetainedConfiguration().arn;
      const made = env.addConfiguration().arn;
      env.recordEvent('CREATE_IN_PROGRESS', '', withBucket(), { agoMs: 1_000 });
      env.recordEvent('CREATE_FAILED', INVENTED);
      return { env, retained, made };
    }

    test('deletes the configurations created since the Create began', async () => {
      const { env, retained } = setUpCanceled();
      env.recordStart(INVENTED);
      await onDelete(env.context, DESIRED_STATE, INVENTED);
      expect(env.arns).toEqual([retained]);
    });

    test('keeps the configuration of a later Create', async () => {
      const { env, retained, made } = setUpCanceled();
      await env.pass(10_000);
      env.recordEvent('CREATE_IN_PROGRESS', '', withBucket());
      await env.pass(10_000);
      const { arn: later } = env.addConfiguration();
      env.account.createChannel({ recordingConfigurationArn: later });
      await onDelete(env.context, DESIRED_STATE, INVENTED);
      expect(env.arns).toEqual([retained, later]);
      expect(env.arns).not.toContain(made);
    });

    test('fails if CloudFormation does not show when the Create began', async () => {
      const { env, retained, made } = setUpCanceled();
      env.recordStart(INVENTED);
      env.onNext('listEvents', failWith('AccessDenied'));
      expect(await errorOf(onDelete(env.context, DESIRED_STATE, INVENTED))).toMatchObject(
        resourceError('OriginUnknown', { arns: `${retained}, ${made}` }),
      );
      expect(env.arns).toEqual([retained, made]);
    });

    test('reads no events if there are no configurations', async () => {
      const env = new TestContext('Delete');
      env.recordStart(INVENTED);
      await onDelete(env.context, DESIRED_STATE, INVENTED);
      expect([env.timesOf('listEvents'), env.timesOf('list')]).toEqual([[], [0, 6_000]]);
    });
  });

  test('with an id that is not an ARN and invalid properties makes no call', async () => {
    const { env, sites } = setUp();
    await onDelete(env.context, undefined, 'failed-creation-1');
    expect(sites()).toEqual([]);
    expect(env.arns).toHaveLength(1);
  });
});
