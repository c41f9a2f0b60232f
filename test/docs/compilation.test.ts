import { join } from 'node:path';
import ts from 'typescript';
import { generateCode } from '../../cli/import/formats';
import { toImportSpec } from '../../cli/import/import-spec';
import { ALL_COMBINATIONS } from '../integration/cli/configurations';
import { listCodeBlocks, ROOT } from './markdown';

/** Returns one module for each set of names that the code of `import` may import. */
function listGenerated(): readonly string[] {
  const byImports = new Map<string, string>();
  for (const configuration of ALL_COMBINATIONS) {
    const code = generateCode(toImportSpec(configuration, 'Recording'), 'ts');
    const [imports = ''] = code.split('export class');
    if (!byImports.has(imports)) byImports.set(imports, code);
  }
  return [...byImports.values()];
}

const blocks = listCodeBlocks('ts').map(([, block]) => block);
const generated = listGenerated();
const misspelled = [
  (blocks[0] ?? '').replace('recordingReconnectWindow:', 'reconnectWindow:'),
  (generated[0] ?? '').replace('adoptArn', 'adoptedArn'),
];
let findings: readonly (readonly string[])[] = [];

// One program, because the declarations of the CDK take seconds.
beforeAll(() => {
  findings = compile([...blocks, ...generated, ...misspelled]);
}, 90_000);

test('the TypeScript blocks of the documents compile', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(6);
  expect(findings.slice(0, blocks.length).flat()).toEqual([]);
});

test('the TypeScript code that import generates compiles as one file without unused imports', () => {
  expect(generated.length).toBeGreaterThan(10);
  expect(findings.slice(blocks.length, -misspelled.length).flat()).toEqual([]);
});

test('neither compiles with an unknown option', () => {
  const [block, code] = findings.slice(-misspelled.length);
  expect(block?.join()).toMatch(/'reconnectWindow' does not exist/);
  expect(code?.join()).toMatch(/'adoptedArn' does not exist/);
});

/** The compiler errors of each module, compiled as a file of this folder with the options and paths of the project. */
function compile(modules: readonly string[]): readonly (readonly string[])[] {
  const sources = new Map(modules.map((code, index) => [join(__dirname, `module-${index + 1}.ts`), code]));
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
