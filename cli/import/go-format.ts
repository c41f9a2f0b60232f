import { indentLines, nameBucket, nameStack } from './codegen';
import type { ImportSpec, RenditionSpec, ThumbnailSpec } from './import-spec';
import { escapeUnicode, quoteWith } from '../util/escape';

const INDENT = '\t';
const LIBRARY = 'cdkivsrecordingconfiguration';

/** Generates a Go file with a stack that adopts the configuration. */
export function generateGo(spec: ImportSpec): string {
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, tags } = spec;
  const fields = [
    `AdoptArn: ${quote(spec.adoptArn)},`,
    `Bucket: awss3.Bucket_FromBucketName(stack, ${bucket}),`,
    name !== undefined && `RecordingConfigurationName: ${quote(name)},`,
    window !== undefined && `RecordingReconnectWindow: ${writeSeconds(window)},`,
    renditions !== undefined && `RenditionConfiguration: ${writeRenditions(renditions)},`,
    thumbnails !== undefined && `ThumbnailConfiguration: ${writeThumbnails(thumbnails)},`,
    tags.length > 0 && `Tags: &map[string]*string{\n${indentLines(INDENT, tags.map(writeTag))}\n},`,
  ];
  return `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration-go/${LIBRARY}"
)

func New${nameStack(spec)}(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), props)

	${LIBRARY}.NewRecordingConfiguration(stack, ${quote(spec.id)}, &${LIBRARY}.RecordingConfigurationProps{
${indentLines(INDENT.repeat(2), fields)}
	})

	return stack
}
`;
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
