import { join } from 'node:path';
import ts from 'typescript';
import { toImportSpec } from '../../../cli/import/import-spec';
import { generateCode } from '../../../cli/import/formats';
import { ALL_COMBINATIONS } from './configurations';

const ROOT = join(__dirname, '../../..');

/** Returns one module for each set of names that the generated code may import. */
function listModules(): readonly string[] {
  const byImports = new Map<string, string>();
  for (const configuration of ALL_COMBINATIONS) {
    const code = generateCode(toImportSpec(configuration, 'Recording'), 'ts');
    const [imports = ''] = code.split('export class');
    if (!byImports.has(imports)) byImports.set(imports, code);
  }
  return [...byImports.values()];
}

/** Returns the compiler errors of each module; the package name resolves to the sources. */
function compile(modules: readonly string[]): readonly (readonly string[])[] {
  const sources = new Map(modules.map((code, index) => [join(__dirname, `adopted-${index}.ts`), code]));
  const options: ts.CompilerOptions = {
    strict: true,
    // Many projects reject unused imports.
    noUnusedLocals: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node20,
    types: ['node'],
    paths: { 'cdk-ivs-recording-configuration': [join(ROOT, 'lib/index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (path) => sources.has(path) || disk.fileExists(path);
  host.readFile = (path) => sources.get(path) ?? disk.readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const code = sources.get(path);
    return code === undefined ? disk.getSourceFile(path, language, ...rest) : ts.createSourceFile(path, code, language);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

test('the TypeScript code that import generates compiles as one file without unused imports', () => {
  const modules = listModules();
  expect(modules.length).toBeGreaterThan(10);
  const misspelt = (modules[0] ?? '').replace('adoptArn', 'adoptedArn');
  const findings = compile([...modules, misspelt]);
  expect(findings.slice(0, -1).flat()).toEqual([]);
  expect(findings.at(-1)?.join()).toContain("'adoptedArn' does not exist");
}, 90_000);
