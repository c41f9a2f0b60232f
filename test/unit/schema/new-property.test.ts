/**
 * A property that is added to the schema needs no code in the function, the command line and the documents. These tests
 * add an enum, an integer that depends on another setting, and an object with a duration.
 */
import Ajv from 'ajv';
import fc from 'fast-check';
import { FORMATS, generateCode, type Format } from '../../../cli/import/formats';
import { specToTemplateProperties, toImportSpec } from '../../../cli/import/import-spec';
import { parseDeclaredState } from '../../../cli/drift/declared-resource';
import { fromResponse, toRequest } from '../../../lambda/aws/recording-settings';
import { parseDesiredState, type DesiredState } from '../../../lambda/recording-configuration/desired-state';
import { analyzeUpdate } from '../../../lambda/recording-configuration/diff';
import { describeDifferences, hashSettings } from '../../../lambda/recording-configuration/settings';
import { toTemplateProperties } from '../../../lib/private/template-properties';
import { createPropertiesSchema } from '../../../schema/json-schema';
import { findProblems, parseProperties } from '../../../schema/parse-properties';
import type { Problem } from '../../../schema/problem';
import type * as properties from '../../../schema/properties';
import type { Rule } from '../../../schema/rule';
import { renderProperties, renderPropertiesTable } from '../../../tools/build/docs/properties';
import { arbitraryProperties } from '../../support/arbitrary-properties';
import { stringifyScalars, withBucket } from '../../support/properties';
import { SETTINGS_HASHES } from '../../support/settings-hashes';

jest.mock<typeof properties>('../../../schema/properties', () => {
  const actual = jest.requireActual<typeof properties>('../../../schema/properties');
  const { DestinationConfiguration, ThumbnailConfiguration, ...others } = actual.PROPERTIES.properties;
  const rules: Readonly<Record<string, Rule>> = {
    DestinationConfiguration,
    AudioMode: {
      type: 'enum',
      update: 'replace',
      description: 'The audio.',
      default: 'STEREO',
      values: ['STEREO', 'MONO'],
    },
    ThumbnailConfiguration: {
      ...ThumbnailConfiguration,
      properties: {
        ...ThumbnailConfiguration.properties,
        BurstCount: {
          type: 'integer',
          description: 'The thumbnails at each interval.',
          onlyWith: { property: 'RecordingMode', value: 'INTERVAL' },
          default: 1,
          minimum: 1,
          maximum: 9,
          unit: 'thumbnails',
        },
      },
    },
    CaptionConfiguration: {
      type: 'object',
      update: 'replace',
      description: 'The captions.',
      properties: {
        DelaySeconds: { type: 'integer', description: 'Their delay.', minimum: 0, maximum: 5, unit: 'seconds' },
      },
    },
    ...others,
  };
  return { ...actual, PROPERTIES: { ...actual.PROPERTIES, properties: rules } } as unknown as typeof properties;
});

const DEFAULT = withBucket();
const OTHER = withBucket({
  AudioMode: 'MONO',
  ThumbnailConfiguration: { BurstCount: 5 },
  CaptionConfiguration: { DelaySeconds: 2 },
});
const parse = (given: unknown): DesiredState => parseDesiredState(stringifyScalars(given), {});

test('its values are parsed and checked', () => {
  expect(parseProperties(stringifyScalars(OTHER)).properties).toEqual(OTHER);
  const bad = withBucket({
    AudioMode: 'QUAD',
    ThumbnailConfiguration: { RecordingMode: 'DISABLED', BurstCount: 5 },
    CaptionConfiguration: { DelaySeconds: 6 },
  });
  expect(findProblems(bad, () => false).map(({ text }) => text)).toEqual([
    'AudioMode is "QUAD": expected one of STEREO, MONO.',
    'CaptionConfiguration.DelaySeconds is 6: expected a whole number of seconds from 0 to 5.',
    'ThumbnailConfiguration.BurstCount is 5: expected no value unless RecordingMode is INTERVAL.',
  ]);
});

test.each(SETTINGS_HASHES)('a resource without it keeps its settings hash: %j', (given, settingsHash) => {
  expect(parse(given).settingsHash).toBe(settingsHash);
});

test('its default equals no value, and another value replaces the configuration', () => {
  const explicit = parse(withBucket({ AudioMode: 'STEREO', ThumbnailConfiguration: { BurstCount: 1 } }));
  expect(explicit).toEqual(parse(DEFAULT));
  expect(explicit.settings).toMatchObject({ AudioMode: 'STEREO', ThumbnailConfiguration: { BurstCount: 1 } });
  expect(parse(withBucket({ ThumbnailConfiguration: { RecordingMode: 'DISABLED' } })).settings).toMatchObject({
    ThumbnailConfiguration: { RecordingMode: 'DISABLED' },
  });
  expect(parse(OTHER).settingsHash).not.toBe(explicit.settingsHash);
  expect(analyzeUpdate(explicit, parse(OTHER))).toEqual({
    kind: 'replace',
    reasons: ['AudioMode', 'ThumbnailConfiguration', 'CaptionConfiguration'],
  });
  expect(parseDeclaredState(stringifyScalars(OTHER)).settingsHash).toBe(parse(OTHER).settingsHash);
});

