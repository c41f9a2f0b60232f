import { indentLines, listClasses, nameBucket, nameStack, needsDuration } from './codegen';
import type { ImportSpec, RenditionSpec, ThumbnailSpec } from './import-spec';
import { escapeUnicode, quoteWith } from '../util/escape';

const INDENT = '    ';

/** Generates a Python module with a stack that adopts the configuration. */
export function generatePython(spec: ImportSpec): string {
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, tags } = spec;
  const keywords = [
    `adopt_arn=${quote(spec.adoptArn)},`,
    `bucket=s3.Bucket.from_bucket_name(self, ${bucket}),`,
    name !== undefined && `recording_configuration_name=${quote(name)},`,
    window !== undefined && `recording_reconnect_window=Duration.seconds(${window}),`,
    renditions !== undefined && `rendition_configuration=${writeRenditions(renditions)},`,
    thumbnails !== undefined && `thumbnail_configuration=${writeThumbnails(thumbnails)},`,
    tags.length > 0 && `tags={\n${indentLines(INDENT, tags.map(writeTag))}\n},`,
  ];
  const classes = listClasses(spec).map((name) => `${name},`);
  return `from aws_cdk import ${needsDuration(spec) ? 'Duration, ' : ''}Stack
from aws_cdk import aws_s3 as s3
from cdk_ivs_recording_configuration import (
${indentLines(INDENT, classes)}
)
from constructs import Construct


class ${nameStack(spec)}(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        RecordingConfiguration(
            self,
            ${quote(spec.id)},
${indentLines(INDENT.repeat(3), keywords)}
        )
`;
}

function writeRenditions(renditions: RenditionSpec): string {
  if (renditions.selection === 'NONE') return 'RenditionConfiguration.none()';
  return `RenditionConfiguration.custom(${writeList('Resolution', renditions.resolutions)})`;
}

function writeThumbnails(thumbnails: ThumbnailSpec): string {
  if (thumbnails.mode === 'DISABLED') return 'ThumbnailConfiguration.disable()';
  const { targetIntervalSeconds, resolution, storage } = thumbnails;
  const keywords = [
    targetIntervalSeconds !== undefined && `target_interval=Duration.seconds(${targetIntervalSeconds}),`,
    resolution !== undefined && `resolution=Resolution.${resolution},`,
    storage !== undefined && `storage=${writeList('Storage', storage)},`,
  ];
  return `ThumbnailConfiguration.interval(\n${indentLines(INDENT, keywords)}\n)`;
}

function writeList(enumeration: string, members: readonly string[]): string {
  return `[${members.map((member) => `${enumeration}.${member}`).join(', ')}]`;
}

function writeTag([key, value]: ImportSpec['tags'][number]): string {
  return `${quote(key)}: ${quote(value)},`;
}

function quote(text: string): string {
  return quoteWith(text, escapeUnicode);
}
