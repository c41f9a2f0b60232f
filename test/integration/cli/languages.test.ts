import fc from 'fast-check';
import type { RecordingSettings } from '../../../schema/settings';
import { toImportSpec, type ImportSpec } from '../../../cli/import/import-spec';
import { generateCode } from '../../../cli/import/formats';
import { ALL_COMBINATIONS, arbitraryConfiguration, configurationOf } from './configurations';
import { LANGUAGES, readLiterals, readValues, type DeclaredValues } from './source-text';

/** Any text, often with characters that break source code; IVS allows fewer characters. */
const arbitraryText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', "'", '\\', 'u', '0', 'a', 'n', '\n', '\r', '$', '{', '`', '%', '\u2028', '\0'),
  }),
);

function listTexts({ id, adoptArn, properties, tags }: ImportSpec): readonly string[] {
  const { DestinationConfiguration, Name } = properties as unknown as RecordingSettings;
  const bucketName = DestinationConfiguration.S3.BucketName;
  return [adoptArn, bucketName, id, `${id}Bucket`, ...(Name === undefined ? [] : [Name]), ...tags.flat()];
}

function listValues({ properties }: ImportSpec): DeclaredValues {
  const {
    RecordingReconnectWindowSeconds: window,
    RenditionConfiguration: renditions,
    ThumbnailConfiguration: thumbnails,
  } = properties as Partial<RecordingSettings>;
  const isPresent = <Value>(value: Value | undefined): value is Value => value !== undefined;
  return {
    seconds: [window, thumbnails?.TargetIntervalSeconds].filter(isPresent),
    resolutions: [...(renditions?.Renditions ?? []), thumbnails?.Resolution].filter(isPresent),
    storages: thumbnails?.Storage ?? [],
    ways: [
      renditions?.RenditionSelection.toLowerCase(),
      thumbnails && ((thumbnails.RecordingMode as string | undefined) === 'DISABLED' ? 'disable' : 'interval'),
    ].filter(isPresent),
  };
}

describe.each(LANGUAGES)('the %s code that import generates', (language) => {
  test('has every text of the configuration, with any characters', () => {
    const base = readLiterals(language, generateCode(toImportSpec(configurationOf(), 'Recording'), language)).length;
    fc.assert(
      fc.property(arbitraryText, fc.uniqueArray(arbitraryText, { maxLength: 3 }), (name, keys) => {
        const spec: ImportSpec = {
          ...toImportSpec(configurationOf(), 'Recording'),
          properties: { ...toImportSpec(configurationOf(), 'Recording').properties, Name: name },
          tags: keys.map((key) => [key, name]),
        };
        const code = generateCode(spec, language);
        expect(code).not.toMatch(/[^\P{C}\n\t]/u);
        const literals = readLiterals(language, code);
        expect(literals).toEqual(expect.arrayContaining([...listTexts(spec)]));
        expect(literals).toHaveLength(base + 1 + 2 * keys.length);
      }),
      { numRuns: 300 },
    );
  });

  test('has every number, resolution and storage, in every combination', () => {
    for (const configuration of ALL_COMBINATIONS) {
      const spec = toImportSpec(configuration, 'Recording');
      expect(readValues(generateCode(spec, language))).toEqual(listValues(spec));
    }
    fc.assert(
      fc.property(arbitraryConfiguration, (configuration) => {
        const spec = toImportSpec(configuration, 'Recording');
        const code = generateCode(spec, language);
        expect(readValues(code)).toEqual(listValues(spec));
        expect(readLiterals(language, code)).toEqual(expect.arrayContaining([...listTexts(spec)]));
      }),
    );
  });
});
