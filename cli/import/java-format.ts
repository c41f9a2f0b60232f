import { hasValue, indentLines, listClasses, listValues, writeCommonValue } from './codegen';
import { toProps, type Expression, type Field } from './expression';
import type { ImportSpec, TagEntries } from './import-spec';
import { PROVIDER_ID, type AppStackSpec, type CodeSpec, type StackSpec } from './stack-spec';
import { quoteWith, toHex } from '../util/escape';

const INDENT = '    ';
const LIBRARY = 'io.github.cdkivsrecordingconfiguration';

/** The name of the class with the `main` method, and of its file. */
export const JAVA_APP = 'AdoptedApp';

/** Generates a Java file with stacks that adopt the configurations. */
export function generateJava(code: CodeSpec): string {
  const imports = listImports(code)
    .map((name) => `import ${name};\n`)
    .join('');
  if (code.kind === 'stack') return `${imports}\n${writeStack(code.stacks[0], 'public ')}`;
  return `${imports}
${writeApp(code.stacks)}
${code.stacks.map((stack) => writeStack(stack, '')).join('\n')}`;
}

function writeApp(stacks: readonly AppStackSpec[]): string {
  const lines = stacks.map(({ name, accountId, region }) => {
    const calls = [
      `.env(Environment.builder().account(${quote(accountId)}).region(${quote(region)}).build())`,
      '.build());',
    ];
    return `        new ${name}(app, ${quote(name)}, StackProps.builder()\n${indentLines(INDENT.repeat(4), calls)}\n`;
  });
  return `public final class ${JAVA_APP} {
    public static void main(final String[] args) {
        final App app = new App();
${lines.join('')}        app.synth();
    }
}
`;
}

/** @param access - public for the only class of a file; a file cannot have another */
function writeStack({ name, defaultTags, configurations }: StackSpec, access: 'public ' | ''): string {
  const hasProvider = defaultTags.length > 0;
  const calls = [`.defaultTags(${writeTags(defaultTags)})`, '.build();'];
  const provider = `        final RecordingConfigurationProvider provider = RecordingConfigurationProvider.Builder.create(this, "${PROVIDER_ID}")
${indentLines(INDENT.repeat(3), calls)}

`;
  return `${access}class ${name} extends Stack {
    public ${name}(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

${hasProvider ? provider : ''}${configurations.map((spec) => writeConstruct(spec, hasProvider)).join('\n')}    }
}
`;
}

function writeConstruct(spec: ImportSpec, hasProvider: boolean): string {
  const calls = [...toProps(spec, hasProvider).map(writeField), '.build();'];
  return `        RecordingConfiguration.Builder.create(this, ${quote(spec.id)})
${indentLines(INDENT.repeat(3), calls)}
`;
}

function listImports(code: CodeSpec): readonly string[] {
  const values = listValues(code);
  return [
    ...listClasses(values, ['struct', 'options']).map((name) => `${LIBRARY}.${name}`),
    ...(hasValue(values, 'list') ? ['java.util.List'] : []),
    ...(hasValue(values, 'tags') || hasValue(values, 'provider') ? ['java.util.Map'] : []),
    ...(code.kind === 'app' ? ['software.amazon.awscdk.App', 'software.amazon.awscdk.Environment'] : []),
    ...(hasValue(values, 'seconds') ? ['software.amazon.awscdk.Duration'] : []),
    ...(hasValue(values, 'retain') ? ['software.amazon.awscdk.RemovalPolicy'] : []),
    'software.amazon.awscdk.Stack',
    'software.amazon.awscdk.StackProps',
    'software.amazon.awscdk.services.s3.Bucket',
    'software.constructs.Construct',
  ].sort();
}

function writeField({ name, value }: Field): string {
  return `.${name}(${writeValue(value)})`;
}

function writeValue(value: Expression): string {
  switch (value.kind) {
    case 'text':
      return quote(value.text);
    case 'list':
      return `List.of(${value.names.map((name) => `${value.type}.${name}`).join(', ')})`;
    case 'tags':
      return writeTags(value.tags);
    case 'struct':
    case 'options':
      return `${value.type}.builder()\n${indentLines(INDENT, [...value.fields.map(writeField), '.build()'])}`;
    case 'call':
      return `${value.type}.${value.method}(${value.values.map(writeValue).join(', ')})`;
    case 'bucket':
      return `Bucket.fromBucketName(this, ${quote(value.id)}, ${quote(value.name)})`;
    default:
      return writeCommonValue(value);
  }
}

function writeTags(tags: TagEntries): string {
  return `Map.ofEntries(\n${indentLines(INDENT, [tags.map(writeTag).join(',\n')])})`;
}

function writeTag([key, value]: ImportSpec['tags'][number]): string {
  return `Map.entry(${quote(key)}, ${quote(value)})`;
}

function quote(text: string): string {
  return quoteWith(text, (codePoint) => {
    // Java decodes \u escapes before parsing, so the escape of a line feed would end the line. Use octal escapes for
    // low code points.
    if (codePoint < 0x100) return `\\${codePoint.toString(8).padStart(3, '0')}`;
    const units = Array.from(String.fromCodePoint(codePoint).matchAll(/[^]/g), ([unit]) => unit.charCodeAt(0));
    return units.map((unit) => `\\u${toHex(unit, 4)}`).join('');
  });
}
