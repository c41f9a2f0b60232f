import { Annotations, CfnParameter, type Stack } from 'aws-cdk-lib';
import { Annotations as Found, Match } from 'aws-cdk-lib/assertions';
import { formatMessage } from '../../../schema/messages';
import {
  OnInUse,
  type RecordingConfigurationProps,
  RecordingConfigurationProvider,
  RenditionConfiguration,
  ThumbnailConfiguration,
} from '../../../lib';
import { addRecording, createStack } from './synthesis';

const RELEASE = 'cdk-ivs-recording-configuration:releaseByImportedProvider';
const NOTHING = 'cdk-ivs-recording-configuration:nothingRecorded';

const listWarnings = (stack: Stack): readonly unknown[] =>
  Found.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ id, entry }) => [id, entry.data]);

function warn(create: (stack: Stack) => Partial<RecordingConfigurationProps>): readonly unknown[] {
  const stack = createStack();
  addRecording(stack, create(stack));
  return listWarnings(stack);
}

describe('the release of channels by an imported provider', () => {
  const text = `${formatMessage('ChannelUpdatesNotGranted', {})} [ack: ${RELEASE}]`;

  test('is warned of, with what to do', () => {
    expect(warn(() => ({ onInUse: OnInUse.RELEASE }))).toEqual([['/Stack/Recording', text]]);
  });

  test('is warned of where only the deployment knows whether it comes to that', () => {
    const onInUse = (stack: Stack): unknown => new CfnParameter(stack, 'OnInUse').valueAsString;
    expect(warn((stack) => ({ onInUse: onInUse(stack) as OnInUse }))).toHaveLength(1);
  });

  test('is warned of no more when someone has seen to it', () => {
    const stack = createStack();
    const recording = addRecording(stack, { onInUse: OnInUse.RELEASE });
    Annotations.of(recording).acknowledgeWarning(RELEASE, 'The provider stack calls grantChannelUpdates().');
    expect(listWarnings(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => Partial<RecordingConfigurationProps>]>([
    ['that does not release', () => ({ onInUse: OnInUse.FAIL })],
    ['that says nothing', () => ({})],
    [
      'whose provider is at hand',
      (stack) => ({ onInUse: OnInUse.RELEASE, provider: new RecordingConfigurationProvider(stack, 'Provider') }),
    ],
  ])('is not warned of with a configuration %s', (_, create) => {
    expect(warn(create)).toEqual([]);
  });
});

describe('a configuration that records nothing', () => {
  const none = RenditionConfiguration.none();
  const disabled = ThumbnailConfiguration.disable();

  test('is warned of, until that is acknowledged', () => {
    const stack = createStack();
    const recording = addRecording(stack, { renditionConfiguration: none, thumbnailConfiguration: disabled });
    expect(listWarnings(stack)).toEqual([
      ['/Stack/Recording', `${formatMessage('NothingRecorded', {})} [ack: ${NOTHING}]`],
    ]);
    const other = createStack();
    const acknowledged = addRecording(other, { renditionConfiguration: none, thumbnailConfiguration: disabled });
    Annotations.of(acknowledged).acknowledgeWarning(NOTHING);
    expect(listWarnings(other)).toEqual([]);
    expect(recording.node.path).toBe(acknowledged.node.path);
  });

  test.each<[string, Partial<RecordingConfigurationProps>]>([
    ['thumbnails are recorded by default', { renditionConfiguration: none }],
    [
      'thumbnails are recorded',
      { renditionConfiguration: none, thumbnailConfiguration: ThumbnailConfiguration.interval() },
    ],
    ['video is recorded by default', { thumbnailConfiguration: disabled }],
    ['video is recorded', { renditionConfiguration: RenditionConfiguration.all(), thumbnailConfiguration: disabled }],
  ])('is none if %s', (_, props) => {
    expect(warn(() => props)).toEqual([]);
  });
});
