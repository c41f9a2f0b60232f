import { indentLines, listTimeouts, nameBucket } from './codegen';
import type { ImportSpec, RenditionSpec, ThumbnailSpec, TimeoutSpec } from './import-spec';
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
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, timeouts, tags } = spec;
  const fields = [
    `AdoptArn: ${quote(spec.adoptArn)},`,
    `Bucket: awss3.Bucket_FromBucketName(stack, ${bucket}),`,
    hasProvider && 'Provider: provider,',
    name !== undefined && `RecordingConfigurationName: ${quote(name)},`,
    window !== undefined && `RecordingReconnectWindow: ${writeSeconds(window)},`,
    renditions !== undefined && `RenditionConfiguration: ${writeRenditions(renditions)},`,
    thumbnails !== undefined && `ThumbnailConfiguration: ${writeThumbnails(thumbnails)},`,
    timeouts !== undefined && `Timeouts: &${LIBRARY}.RecordingConfigurationTimeouts{\n${writeTimeouts(timeouts)}\n},`,
    tags.length > 0 && `Tags: &map[string]*string{\n${indentLines(INDENT, tags.map(writeTag))}\n},`,
    spec.retain && 'RemovalPolicy: awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,',
  ];
  return `	${LIBRARY}.NewRecordingConfiguration(stack, ${quote(spec.id)}, &${LIBRARY}.RecordingConfigurationProps{
${indentLines(INDENT.repeat(2), fields)}
	})
`;
}

function writeTimeouts(timeouts: TimeoutSpec): string {
  const names = { create: 'Create', delete: 'Delete' } as const;
  const lines = listTimeouts(timeouts).map(([name, seconds]) => `${names[name]}: ${writeSeconds(seconds)},`);
  return indentLines(INDENT, lines);
}

function writeRenditions(renditions: RenditionSpec): string {
  if (renditions.selection === 'NONE') return `${LIBRARY}.RenditionConfiguration_None()`;
  return `${LIBRARY}.RenditionConfiguration_Custom(${writeList('Resolution', renditions.resolutions)})`;
}

function writeThumbnails(thumbnails: ThumbnailSpec): string {
  if (thumbnails.mode === 'DISABLED') return `${LIBRARY}.ThumbnailConfiguration_Disable()`;
  const { targetIntervalSeconds, resolution, storage } = thumbnails;
  const fields = [
    targetIntervalSeconds !== undefined && `TargetInterval: ${writeSeconds(targetIntervalSeconds)},`,
    resolution !== undefined && `Resolution: ${LIBRARY}.Resolution_${resolution},`,
    storage !== undefined && `Storage: ${writeList('Storage', storage)},`,
  ];
  const options = `&${LIBRARY}.IntervalThumbnailOptions{\n${indentLines(INDENT, fields)}\n}`;
  return `${LIBRARY}.ThumbnailConfiguration_Interval(${options})`;
}

function writeList(enumeration: string, members: readonly string[]): string {
  const lines = members.map((member) => `${LIBRARY}.${enumeration}_${member},`);
  return `&[]${LIBRARY}.${enumeration}{\n${indentLines(INDENT, lines)}\n}`;
}

function writeSeconds(seconds: number): string {
  return `awscdk.Duration_Seconds(jsii.Number(${seconds}))`;
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
