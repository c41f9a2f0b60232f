import { indentLines } from './codegen';
import { toProps, type Expression, type Field } from './expression';
import type { ImportSpec } from './import-spec';
import { PROVIDER_ID, type AppStackSpec, type CodeSpec, type StackSpec } from './stack-spec';
import { escapeUnicode, quoteWith } from '../util/escape';

const INDENT = '\t';
const LIBRARY = 'cdkivsrecordingconfiguration';

/** Generates a Go file with stacks that adopt the configurations. */
export function generateGo(code: CodeSpec): string {
  return `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration-go/${LIBRARY}"
)

${code.stacks.map(writeStack).join('\n')}${code.kind === 'app' ? writeApp(code.stacks) : ''}`;
}

function writeApp(stacks: readonly AppStackSpec[]): string {
  const lines = stacks.map(({ name, accountId, region }) => {
    const environment = `&awscdk.Environment{Account: ${quote(accountId)}, Region: ${quote(region)}}`;
    return `	New${name}(app, ${quoteText(name)}, &awscdk.StackProps{Env: ${environment}})\n`;
  });
  return `
func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
${lines.join('')}	app.Synth(nil)
}
`;
}

function writeStack({ name, defaultTags, configurations }: StackSpec): string {
  const hasProvider = defaultTags.length > 0;
  const provider = `	provider := ${LIBRARY}.NewRecordingConfigurationProvider(stack, jsii.String("${PROVIDER_ID}"), &${LIBRARY}.RecordingConfigurationProviderProps{
		DefaultTags: &map[string]*string{
${indentLines(INDENT.repeat(3), defaultTags.map(writeTag))}
		},
	})

`;
  return `func New${name}(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), props)

${hasProvider ? provider : ''}${configurations.map((spec) => writeConstruct(spec, hasProvider)).join('\n')}
	return stack
}
`;
}

function writeConstruct(spec: ImportSpec, hasProvider: boolean): string {
  return `	${LIBRARY}.NewRecordingConfiguration(stack, ${quote(spec.id)}, &${LIBRARY}.RecordingConfigurationProps{
${indentLines(INDENT.repeat(2), toProps(spec, hasProvider).map(writeField))}
	})
`;
}

function writeField({ name, value }: Field): string {
  return `${capitalize(name)}: ${writeValue(value)},`;
}

function writeValue(value: Expression): string {
  switch (value.kind) {
    case 'text':
      return quote(value.text);
    case 'number':
      return `jsii.Number(${value.value})`;
    case 'seconds':
      return `awscdk.Duration_Seconds(jsii.Number(${value.value}))`;
    case 'member':
      return `${LIBRARY}.${value.type}_${value.name}`;
    case 'list': {
      const lines = value.names.map((name) => `${LIBRARY}.${value.type}_${name},`);
      return `&[]${LIBRARY}.${value.type}{\n${indentLines(INDENT, lines)}\n}`;
    }
    case 'tags':
      return `&map[string]*string{\n${indentLines(INDENT, value.tags.map(writeTag))}\n}`;
    case 'struct':
    case 'options':
      return `&${LIBRARY}.${value.type}{\n${indentLines(INDENT, value.fields.map(writeField))}\n}`;
    case 'call':
      return `${LIBRARY}.${value.type}_${capitalize(value.method)}(${value.values.map(writeValue).join(', ')})`;
    case 'bucket':
      return `awss3.Bucket_FromBucketName(stack, ${quote(value.id)}, ${quote(value.name)})`;
    case 'provider':
      return 'provider';
    case 'retain':
      return 'awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE';
  }
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function writeTag([key, value]: ImportSpec['tags'][number]): string {
  return `${quoteText(key)}: ${quote(value)},`;
}

function quote(text: string): string {
  return `jsii.String(${quoteText(text)})`;
}

function quoteText(text: string): string {
  return quoteWith(text, escapeUnicode);
}
