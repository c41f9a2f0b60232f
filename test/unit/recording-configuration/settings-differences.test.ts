import fc from 'fast-check';
import type { RecordingSettings } from '../../../lambda/aws/recording-configurations';
import { parseDesiredState } from '../../../lambda/recording-configuration/desired-state';
import { hashSettings } from '../../../lambda/recording-configuration/settings';
import { describeDifferences } from '../../../lambda/recording-configuration/settings-differences';
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
  bucketName: 'archive',
  name: undefined,
  reconnectWindowSeconds: 0,
  renditions: { selection: 'ALL' },
  thumbnails: { mode: 'INTERVAL', targetIntervalSeconds: 60, resolution: undefined, storage: ['SEQUENTIAL'] },
};

test.each<[declared: Partial<RecordingSettings>, differences: readonly string[]]>([
  [{ bucketName: 'other' }, ['DestinationConfiguration.S3.BucketName: "archive" in IVS, "other" in the template']],
  [{ name: 'live' }, ['Name: not set in IVS, "live" in the template']],
  [{ reconnectWindowSeconds: 5 }, ['RecordingReconnectWindowSeconds: 0 in IVS, 5 in the template']],
  [
    { renditions: { selection: 'CUSTOM', resolutions: ['SD', 'HD'] } },
    [
      'RenditionConfiguration.RenditionSelection: "ALL" in IVS, "CUSTOM" in the template',
      'RenditionConfiguration.Renditions: not set in IVS, ["SD","HD"] in the template',
    ],
  ],
  [
    { thumbnails: { mode: 'DISABLED' } },
    [
      'ThumbnailConfiguration.RecordingMode: "INTERVAL" in IVS, "DISABLED" in the template',
      'ThumbnailConfiguration.TargetIntervalSeconds: 60 in IVS, not set in the template',
      'ThumbnailConfiguration.Storage: ["SEQUENTIAL"] in IVS, not set in the template',
    ],
  ],
  [
    { thumbnails: { mode: 'INTERVAL', targetIntervalSeconds: 60, resolution: 'HD', storage: ['SEQUENTIAL'] } },
    ['ThumbnailConfiguration.Resolution: not set in IVS, "HD" in the template'],
  ],
])('%j is reported as %j', (declared, differences) => {
  expect(describeDifferences(BASE, { ...BASE, ...declared })).toEqual(differences);
});
