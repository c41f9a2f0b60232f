import { parseDesiredState } from '../../../lambda/recording-configuration/desired-state';
import { withBucket } from '../../support/properties';

/** Deployed stacks carry these in their owner tags: another value for the same settings would replace configurations. */
test.each([
  [withBucket(), '467fb79e29c57ef61a29c882dfded9ed'],
  [
    withBucket({
      Name: 'recording_configuration-1',
      RecordingReconnectWindowSeconds: 60,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] },
      ThumbnailConfiguration: { TargetIntervalSeconds: 30, Resolution: 'HD', Storage: ['LATEST'] },
    }),
    'ede3501b9a2923668a6d48671360a622',
  ],
  [withBucket({ ThumbnailConfiguration: { RecordingMode: 'DISABLED' } }), '1f89392ff2eff4a83e57e59c6eccf4a5'],
])('the settings hash of %j never changes', (properties, settingsHash) => {
  expect(parseDesiredState(properties, {}).settingsHash).toBe(settingsHash);
});