test('it is sent to IVS and read back', () => {
  const request = toRequest(parse(OTHER).settings);
  expect(request).toMatchObject({
    audioMode: 'MONO',
    thumbnailConfiguration: { burstCount: 5 },
    captionConfiguration: { delaySeconds: 2 },
  });
  expect(fromResponse(request)).toEqual(parse(OTHER).settings);
  expect(fromResponse({ destinationConfiguration: request.destinationConfiguration })).toEqual(parse(DEFAULT).settings);
});

test('its differences are described', () => {
  expect(describeDifferences(parse(DEFAULT).settings, parse(OTHER).settings)).toEqual([
    'AudioMode: "STEREO" in IVS, "MONO" in the template',
    'ThumbnailConfiguration.BurstCount: 1 in IVS, 5 in the template',
    'CaptionConfiguration.DelaySeconds: not set in IVS, 2 in the template',
  ]);
});

test('generated properties contain it, and are read back from IVS with the same hash', () => {
  expect(fc.sample(arbitraryProperties, 20).some((given) => 'AudioMode' in given)).toBe(true);
  fc.assert(
    fc.property(arbitraryProperties, (given) => {
      const { settings, settingsHash } = parse(given);
      const read = fromResponse(toRequest(settings));
      expect(read).toEqual(settings);
      expect(read && hashSettings(read)).toBe(settingsHash);
    }),
  );
});

test('the JSON schema checks it', () => {
  const validate = new Ajv({ strictTypes: false, strictRequired: false }).compile(createPropertiesSchema());
  const isValid = (given: object): boolean => validate({ ServiceToken: 'arn', ...withBucket({ ...given }) });
  expect(isValid(OTHER)).toBe(true);
  expect(isValid({ AudioMode: 'QUAD' })).toBe(false);
  expect(isValid({ ThumbnailConfiguration: { BurstCount: 10 } })).toBe(false);
  expect(isValid({ ThumbnailConfiguration: { RecordingMode: 'DISABLED', BurstCount: 5 } })).toBe(false);
});

const CODE: Readonly<Record<Format, readonly string[]>> = {
  ts: [
    'audioMode: AudioMode.MONO,',
    'thumbnailConfiguration: ThumbnailConfiguration.interval({ burstCount: 5, }),',
    'captionConfiguration: { delay: Duration.seconds(2) },',
    "import { AudioMode, RecordingConfiguration, ThumbnailConfiguration, } from 'cdk-ivs-recording-configuration';",
  ],
  python: [
    'audio_mode=AudioMode.MONO,',
    'thumbnail_configuration=ThumbnailConfiguration.interval( burst_count=5, ),',
    'caption_configuration=CaptionConfiguration( delay=Duration.seconds(2), ),',
    '( AudioMode, CaptionConfiguration, RecordingConfiguration, ThumbnailConfiguration, )',
  ],
  java: [
    '.audioMode(AudioMode.MONO)',
    '.thumbnailConfiguration(ThumbnailConfiguration.interval(IntervalThumbnailOptions.builder() .burstCount(5) .build()))',
    '.captionConfiguration(CaptionConfiguration.builder() .delay(Duration.seconds(2)) .build())',
    'import io.github.cdkivsrecordingconfiguration.CaptionConfiguration;',
  ],
  go: [
    'AudioMode: cdkivsrecordingconfiguration.AudioMode_MONO,',
    'ThumbnailConfiguration: cdkivsrecordingconfiguration.ThumbnailConfiguration_Interval(&cdkivsrecordingconfiguration.IntervalThumbnailOptions{ BurstCount: jsii.Number(5), }),',
    'CaptionConfiguration: &cdkivsrecordingconfiguration.CaptionConfiguration{ Delay: awscdk.Duration_Seconds(jsii.Number(2)), },',
  ],
  yaml: ['AudioMode: MONO', 'ThumbnailConfiguration: BurstCount: 5', 'CaptionConfiguration: DelaySeconds: 2'],
  json: [
    '"AudioMode": "MONO"',
    '"ThumbnailConfiguration": { "BurstCount": 5 }',
    '"CaptionConfiguration": { "DelaySeconds": 2 }',
  ],
};

test.each(FORMATS)('import writes it in the format %s', (format) => {
  const { settings } = parse(OTHER);
  const spec = toImportSpec({ arn: 'arn', state: 'ACTIVE', tags: {}, settings }, 'Recording');
  const code = generateCode(spec, format).replaceAll(/\s+/g, ' ');
  for (const part of CODE[format]) expect(code).toContain(part);
  expect(specToTemplateProperties(spec)).toEqual({ AdoptArn: 'arn', ...OTHER });
});

test('the construct writes its prop to the template', () => {
  const problems: Problem[] = [];
  const props = {
    bucket: { bucketName: 'stream-archive' },
    audioMode: 'MONO',
    thumbnailConfiguration: { burstCount: 5 },
    captionConfiguration: { delay: { toSeconds: () => 2, isUnresolved: () => false } },
  };
  expect(toTemplateProperties(props as never, problems)).toEqual(OTHER);
  expect(problems).toEqual([]);
});

test('the documents describe it', () => {
  const table = renderPropertiesTable().replaceAll(/ +/g, ' ');
  expect(table).toContain('| `AudioMode` | STEREO or MONO | `STEREO` | Replacement |');
  expect(table).toContain('| `ThumbnailConfiguration.BurstCount` | Integer, 1 to 9 | `1` | Replacement |');
  expect(table).toContain('| `CaptionConfiguration.DelaySeconds` | Integer, 0 to 5 | None | Replacement |');
  expect(renderProperties()).toContain('### ThumbnailConfiguration.BurstCount\n\nThe thumbnails at each interval.');
});
