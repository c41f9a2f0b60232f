import fc from 'fast-check';
import { parseProperties } from '../../../schema/parse-properties';
import { toSettings } from '../../../schema/settings';
import { fromResponse, toRequest } from '../../../lambda/aws/recording-settings';
import { applyDefaults } from '../../../tools/emulator/ivs/recording-configuration';
import { arbitraryProperties } from '../../support/arbitrary-properties';

const BUCKET = { destinationConfiguration: { s3: { bucketName: 'archive' } } };
const DEFAULTS = {
  DestinationConfiguration: { S3: { BucketName: 'archive' } },
  RecordingReconnectWindowSeconds: 0,
  RenditionConfiguration: { RenditionSelection: 'ALL' },
  ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60, Storage: ['SEQUENTIAL'] },
};

test('created settings are read back as declared, with or without explicit defaults', () => {
  fc.assert(
    fc.property(arbitraryProperties, (properties) => {
      const parsed = parseProperties(properties);
      if (parsed.properties === undefined) throw new Error('expected properties that can be used');
      const declared = toSettings(parsed.properties);
      const request = toRequest(declared);
      expect(fromResponse(applyDefaults(request as Parameters<typeof applyDefaults>[0]))).toEqual(declared);
      expect(fromResponse(request)).toEqual(declared);
    }),
  );
});

test.each<[title: string, response: object, settings: object | undefined]>([
  ['a bucket alone', BUCKET, DEFAULTS],
  ['an empty name', { ...BUCKET, name: '' }, DEFAULTS],
  ['empty parts', { ...BUCKET, renditionConfiguration: {}, thumbnailConfiguration: {} }, DEFAULTS],
  ['no storage', { ...BUCKET, thumbnailConfiguration: { storage: [] } }, DEFAULTS],
  ['no bucket', { destinationConfiguration: {} }, undefined],
  ['no destination', {}, undefined],
  [
    'renditions without CUSTOM',
    { ...BUCKET, renditionConfiguration: { renditionSelection: 'NONE', renditions: ['SD'] } },
    { ...DEFAULTS, RenditionConfiguration: { RenditionSelection: 'NONE' } },
  ],
  [
    'lists in another order',
    {
      ...BUCKET,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'SD'] },
      thumbnailConfiguration: { storage: ['LATEST', 'SEQUENTIAL'] },
    },
    {
      ...DEFAULTS,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'HD'] },
      ThumbnailConfiguration: { ...DEFAULTS.ThumbnailConfiguration, Storage: ['SEQUENTIAL', 'LATEST'] },
    },
  ],
  [
    'CUSTOM without renditions',
    { ...BUCKET, renditionConfiguration: { renditionSelection: 'CUSTOM' } },
    { ...DEFAULTS, RenditionConfiguration: { RenditionSelection: 'CUSTOM' } },
  ],
  [
    'an interval with DISABLED',
    { ...BUCKET, thumbnailConfiguration: { recordingMode: 'DISABLED', targetIntervalSeconds: 60 } },
    { ...DEFAULTS, ThumbnailConfiguration: { RecordingMode: 'DISABLED' } },
  ],
])('a response with %s', (_title, response, settings) => {
  expect(fromResponse(response)).toEqual(settings);
});
