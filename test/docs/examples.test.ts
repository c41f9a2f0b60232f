import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import ts from 'typescript';
import { parse } from 'yaml';
import { parseProperties } from '../../contract/parse-properties';
import { ON_CHANGE, PROPERTIES } from '../../contract/properties';
import { ATTRIBUTE_NAMES, RESOURCE_TYPE } from '../../contract/resource-type';
import { SERVICE_TOKEN_EXPORT } from '../../bin/provider-stack';
import { readCodeBlocks, readDocument, ROOT } from './markdown';

const README = readDocument('README.md');
const PACKAGE = 'cdk-ivs-recording-configuration';

interface TemplateObject {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

type Properties = Readonly<Record<string, unknown>>;

describe('the TypeScript of README.md', () => {
  const blocks = readCodeBlocks(README, 'ts');

  const [first = ''] = blocks;
  const misspelt = first.replace('recordingReconnectWindow:', 'reconnectWindow:');
  let findings: readonly (readonly string[])[] = [];

  beforeAll(() => {
    findings = compile([...blocks, misspelt]);
  }, 90_000);

  test('compiles', () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(findings.slice(0, blocks.length).flat()).toEqual([]);
  });

  test('would not compile with an option that does not exist', () => {
    expect(findings.at(-1)?.join()).toMatch(/'reconnectWindow' does not exist/);
  });

  test('uses options in a way that the construct accepts', () => {
    for (const block of blocks) {
      const { RecordedChannel } = run(block);
      if (RecordedChannel === undefined) continue;
      new RecordedChannel(new App({ builtinCloudFormationValidation: false }), 'Stack');
    }
  });
});

describe('the hand-written templates', () => {
  const folder = join(ROOT, 'examples/yaml');
  const texts = [
    ...readdirSync(folder).map((name) => [name, readDocument(`examples/yaml/${name}`)] as const),
    ...readCodeBlocks(README, 'yaml').map((block, index) => [`README.md, block ${index + 1}`, block] as const),
  ];

  test.each(texts)('of %s have properties without a problem and the service token of the provider stack', (_, text) => {
    const recordings = findRecordings(text);
    expect(recordings.length).toBeGreaterThan(0);
    for (const properties of recordings) {
      expect(parseProperties(properties).problems).toEqual([]);
      expect(properties.ServiceToken).toBe(`!ImportValue ${SERVICE_TOKEN_EXPORT}`);
      expect(properties.ServiceTimeout).toBeGreaterThan(900);
    }
  });

  test('of every-property.yaml have every property and every attribute', () => {
    const text = readDocument('examples/yaml/every-property.yaml');
    const [properties = {}] = findRecordings(text);
    for (const [name, rule] of Object.entries(PROPERTIES.properties)) {
      expect(Object.keys(properties)).toContain(name);
      const inner = 'properties' in rule ? Object.keys(rule.properties) : [];
      if (inner.length > 0) expect(Object.keys(properties[name] as object)).toEqual(inner);
    }
    expect(Object.keys(ON_CHANGE)).toEqual(Object.keys(properties).filter((name) => !name.startsWith('Service')));
    for (const name of ATTRIBUTE_NAMES) expect(text).toContain(`!GetAtt Recording.${name}`);
  });
});

/** The recording configurations of a template; what an intrinsic would give is a bucket's name, or the function's own text. */
function findRecordings(text: string): readonly Properties[] {
  const stringTag = (tag: string, resolve: (value: string) => unknown): { tag: string; resolve: typeof resolve } => ({
    tag,
    resolve,
  });
  const { Resources: resources } = parse(text, {
    customTags: [
      stringTag('!Ref', (value) => value.toLowerCase()),
      stringTag('!GetAtt', (value) => value),
      stringTag('!ImportValue', (value) => `!ImportValue ${value}`),
    ],
  }) as TemplateObject;
  return Object.values(resources)
    .filter(({ Type: type }) => type === RESOURCE_TYPE)
    .map(({ Properties: properties }) => properties);
}

/** What the compiler says of each of some sources that stand in this folder; the package's name stands for its sources. */
function compile(blocks: readonly string[]): readonly (readonly string[])[] {
  const sources = new Map(
    blocks.map((block, index) => [join(__dirname, `readme-${index + 1}.ts`), block.replaceAll(PACKAGE, '../../lib')]),
  );
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const disk = { ...host };
  host.fileExists = (path) => sources.has(path) || disk.fileExists(path);
  host.readFile = (path) => sources.get(path) ?? disk.readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const source = sources.get(path);
    return source === undefined
      ? disk.getSourceFile(path, language, ...rest)
      : ts.createSourceFile(path, source, language);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].map((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  });
}

type StackClass = new (scope: unknown, id: string) => unknown;

/** Runs a block, and gives what it exports. */
function run(block: string): { readonly RecordedChannel?: StackClass } {
  const { outputText } = ts.transpileModule(block, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported = {};
  const load = (name: string): unknown => jest.requireActual(name === PACKAGE ? '../../lib' : name);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the README's own code
  new Function('require', 'exports', outputText)(load, exported);
  return exported;
}
