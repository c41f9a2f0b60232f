import { hasValue, indentLines, listClasses, listValues, writeCommonValue } from './codegen';
import { toProps, type Expression, type Field } from './expression';
import type { ImportSpec } from './import-spec';
import { PROVIDER_ID, type AppStackSpec, type CodeSpec, type StackSpec } from './stack-spec';
import { escapeUnicode, quoteWith } from '../util/escape';

const INDENT = '    ';

/** Generates a Python module with stacks that adopt the configurations. */
export function generatePython(code: CodeSpec): string {
  const values = listValues(code);
  const names = [
    ...(code.kind === 'app' ? ['App'] : []),
    ...(hasValue(values, 'seconds') ? ['Duration'] : []),
    ...(code.kind === 'app' ? ['Environment'] : []),
    ...(hasValue(values, 'retain') ? ['RemovalPolicy'] : []),
    'Stack',
  ];
  return `from aws_cdk import ${names.join(', ')}
from aws_cdk import aws_s3 as s3
from cdk_ivs_recording_configuration import (
${indentLines(
  INDENT,
  listClasses(values, ['struct']).map((name) => `${name},`),
)}
)
from constructs import Construct


${code.stacks.map(writeStack).join('\n\n')}${code.kind === 'app' ? writeApp(code.stacks) : ''}`;
}

function writeApp(stacks: readonly AppStackSpec[]): string {
  const lines = stacks.map(({ name, accountId, region }) => {
    const environment = `Environment(account=${quote(accountId)}, region=${quote(region)})`;
    return `${name}(app, ${quote(name)}, env=${environment})\n`;
  });
  return `\n\napp = App()\n${lines.join('')}app.synth()\n`;
}

function writeStack({ name, defaultTags, configurations }: StackSpec): string {
  const hasProvider = defaultTags.length > 0;
  const provider = `        provider = RecordingConfigurationProvider(
            self,
            "${PROVIDER_ID}",
            default_tags={
${indentLines(INDENT.repeat(4), defaultTags.map(writeTag))}
            },
        )

`;
  return `class ${name}(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

${hasProvider ? provider : ''}${configurations.map((spec) => writeConstruct(spec, hasProvider)).join('\n')}`;
}

function writeConstruct(spec: ImportSpec, hasProvider: boolean): string {
  return `        RecordingConfiguration(
            self,
            ${quote(spec.id)},
${indentLines(INDENT.repeat(3), toProps(spec, hasProvider).map(writeField))}
        )
`;
}

function writeField({ name, value }: Field): string {
  return `${toSnakeCase(name)}=${writeValue(value)},`;
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
      return `${value.type}(${writeKeywords(value.fields)})`;
    case 'options':
      return writeKeywords(value.fields);
    case 'call':
      return `${value.type}.${toSnakeCase(value.method)}(${value.values.map(writeValue).join(', ')})`;
    case 'bucket':
      return `s3.Bucket.from_bucket_name(self, ${quote(value.id)}, ${quote(value.name)})`;
    default:
      return writeCommonValue(value);
  }
}

function writeKeywords(fields: readonly Field[]): string {
  return `\n${indentLines(INDENT, fields.map(writeField))}\n`;
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function writeTag([key, value]: ImportSpec['tags'][number]): string {
  return `${quote(key)}: ${quote(value)},`;
}

function quote(text: string): string {
  return quoteWith(text, escapeUnicode);
}
