import fc from 'fast-check';
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

function listTexts({ id, adoptArn, bucketName, name, tags }: ImportSpec): readonly string[] {
  return [adoptArn, bucketName, id, `${id}Bucket`, ...(name === undefined ? [] : [name]), ...tags.flat()];
}

function listValues({ reconnectWindowSeconds, renditions, thumbnails }: ImportSpec): DeclaredValues {
  const interval = thumbnails?.mode === 'INTERVAL' ? thumbnails : undefined;
  const custom = renditions?.selection === 'CUSTOM' ? renditions.resolutions : [];
  const isPresent = <Value>(value: Value | undefined): value is Value => value !== undefined;
  return {
    seconds: [reconnectWindowSeconds, interval?.targetIntervalSeconds].filter(isPresent),
    resolutions: [...custom, interval?.resolution].filter(isPresent),
    storages: interval?.storage ?? [],
    ways: [renditions?.selection.toLowerCase(), thumbnails && (interval ? 'interval' : 'disable')].filter(isPresent),
  };
}

describe.each(LANGUAGES)('the %s code that import generates', (language) => {
  test('has every text of the configuration, with any characters', () => {
    const base = readLiterals(language, generateCode(toImportSpec(configurationOf(), 'Recording'), language)).length;
    fc.assert(
      fc.property(arbitraryText, fc.uniqueArray(arbitraryText, { maxLength: 3 }), (name, keys) => {
        const spec: ImportSpec = {
          ...toImportSpec(configurationOf(), 'Recording'),
          name,
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
