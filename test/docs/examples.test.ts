import { App, type Stack } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { parseProperties } from '../../schema/parse-properties';
import { PROPERTIES } from '../../schema/properties';
import { ATTRIBUTE_NAMES, RESOURCE_TYPE } from '../../schema/resource-type';
import { SERVICE_TOKEN_EXPORT } from '../../bin/stacks/provider-stack';
import { SHORT_INTRINSIC_TAGS } from '../../cli/util/cloudformation-yaml';
import { loadModule } from '../support/load-module';
import { listCodeBlocks, listTemplates, readCodeBlocks, readDocument } from './markdown';

const NATIVE_TYPE = 'AWS::IVS::RecordingConfiguration';

type Properties = Readonly<Record<string, unknown>>;
type StackClass = new (scope: App, id: string) => Stack;

interface Recording {
  readonly type: string;
  readonly properties: Properties;
}

test.each(listCodeBlocks('ts'))('the TypeScript blocks in %s synthesize', (_, block) => {
  for (const ExampleStack of Object.values(loadModule<StackClass>(block))) {
    const app = new App({ builtinCloudFormationValidation: false });
    new ExampleStack(app, 'Stack');
    expect(() => app.synth()).not.toThrow();
  }
});

test.each([
  ['docs/regulated-accounts.md', 'examples/typescript/regulated-stack.ts', 2],
  ['docs/playback.md', 'examples/typescript/playback/playback-stack.ts', 3],
])('the first TypeScript blocks of %s are parts of %s', (page, example, count) => {
  const unindent = (code: string): string => code.replace(/^ +/gm, '');
  const blocks = readCodeBlocks(readDocument(page), 'ts');
  expect(blocks.length).toBeGreaterThanOrEqual(count);
  for (const block of blocks.slice(0, count)) expect(unindent(readDocument(example))).toContain(unindent(block));
});

describe('templates', () => {
  const texts = [...listTemplates().map((path) => [path, readDocument(path)] as const), ...listCodeBlocks('yaml')];

  test.each(texts)('%s has valid properties and the service token of the provider stack', (_, text) => {
    const recordings = findRecordings(text);
    // One step of a migration has no recording configuration.
    expect(recordings.length > 0 || text.includes('ExistingArn')).toBe(true);
    for (const { type, properties } of recordings) {
      // The native type has the same properties, except those of custom resources.
      expect(parseProperties(properties).problems).toEqual([]);
      if (type === NATIVE_TYPE) continue;
      expect(properties.ServiceToken).toBe(`!ImportValue ${SERVICE_TOKEN_EXPORT}`);
      expect(properties.ServiceTimeout).toBeGreaterThan(900);
    }
  });

  test('every-property.yaml has every property and every attribute', () => {
    const text = readDocument('examples/yaml/every-property.yaml');
    const properties = findRecordings(text)[0]?.properties ?? {};
    for (const [name, rule] of Object.entries(PROPERTIES.properties)) {
      expect(Object.keys(properties)).toContain(name);
      const inner = 'properties' in rule ? Object.keys(rule.properties) : [];
      if (inner.length > 0) expect(Object.keys(properties[name] as object)).toEqual(inner);
    }
    expect(Object.keys(PROPERTIES.properties)).toEqual(
      Object.keys(properties).filter((name) => !name.startsWith('Service')),
    );
    for (const name of ATTRIBUTE_NAMES) expect(text).toContain(`!GetAtt Recording.${name}`);
  });
});

/** The custom and native recording configurations of a template, with intrinsic functions replaced by sample values. */
function findRecordings(text: string): readonly Recording[] {
  const { Resources: resources } = parse(text, { customTags: SHORT_INTRINSIC_TAGS }) as {
    readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
  };
  return Object.values(resources)
    .filter(({ Type: type }) => type === RESOURCE_TYPE || type === NATIVE_TYPE)
    .map(({ Type: type, Properties: properties }) => ({ type, properties: resolve(properties) as Properties }));
}

/** Resolves a Ref to a number, an ARN or a bucket name, depending on its name, and takes the true branch of Fn::If. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: name, 'Fn::If': branches, 'Fn::ImportValue': exported } = value as Properties;
  if (name === 'Interval') return '30';
  if (name === 'ExistingArn') return 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEfGhIjKl';
  if (typeof name === 'string') return name.toLowerCase();
  if (Array.isArray(branches)) return resolve(branches[1]);
  if (typeof exported === 'string') return `!ImportValue ${exported}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}
