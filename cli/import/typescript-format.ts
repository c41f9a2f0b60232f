import { hasValue, indentLines, listClasses, listValues, writeCommonValue } from './codegen';
import { toProps, type Expression, type Field } from './expression';
import type { ImportSpec } from './import-spec';
import { PROVIDER_ID, type AppStackSpec, type CodeSpec, type StackSpec } from './stack-spec';
import { isPlainText, quoteWith, toHex } from '../util/escape';

const INDENT = '  ';
const LONGEST_LINE = 100;

/** Generates a TypeScript module with stacks that adopt the configurations. */
export function generateTypeScript(code: CodeSpec): string {
  const values = listValues(code);
  const names = [
    ...(code.kind === 'app' ? ['App'] : []),
    ...(hasValue(values, 'seconds') ? ['Duration'] : []),
    ...(hasValue(values, 'retain') ? ['RemovalPolicy'] : []),
    'Stack',
    'type StackProps',
  ];
  return `import { ${names.join(', ')} } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
${writeImport(listClasses(values, []))}
import type { Construct } from 'constructs';

${code.stacks.map(writeStack).join('\n')}${code.kind === 'app' ? writeApp(code.stacks) : ''}`;
}

function writeApp(stacks: readonly AppStackSpec[]): string {
  const lines = stacks.map(({ name, accountId, region }) => {
    return `new ${name}(app, ${quote(name)}, { env: { account: ${quote(accountId)}, region: ${quote(region)} } });\n`;
  });
  return `\nconst app = new App();\n${lines.join('')}`;
}

function writeStack({ name, defaultTags, configurations }: StackSpec): string {
  const hasProvider = defaultTags.length > 0;
  const provider = `    const provider = new RecordingConfigurationProvider(this, '${PROVIDER_ID}', {
      defaultTags: {
${indentLines(INDENT.repeat(4), defaultTags.map(writeTag))}
      },
    });

`;
  return `export class ${name} extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

${hasProvider ? provider : ''}${configurations.map((spec) => writeConstruct(spec, hasProvider)).join('\n')}  }
}
`;
}

function writeConstruct(spec: ImportSpec, hasProvider: boolean): string {
  const props = toProps(spec, hasProvider).map((prop) =>
    prop.name === 'provider' ? 'provider,' : `${writeField(prop)},`,
  );
  return `    new RecordingConfiguration(this, ${quote(spec.id)}, {
${indentLines(INDENT.repeat(3), props)}
    });
`;
}

function writeField({ name, value }: Field): string {
  return `${name}: ${writeValue(value)}`;
}

function writeValue(value: Expression): string {
  switch (value.kind) {
    case 'text':
      return quote(value.text);
    case 'list':
      return `[${value.names.map((name) => `${value.type}.${name}`).join(', ')}]`;
    case 'tags':
      return `{\n${indentLines(INDENT, value.tags.map(writeTag))}\n}`;
    case 'struct':
      return `{ ${value.fields.map(writeField).join(', ')} }`;
    case 'options':
      return `{\n${indentLines(
        INDENT,
        value.fields.map((field) => `${writeField(field)},`),
      )}\n}`;
    case 'call':
      return `${value.type}.${value.method}(${value.values.map(writeValue).join(', ')})`;
    case 'bucket':
      return `s3.Bucket.fromBucketName(this, ${quote(value.id)}, ${quote(value.name)})`;
    default:
      return writeCommonValue(value);
  }
}

function writeImport(classes: readonly string[]): string {
  const line = `import { ${classes.join(', ')} } from 'cdk-ivs-recording-configuration';`;
  return line.length <= LONGEST_LINE
    ? line
    : line.replace('{ ', '{\n  ').replaceAll(', ', ',\n  ').replace(' }', ',\n}');
}

function writeTag([key, value]: ImportSpec['tags'][number]): string {
  return `${writeKey(key)}: ${quote(value)},`;
}

function writeKey(key: string): string {
  // As a literal key it would set the prototype of the object.
  if (key === '__proto__') return `[${quote(key)}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : quote(key);
}

function quote(text: string): string {
  if (isPlainText(text) && !text.includes("'")) return `'${text}'`;
  return quoteWith(text, (codePoint) => `\\u{${toHex(codePoint, 1)}}`);
}
