import fc from 'fast-check';
import type { RecordingSettings } from '../../../schema/settings';
import { parseDesiredState } from '../../../lambda/recording-configuration/desired-state';
import { describeDifferences, hashSettings } from '../../../lambda/recording-configuration/settings';
import { arbitraryProperties } from '../../support/arbitrary-properties';

const settings: fc.Arbitrary<RecordingSettings> = arbitraryProperties.map(
  (properties) => parseDesiredState(properties, {}).settings,
);

test('there is a difference if and only if the settings hashes differ', () => {
  fc.assert(
    fc.property(settings, settings, (one, other) => {
      expect(describeDifferences(one, one)).toEqual([]);
      expect(describeDifferences(one, other).length > 0).toBe(hashSettings(one) !== hashSettings(other));
    }),
  );
});

const BASE: RecordingSettings = {
  DestinationConfiguration: { S3: { BucketName: 'archive' } },
  RecordingReconnectWindowSeconds: 0,
  RenditionConfiguration: { RenditionSelection: 'ALL' },
  ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60, Storage: ['SEQUENTIAL'] },
};

test.each<[declared: Partial<RecordingSettings>, differences: readonly string[]]>([
  [
    { DestinationConfiguration: { S3: { BucketName: 'other' } } },
    ['DestinationConfiguration.S3.BucketName: "archive" in IVS, "other" in the template'],
  ],
  [{ Name: 'live' }, ['Name: not set in IVS, "live" in the template']],
  [{ RecordingReconnectWindowSeconds: 5 }, ['RecordingReconnectWindowSeconds: 0 in IVS, 5 in the template']],
  [
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'HD'] } },
    [
      'RenditionConfiguration.RenditionSelection: "ALL" in IVS, "CUSTOM" in the template',
      'RenditionConfiguration.Renditions: not set in IVS, ["SD","HD"] in the template',
    ],
  ],
  [
    { ThumbnailConfiguration: { RecordingMode: 'DISABLED' } },
    [
      'ThumbnailConfiguration.RecordingMode: "INTERVAL" in IVS, "DISABLED" in the template',
      'ThumbnailConfiguration.TargetIntervalSeconds: 60 in IVS, not set in the template',
      'ThumbnailConfiguration.Storage: ["SEQUENTIAL"] in IVS, not set in the template',
    ],
  ],
  [
    { ThumbnailConfiguration: { ...BASE.ThumbnailConfiguration, Resolution: 'HD' } },
    ['ThumbnailConfiguration.Resolution: not set in IVS, "HD" in the template'],
  ],
])('%j is reported as %j', (declared, differences) => {
  expect(describeDifferences(BASE, { ...BASE, ...declared })).toEqual(differences);
});
