import fc from 'fast-check';
import { parseProperties } from '../../../schema/parse-properties';
import { fromResponse, toRequest, type ConfigurationOutput } from '../../../lambda/aws/recording-settings';
import { toSettings } from '../../../lambda/recording-configuration/settings';
import { applyDefaults } from '../../../tools/emulator/ivs/recording-configuration';
import { arbitraryProperties } from '../../support/arbitrary-properties';

const BUCKET = { destinationConfiguration: { s3: { bucketName: 'archive' } } };
const DEFAULTS = {
  bucketName: 'archive',
  name: undefined,
  reconnectWindowSeconds: 0,
  renditions: { selection: 'ALL' },
  thumbnails: { mode: 'INTERVAL', targetIntervalSeconds: 60, resolution: undefined, storage: ['SEQUENTIAL'] },
};

test('created settings are read back as declared, with or without explicit defaults', () => {
  fc.assert(
    fc.property(arbitraryProperties, (properties) => {
      const parsed = parseProperties(properties);
      if (parsed.properties === undefined) throw new Error('expected properties that can be used');
      const declared = toSettings(parsed.properties);
      const request = toRequest(declared);
      expect(fromResponse(applyDefaults(request as Parameters<typeof applyDefaults>[0]))).toEqual(declared);
      expect(fromResponse(request as ConfigurationOutput)).toEqual(declared);
    }),
  );
});

test.each<[title: string, response: ConfigurationOutput, settings: object | undefined]>([
  ['a bucket alone', BUCKET, DEFAULTS],
  ['an empty name', { ...BUCKET, name: '' }, DEFAULTS],
  ['empty parts', { ...BUCKET, renditionConfiguration: {}, thumbnailConfiguration: {} }, DEFAULTS],
  ['no storage', { ...BUCKET, thumbnailConfiguration: { storage: [] } }, DEFAULTS],
  ['no bucket', { destinationConfiguration: {} }, undefined],
  ['no destination', {}, undefined],
  [
    'renditions without CUSTOM',
    { ...BUCKET, renditionConfiguration: { renditionSelection: 'NONE', renditions: ['SD'] } },
    { ...DEFAULTS, renditions: { selection: 'NONE' } },
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
      renditions: { selection: 'CUSTOM', resolutions: ['SD', 'HD'] },
      thumbnails: { ...DEFAULTS.thumbnails, storage: ['SEQUENTIAL', 'LATEST'] },
    },
  ],
  [
    'CUSTOM without renditions',
    { ...BUCKET, renditionConfiguration: { renditionSelection: 'CUSTOM' } },
    { ...DEFAULTS, renditions: { selection: 'CUSTOM', resolutions: [] } },
  ],
  [
    'an interval with DISABLED',
    { ...BUCKET, thumbnailConfiguration: { recordingMode: 'DISABLED', targetIntervalSeconds: 60 } },
    { ...DEFAULTS, thumbnails: { mode: 'DISABLED' } },
  ],
])('a response with %s', (_title, response, settings) => {
  expect(fromResponse(response)).toEqual(settings);
});
