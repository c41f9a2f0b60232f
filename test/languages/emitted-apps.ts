import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nameStack, type AppStackSpec } from '../../cli/import/stack-spec';
import type { ImportSpec } from '../../cli/import/import-spec';
import { generateApp, generateCode, type Format } from '../../cli/import/formats';
import { JAVA_APP } from '../../cli/import/java-format';
import { createAppFolder, type Language } from './workspace';

interface EmittedApp {
  readonly format: Format;
  /** The files copied from the example: the app command and the dependencies. */
  readonly files: readonly string[];
  /** The file name for the code of one spec. */
  readonly nameFile: (spec: ImportSpec, index: number) => string;
  readonly mainFile: string;
  readonly writeMain: (drafts: readonly ImportSpec[]) => string;
}

const MODULE = 'adopted_';

const APPS: Readonly<Record<Language, EmittedApp>> = {
  typescript: {
    format: 'ts',
    files: ['cdk.json'],
    nameFile: (_, index) => `${MODULE}${index}.ts`,
    mainFile: 'app.ts',
    writeMain: (drafts) =>
      [
        "import { App } from 'aws-cdk-lib';",
        ...drafts.map((spec, index) => `import { ${nameStack(spec)} } from './${MODULE}${index}';`),
        'const app = new App();',
        ...drafts.map(nameStack).map((stack) => `new ${stack}(app, '${stack}');`),
      ].join('\n'),
  },
  python: {
    format: 'python',
    files: ['cdk.json'],
    nameFile: (_, index) => `${MODULE}${index}.py`,
    mainFile: 'app.py',
    writeMain: (drafts) =>
      [
        'import aws_cdk as cdk',
        ...drafts.map((spec, index) => `from ${MODULE}${index} import ${nameStack(spec)}`),
        'app = cdk.App()',
        ...drafts.map(nameStack).map((stack) => `${stack}(app, "${stack}")`),
        'app.synth()',
      ].join('\n'),
  },
  java: {
    format: 'java',
    files: ['cdk.json', 'pom.xml'],
    nameFile: (spec) => `src/main/java/${nameStack(spec)}.java`,
    mainFile: 'src/main/java/Main.java',
    writeMain: (drafts) =>
      [
        'import software.amazon.awscdk.App;',
        'public final class Main {',
        'public static void main(final String[] args) {',
        'final App app = new App();',
        ...drafts.map(nameStack).map((stack) => `new ${stack}(app, "${stack}", null);`),
        'app.synth();',
        '}',
        '}',
      ].join('\n'),
  },
  go: {
    format: 'go',
    files: ['cdk.json', 'go.mod', 'go.sum'],
    nameFile: (_, index) => `${MODULE}${index}.go`,
    mainFile: 'main.go',
    writeMain: (drafts) =>
      [
        'package main',
        'import (',
        '"github.com/aws/aws-cdk-go/awscdk/v2"',
        '"github.com/aws/jsii-runtime-go"',
        ')',
        'func main() {',
        'defer jsii.Close()',
        'app := awscdk.NewApp(nil)',
        ...drafts.map(nameStack).map((stack) => `New${stack}(app, "${stack}", nil)`),
        'app.Synth(nil)',
        '}',
      ].join('\n'),
  },
};

/** Writes an app with a stack for each spec, in the code that `import` generates. Returns its folder. */
export function writeEmittedApp(language: Language, drafts: readonly ImportSpec[]): string {
  const { format, files, nameFile, mainFile, writeMain } = APPS[language];
  const folder = createAppFolder('emitted', language, files);
  drafts.forEach((spec, index) => {
    write(folder, nameFile(spec, index), generateCode(spec, format));
  });
  write(folder, mainFile, `${writeMain(drafts)}\n`);
  if (language === 'java') setMainClass(folder, 'Main');
  return folder;
}

/** Writes an app that `import` generates as one file. Returns its folder. */
export function writeImportedApp(language: Language, stacks: readonly AppStackSpec[]): string {
  const { format, files, mainFile } = APPS[language];
  const folder = createAppFolder('imported', language, files);
  const file = language === 'java' ? `src/main/java/${JAVA_APP}.java` : mainFile;
  write(folder, file, generateApp(stacks, format));
  if (language === 'java') setMainClass(folder, JAVA_APP);
  return folder;
}

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function setMainClass(folder: string, name: string): void {
  const pom = readFileSync(join(folder, 'pom.xml'), 'utf8');
  write(folder, 'pom.xml', pom.replace(/<mainClass>.*<\/mainClass>/, `<mainClass>${name}</mainClass>`));
}
