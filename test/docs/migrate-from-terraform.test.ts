import { PROPERTIES } from '../../schema/properties';
import { ATTRIBUTE_NAMES } from '../../schema/resource-type';
import type { Rule } from '../../schema/rule';
import { readCodeBlocks, readDocument, readListItems, readSection, readSpans, readTables } from './markdown';

const page = readDocument('docs/migrate-from-terraform.md');
const apiNames = new Set(readDocument('API.md').match(/\w+/g));
const argumentRows = readTables(readSection(page, '## Arguments'), [
  'Terraform',
  'Here, in Python',
  'In a template',
]).flat();
/** The items of the import section, without their Terraform part. */
const imports = readListItems(readSection(page, '## Import')).map((item) => item.slice(item.indexOf(': ')));
/** Names from the package constructs. */
const CONSTRUCTS_NAMES = ['add_dependency'];

/** Names that CloudFormation defines. */
const CLOUDFORMATION_NAMES = ['DeletionPolicy', 'DependsOn', 'Fn::ForEach', 'ServiceToken', 'UpdateReplacePolicy'];

test('the Python blocks are part of the example', () => {
  const example = flatten(readDocument('examples/python/stream_archive/stream_archive_stack.py'));
  const blocks = readCodeBlocks(page, 'python').filter((block) => !block.startsWith('IvsRecordingConfiguration('));
  expect(blocks.length).toBeGreaterThanOrEqual(2);
  for (const block of blocks) expect(example).toContain(flatten(block));
});

test('every Python name is in the API', () => {
  const cells = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => line.split('|').slice(2));
  expect(imports).toHaveLength(6);
  const names = [...cells, ...imports]
    .flatMap(readSpans)
    .flatMap((span) => [...span.matchAll(/\b[a-z]+(?:_[a-z]+)+\b/g)].map(([name]) => name));
  expect(new Set(names).size).toBeGreaterThan(12);
  const unknown = names.filter((name) => !CONSTRUCTS_NAMES.includes(name) && !apiNames.has(toCamelCase(name)));
  expect(unknown).toEqual([]);
});

test('every template name is a property of the resource', () => {
  const known = [...listPaths('', PROPERTIES), ...CLOUDFORMATION_NAMES];
  const named = argumentRows.flatMap(([, , cell = '']) => readSpans(cell)).map((span) => span.split(': ')[0] ?? '');
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('every attribute has a row', () => {
  const named = [...page.matchAll(/!GetAtt Recording\.(\w+)/g)].map(([, name = '']) => name);
  expect([...named].sort()).toEqual([...ATTRIBUTE_NAMES].sort());
});

function listPaths(path: string, rule: Rule): readonly string[] {
  const inner = 'properties' in rule ? Object.entries(rule.properties) : [];
  return [path, ...inner.flatMap(([name, child]) => listPaths(path === '' ? name : `${path}.${name}`, child))];
}

function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function flatten(code: string): string {
  return code.replace(/\s+/g, ' ');
}
