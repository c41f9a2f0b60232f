import { StackedResource, withBucket, type CloudFormationResponse } from '../../../test/support/lifecycle-environment';
import { drawRace } from './race-picture';
import { recordRace } from './race-recording';

const GENERATED_ID = 'video-Recording-1ABC';

/** The response to the Create call is lost, and Lambda delivers the event a second time while the first waits. */
export async function drawLostResponse(): Promise<string> {
  const recording = await recordRace(async ({ world }) => {
    const resource = new StackedResource(world);
    world.server.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'drop-after-commit' });
    const first = beginCreate(resource);
    await world.clock.sleep(2_000);
    await Promise.all([first, world.send(resource.lastEvent, acceptFirst(resource))]);
  });
  return drawRace(recording, 'A lost response and a second delivery end with one configuration');
}

/** Another resource fails while the configuration is created, so CloudFormation cancels the Create and deletes. */
export async function drawCanceledCreate(): Promise<string> {
  const recording = await recordRace(async ({ world, note }) => {
    const resource = new StackedResource(world);
    const creation = beginCreate(resource);
    await world.clock.sleep(1_500);
    note('Another resource fails');
    resource.cancel(GENERATED_ID);
    resource.setStackStatus('ROLLBACK_IN_PROGRESS');
    resource.recordEvent('DELETE_IN_PROGRESS', GENERATED_ID);
    const event = resource.event('Delete', {
      PhysicalResourceId: GENERATED_ID,
      ResourceProperties: withBucket(),
    });
    const deletion = world.send(event, () => {
      resource.recordEvent('DELETE_COMPLETE', GENERATED_ID);
    });
    await Promise.all([creation, deletion]);
  });
  return drawRace(recording, 'A canceled Create leaves no configuration');
}

/** An update replaces the configuration and moves two channels. Then another resource fails, and the stack rolls back. */
export async function drawRolledBackReplacement(): Promise<string> {
  const recording = await recordRace(async ({ world, note, startRecording }) => {
    const resource = new StackedResource(world);
    const named = (Name: string): object => withBucket({ Name, OnInUse: 'RELEASE' });
    const { PhysicalResourceId: original } = await resource.create(named('original'));
    for (const name of ['stage-1', 'stage-2'])
      world.account.createChannel({ name, recordingConfigurationArn: original });
    await world.clock.sleep(2_000);
    startRecording();
    const { PhysicalResourceId: replacement } = await resource.update(named('replacement'));
    note('Another resource fails');
    await resource.rollBackTo(named('original'));
    await resource.deleteReplaced(replacement, named('replacement'));
  });
  // The reads of the stack and the lists of configurations would double the height.
  return drawRace(recording, 'A rolled back replacement moves the channels back', /^Describe|^List$/);
}

/** Sends a Create as CloudFormation does. */
function beginCreate(resource: StackedResource): Promise<CloudFormationResponse> {
  resource.setStackStatus('CREATE_IN_PROGRESS');
  resource.recordEvent('CREATE_IN_PROGRESS', '', withBucket());
  return resource.world.send(resource.event('Create', { ResourceProperties: withBucket() }), acceptFirst(resource));
}

/** Returns what CloudFormation does with a response to a Create: it ignores all but the first, and all after a cancel. */
function acceptFirst(resource: StackedResource): (response: CloudFormationResponse) => void {
  const { world, stackId, logicalId } = resource;
  return ({ Status, PhysicalResourceId }) => {
    const recorded = world.records.resource(stackId, logicalId);
    if (typeof recorded === 'string' || recorded.status !== 'CREATE_IN_PROGRESS') return;
    resource.recordEvent(`CREATE_${Status === 'SUCCESS' ? 'COMPLETE' : 'FAILED'}`, PhysicalResourceId);
  };
}
