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

describe('OnInUse.RELEASE with an imported provider', () => {
  const text = `${formatMessage('ChannelUpdatesNotGranted', {})} [ack: ${RELEASE}]`;

  test('adds a warning with the required action', () => {
    expect(warn(() => ({ onInUse: OnInUse.RELEASE }))).toEqual([['/Stack/Recording', text]]);
  });

  test('adds a warning if onInUse is known only at deployment', () => {
    const onInUse = (stack: Stack): unknown => new CfnParameter(stack, 'OnInUse').valueAsString;
    expect(warn((stack) => ({ onInUse: onInUse(stack) as OnInUse }))).toHaveLength(1);
  });

  test('adds no warning once it is acknowledged', () => {
    const stack = createStack();
    const recording = addRecording(stack, { onInUse: OnInUse.RELEASE });
    Annotations.of(recording).acknowledgeWarning(RELEASE, 'The provider stack calls grantChannelUpdates().');
    expect(listWarnings(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => Partial<RecordingConfigurationProps>]>([
    ['with OnInUse.FAIL', () => ({ onInUse: OnInUse.FAIL })],
    ['without onInUse', () => ({})],
    [
      'with a provider of the app',
      (stack) => ({ onInUse: OnInUse.RELEASE, provider: new RecordingConfigurationProvider(stack, 'Provider') }),
    ],
  ])('adds no warning for a configuration %s', (_, create) => {
    expect(warn(create)).toEqual([]);
  });
});

describe('a configuration that records nothing', () => {
  const none = RenditionConfiguration.none();
  const disabled = ThumbnailConfiguration.disable();

  test('adds a warning until it is acknowledged', () => {
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
  ])('adds no warning if %s', (_, props) => {
    expect(warn(() => props)).toEqual([]);
  });
});
