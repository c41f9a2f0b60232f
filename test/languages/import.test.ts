import { toAppStacks } from '../../cli/import/app-stacks';
import { toConstructId } from '../../cli/import/terraform/address';
import { parseState } from '../../cli/import/terraform/terraform-state';
import { convertTimeouts } from '../../cli/import/terraform/timeouts';
import { createTerraformFixture } from '../support/terraform-state';
import { toImportSpec, type ImportSpec } from '../../cli/import/import-spec';
import { generateCode } from '../../cli/import/formats';
import { RESOLUTIONS } from '../../schema/properties';
import { ALL_COMBINATIONS, configurationOf, STORAGES } from '../integration/cli/configurations';
import { readValues } from '../integration/cli/source-text';
import { synthesize } from './app';
import { writeEmittedApp, writeImportedApp } from './emitted-apps';
import type { Template } from './template';
import { isAvailable, LANGUAGES } from './workspace';

/** Characters of each UTF-8 length, line separators of the languages, and special characters that tags allow. */
const TEXTS = {
  'Büro:日本=½': 'a b\u00a0c\u2028d\u2029e\u3000f',
  '\u{1d49c}/u0041': '+-_.@:/= ',
  __proto__: 'true',
  None: '',
};

const EVERY_VALUE = configurationOf(
  {
    DestinationConfiguration: { S3: { BucketName: 'stream.archive-2' } },
    Name: 'recording_configuration-1',
    RecordingReconnectWindowSeconds: 300,
    RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: RESOLUTIONS },
    ThumbnailConfiguration: {
      RecordingMode: 'INTERVAL',
      TargetIntervalSeconds: 1,
      Resolution: 'SD',
      Storage: STORAGES,
    },
  },
  Object.fromEntries(Object.entries(TEXTS)),
);

/** One configuration for each set of imports in the generated code, and one with every value. */
function listDrafts(): readonly ImportSpec[] {
  const byImports = new Map(
    ALL_COMBINATIONS.map((configuration) => {
      const [imports = ''] = generateCode(toImportSpec(configuration, 'Recording'), 'java').split('public class');
      return [imports, configuration] as const;
    }),
  );
  return [...byImports.values(), EVERY_VALUE].map((configuration, index) =>
    toImportSpec(configuration, `Recording${index}`),
  );
}

const DRAFTS = listDrafts();

let expected: Readonly<Record<string, Template>>;
let expectedApp: Readonly<Record<string, Template>>;

/** The app of a Terraform state: two Regions, default tags, timeouts and a removal policy. */
const APP_STACKS = toAppStacks(
  parseState(createTerraformFixture().state, 'The fixture')
    .instances.filter(({ condition }) => condition === 'current')
    .map((instance) => ({
      configuration: instance.configuration,
      preferredId: toConstructId(instance.address),
      tagOrigins: instance,
      options: { timeouts: convertTimeouts(instance).spec, retain: true },
    })),
);

beforeAll(async () => {
  expected = await synthesize('typescript', writeEmittedApp('typescript', DRAFTS));
  expectedApp = await synthesize('typescript', writeImportedApp('typescript', APP_STACKS));
});

test('the configurations cover every option and every list value, and no options', () => {
  const values = DRAFTS.map((spec) => readValues(generateCode(spec, 'ts')));
  const listAll = (name: 'resolutions' | 'storages' | 'ways'): readonly string[] =>
    [...new Set(values.flatMap((value) => value[name]))].sort();
  expect(listAll('resolutions')).toEqual([...RESOLUTIONS].sort());
  expect(listAll('storages')).toEqual([...STORAGES].sort());
  expect(listAll('ways')).toEqual(['custom', 'disable', 'interval', 'none']);
  expect(DRAFTS.some(({ properties: { Name: name }, tags }) => name === undefined && tags.length === 0)).toBe(true);
  expect(Object.keys(expected)).toHaveLength(DRAFTS.length);
});

for (const language of LANGUAGES.filter((name) => name !== 'typescript')) {
  (isAvailable(language) ? test : test.skip)(
    `the import code in ${language} gives the same templates as the TypeScript code`,
    async () => {
      const actual = await synthesize(language, writeEmittedApp(language, DRAFTS));
      expect(Object.keys(actual)).toEqual(Object.keys(expected));
      for (const [stack, template] of Object.entries(expected)) {
        expect({ [stack]: actual[stack] }).toEqual({ [stack]: template });
      }
      const app = await synthesize(language, writeImportedApp(language, APP_STACKS));
      expect(Object.keys(app)).toEqual(['AdoptedUsEast1', 'AdoptedUsWest2']);
      expect(app).toEqual(expectedApp);
    },
  );
}
