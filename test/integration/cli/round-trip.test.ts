import fc from 'fast-check';
import { generateCode } from '../../../cli/import/formats';
import { toImportSpec } from '../../../cli/import/import-spec';
import { SERVICE_TOKEN_EXPORT } from '../../../cli/import/template-format';
import { SERVICE_TOKEN_EXPORT as EXPORTED_SERVICE_TOKEN } from '../../../bin/stacks/provider-stack';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { SETTINGS, toSettings } from '../../../schema/settings';
import { OWNER_TAG_PREFIX } from '../../../schema/tags';
import type { DescribedRecordingConfiguration } from '../../../lambda/aws/recording-configurations';
import { describeDifferences, hashSettings } from '../../../lambda/recording-configuration/settings';
import { ALL_COMBINATIONS, arbitraryConfiguration, configurationOf } from './configurations';
import { parseEmitted, readProperties, readYaml, synthesizeAll } from './emitted-code';

type Template = Parameters<typeof parseEmitted>[0];

const OPTIONAL_SETTINGS = Object.keys(SETTINGS.properties).filter((name) => name !== 'DestinationConfiguration');

/** Converts the generated code of each format into templates. */
const READERS: Readonly<
  Record<string, (configurations: readonly DescribedRecordingConfiguration[]) => readonly Template[]>
> = {
  ts: (configurations) =>
    synthesizeAll(configurations.map((configuration) => generateCode(toImportSpec(configuration, 'Recording'), 'ts'))),
  yaml: (configurations) =>
    configurations.map((configuration) => readYaml(generateCode(toImportSpec(configuration, 'Recording'), 'yaml'))),
  json: (configurations) =>
    configurations.map(
      (configuration) => JSON.parse(generateCode(toImportSpec(configuration, 'Recording'), 'json')) as Template,
    ),
};

/** Expects the template to declare the configuration, as the function compares them for an adoption. */
function expectSame(template: Template | undefined, { arn, settings, tags }: DescribedRecordingConfiguration): void {
  if (template === undefined) throw new Error('There is no template');
  const { properties, problems } = parseEmitted(template);
  expect(problems).toEqual([]);
  if (properties === undefined) return;
  const declared = toSettings(properties);
  expect(describeDifferences(settings, declared)).toEqual([]);
  expect(hashSettings(declared)).toBe(hashSettings(settings));
  expect(properties.AdoptArn).toBe(arn);
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('aws:') && !key.startsWith(OWNER_TAG_PREFIX));
  expect(Object.entries(properties.Tags ?? {}).sort()).toEqual(own.sort());
}

describe.each(['ts', 'yaml', 'json'])('the %s code that import generates', (format) => {
  const readBack = READERS[format] ?? ((): readonly Template[] => []);

  test('declares the same configuration for every combination of renditions and thumbnails', () => {
    const templates = readBack(ALL_COMBINATIONS);
    expect(templates).toHaveLength(17 * 31);
    ALL_COMBINATIONS.forEach((configuration, index) => {
      expectSame(templates[index], configuration);
    });
  });

  test('declares the same configuration with any names, numbers and tags', () => {
    fc.assert(
      fc.property(fc.array(arbitraryConfiguration, { minLength: 1, maxLength: 20 }), (configurations) => {
        const templates = readBack(configurations);
        configurations.forEach((configuration, index) => {
          expectSame(templates[index], configuration);
        });
      }),
      { numRuns: format === 'ts' ? 20 : 100 },
    );
  });

  test('has no defaults: each omitted property changes the settings', () => {
    fc.assert(
      fc.property(arbitraryConfiguration, (configuration) => {
        const [template] = readBack([configuration]);
        if (template === undefined) throw new Error('There is no template');
        const declared = readProperties(template);
        for (const name of Object.keys(declared).filter((key) => OPTIONAL_SETTINGS.includes(key))) {
          const Properties = Object.fromEntries(Object.entries(declared).filter(([key]) => key !== name));
          const { properties } = parseEmitted({ Resources: { R: { Type: RESOURCE_TYPE, Properties } } });
          if (properties === undefined) throw new Error(`${name} cannot be omitted`);
          expect(hashSettings(toSettings(properties))).not.toBe(hashSettings(configuration.settings));
        }
      }),
      { numRuns: format === 'ts' ? 10 : 100 },
    );
  });
});

test.each(['ts', 'yaml'] as const)('the %s code that import generates has no invisible characters', (format) => {
  fc.assert(
    fc.property(arbitraryConfiguration, (configuration) => {
      expect(generateCode(toImportSpec(configuration, 'Recording'), format).replaceAll(/[ \n]/g, '')).not.toMatch(
        /[\p{C}\p{Z}]/u,
      );
    }),
  );
});

test('the code of a configuration with defaults has only its bucket and its ARN', () => {
  expect(generateCode(toImportSpec(configurationOf(), 'Recording'), 'yaml'))
    .toBe(`AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Recording:
    Type: Custom::IVSRecordingConfiguration
    Properties:
      ServiceToken: !ImportValue IvsRecordingConfigurationServiceToken
      ServiceTimeout: 1200
      AdoptArn: arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEf123456
      DestinationConfiguration:
        S3:
          BucketName: stream-archive
`);
  expect(SERVICE_TOKEN_EXPORT).toBe(EXPORTED_SERVICE_TOKEN);
});
