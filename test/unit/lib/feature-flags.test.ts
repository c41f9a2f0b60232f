import { isDeepStrictEqual } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { OnInUse, RecordingConfigurationProvider } from '../../../lib';
import { addOwnRecording, addRecording, createApp, listResources } from './synthesis';

/** The template of a stack with everything that the construct creates. */
function synthesize(flags: Readonly<Record<string, unknown>>): unknown {
  const stack = new Stack(createApp({ context: flags }), 'Stack');
  const recording = addOwnRecording(stack, { onInUse: OnInUse.RELEASE, tags: { team: 'video' } });
  recording.metricRecordingStartFailures();
  new ivs.CfnChannel(stack, 'Channel', { recordingConfigurationArn: recording });
  return listResources(stack);
}

const all: Readonly<Record<string, unknown>> = CURRENTLY_RECOMMENDED_FLAGS;
const flags = Object.entries(all);

test('no recommended flag, alone or with the others, changes the template', () => {
  expect(flags.length).toBeGreaterThan(50);
  const none = synthesize({});
  const changing = flags.filter(([name, value]) => !isDeepStrictEqual(synthesize({ [name]: value }), none));
  expect(changing).toEqual([]);
  expect(synthesize(all)).toEqual(none);
});

test.each([
  ['no', {}],
  ['all recommended', all],
])('with %s flags, stacks refer to each other in the CDK’s form', (_, context) => {
  const app = createApp({ context });
  const storage = new Stack(app, 'Storage');
  const owner = new Stack(app, 'Owner');
  const user = new Stack(app, 'User');
  const channels = new Stack(app, 'Channels');
  const bucket = new s3.Bucket(storage, 'Bucket');
  const provider = new RecordingConfigurationProvider(owner, 'Provider');
  const recording = addRecording(user, { bucket, provider });
  new ivs.CfnChannel(channels, 'Channel', { recordingConfigurationArn: recording });
  app.synth();
  expect(new Set(user.dependencies)).toEqual(new Set([storage, owner]));
  expect(channels.dependencies).toEqual([user]);
});
