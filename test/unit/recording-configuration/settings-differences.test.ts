import fc from 'fast-check';
import type { RecordingSettings } from '../../../lambda/aws/recording-configurations';
import { parseDesiredState } from '../../../lambda/recording-configuration/desired-state';
import { hashSettings } from '../../../lambda/recording-configuration/settings';
import { describeDifferences } from '../../../lambda/recording-configuration/settings-differences';
import { arbitraryProperties } from '../../support/arbitrary-properties';

const settings: fc.Arbitrary<RecordingSettings> = arbitraryProperties.map(
  (properties) => parseDesiredState(properties, {}).settings,
);

test('there is a difference exactly where the fingerprints differ', () => {
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
  [{ bucketName: 'other' }, ['DestinationConfiguration.S3.BucketName is "archive" there and "other" in the template']],
  [{ name: 'live' }, ['Name is not set there and "live" in the template']],
  [{ reconnectWindowSeconds: 5 }, ['RecordingReconnectWindowSeconds is 0 there and 5 in the template']],
  [
    { renditions: { selection: 'CUSTOM', resolutions: ['SD', 'HD'] } },
    [
      'RenditionConfiguration.RenditionSelection is "ALL" there and "CUSTOM" in the template',
      'RenditionConfiguration.Renditions is not set there and ["SD","HD"] in the template',
    ],
  ],
  [
    { thumbnails: { mode: 'DISABLED' } },
    [
      'ThumbnailConfiguration.RecordingMode is "INTERVAL" there and "DISABLED" in the template',
      'ThumbnailConfiguration.TargetIntervalSeconds is 60 there and not set in the template',
      'ThumbnailConfiguration.Storage is ["SEQUENTIAL"] there and not set in the template',
    ],
  ],
  [
    { thumbnails: { mode: 'INTERVAL', targetIntervalSeconds: 60, resolution: 'HD', storage: ['SEQUENTIAL'] } },
    ['ThumbnailConfiguration.Resolution is not set there and "HD" in the template'],
  ],
])('%j is told as %j', (declared, differences) => {
  expect(describeDifferences(BASE, { ...BASE, ...declared })).toEqual(differences);
});
