import { withBucket } from './properties';

/** Deployed stacks have these in their owner tags: another value for the same settings would replace configurations. */
export const SETTINGS_HASHES: readonly (readonly [properties: object, settingsHash: string])[] = [
  [withBucket(), '947d90b35d6347e26d33ccf2b270ecdd'],
  [
    withBucket({
      Name: 'recording_configuration-1',
      RecordingReconnectWindowSeconds: 60,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] },
      ThumbnailConfiguration: { TargetIntervalSeconds: 30, Resolution: 'HD', Storage: ['LATEST', 'SEQUENTIAL'] },
    }),
    'cc2d0ddff291832f404000faa1bdbbd9',
  ],
  [withBucket({ ThumbnailConfiguration: { RecordingMode: 'DISABLED' } }), '93c83267189be4ef385588bf73be6a2a'],
];
