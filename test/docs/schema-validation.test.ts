import { basename } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { createTemplateSchema } from '../../schema/json-schema';
import { SHORT_INTRINSIC_TAGS } from '../../cli/util/cloudformation-yaml';
import { listTemplates, readCodeBlocks, readDocument, readTable, stripCode } from './markdown';

const PAGE = readDocument('docs/schema-validation.md');
const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  createTemplateSchema(),
);

/** The properties of the resource `Recording` that the schema rejects. */
function findInvalidProperties(template: string): readonly string[] {
  validate(parse(template, { customTags: SHORT_INTRINSIC_TAGS }));
  const faults = (validate.errors ?? []).map(({ instancePath, params }) => {
    const [, , , , property] = instancePath.split('/');
    return property ?? (params as { additionalProperty?: string }).additionalProperty ?? '';
  });
  return [...new Set(faults)].filter((fault) => fault !== '').sort();
}

test('the page lists the schema files of the package', () => {
  const files = readTable(PAGE, ['File', 'What it is for']).map(([name = '']) => stripCode(name));
  const script = readDocument('tools/build/build-schema.ts');
  for (const name of files) expect([name, script.includes(`'${name}'`)]).toEqual([name, true]);
  const named = [...PAGE.matchAll(/node_modules\/cdk-ivs-recording-configuration\/(dist\/schema[\w./]*)/g)];
  expect(named.length).toBeGreaterThanOrEqual(4);
  for (const [, path = ''] of named) {
    expect([path, path === 'dist/schema' || files.includes(basename(path))]).toEqual([path, true]);
  }
});

test('the page has the rule id and the cfn-lint version', () => {
  const rule = readDocument('schema/IvsRecordingConfiguration.py');
  const [, id = ''] = /\bid = "(\w+)"/.exec(rule) ?? [];
  const [, version = ''] = /written for cfn-lint ([\d.]+\d)/.exec(rule) ?? [];
  expect(PAGE).toContain(`The rule ${id} for cfn-lint`);
  expect(PAGE).toContain(`cfn-lint==${version}`);
});

describe('the invalid template', () => {
  const [, template = ''] = readCodeBlocks(PAGE, 'yaml');
  const [report = ''] = readCodeBlocks(PAGE, 'text');

  test('has the errors of the documented report', () => {
    const lines = template.split('\n');
    const reported = [...report.matchAll(/^template\.yaml:(\d+):(\d+)$/gm)].map(([, line = '', column = '']) =>
      (lines[Number(line) - 1] ?? '').slice(Number(column) - 1).replace(/:.*/, ''),
    );
    expect(reported).toHaveLength(5);
    expect([...reported].sort()).toEqual(findInvalidProperties(template));
  });

  test('has no other errors', () => {
    const fixed = template
      .replace('Name: main stage', 'Name: main-stage')
      .replace('Renditions: [HD, SD]', 'RenditionSelection: ALL')
      .replace('[SEQUENTIAL, SEQUENTIAL]', '[SEQUENTIAL]')
      .replace('DETACH', 'RELEASE')
      .replace('      Timeout: 300\n', '');
    expect(findInvalidProperties(fixed)).toEqual([]);
  });
});

test.each(listTemplates())('the schema accepts %s', (path) => {
  expect(findInvalidProperties(readDocument(path))).toEqual([]);
});

test('the editor settings have the template schema and a tag for every short form', () => {
  const [settings = ''] = readCodeBlocks(PAGE, 'json');
  const { 'yaml.schemas': schemas, 'yaml.customTags': tags } = JSON.parse(settings) as {
    readonly 'yaml.schemas': Readonly<Record<string, string>>;
    readonly 'yaml.customTags': readonly string[];
  };
  expect(Object.keys(schemas).map((path) => basename(path))).toEqual(['template.schema.json']);
  for (const tag of tags) expect(tag).toMatch(/^!\w+ (scalar|sequence|mapping):object$/);
  const known = SHORT_INTRINSIC_TAGS.map((tag) => (typeof tag === 'string' ? tag : 'tag' in tag ? tag.tag : ''));
  expect([...new Set(known)].filter((tag) => !tags.some((entry) => entry.startsWith(`${tag} `)))).toEqual([]);
  const used = listTemplates().flatMap((path) => readDocument(path).match(/(?<=[:\s[])![A-Z]\w+(?= [^\s])/g) ?? []);
  expect(used.length).toBeGreaterThan(20);
  expect(used.filter((tag) => !tags.some((entry) => entry.startsWith(`${tag} `)))).toEqual([]);
});
