import {
  indentLines,
  listClasses,
  listTimeouts,
  nameBucket,
  needsDuration,
  needsRemovalPolicy,
  needsTimeouts,
} from './codegen';
import type { ImportSpec, RenditionSpec, ThumbnailSpec, TimeoutSpec } from './import-spec';
import { PROVIDER_ID, type AppStackSpec, type CodeSpec, type StackSpec } from './stack-spec';
import { escapeUnicode, quoteWith } from '../util/escape';

const INDENT = '    ';

/** Generates a Python module with stacks that adopt the configurations. */
export function generatePython(code: CodeSpec): string {
  const names = [
    ...(code.kind === 'app' ? ['App'] : []),
    ...(needsDuration(code) ? ['Duration'] : []),
    ...(code.kind === 'app' ? ['Environment'] : []),
    ...(needsRemovalPolicy(code) ? ['RemovalPolicy'] : []),
    'Stack',
  ];
  const classes = [...listClasses(code), ...(needsTimeouts(code) ? ['RecordingConfigurationTimeouts'] : [])].sort();
  return `from aws_cdk import ${names.join(', ')}
from aws_cdk import aws_s3 as s3
from cdk_ivs_recording_configuration import (
${indentLines(
  INDENT,
  classes.map((name) => `${name},`),
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
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, timeouts, tags } = spec;
  const keywords = [
    `adopt_arn=${quote(spec.adoptArn)},`,
    `bucket=s3.Bucket.from_bucket_name(self, ${bucket}),`,
    hasProvider && 'provider=provider,',
    name !== undefined && `recording_configuration_name=${quote(name)},`,
    window !== undefined && `recording_reconnect_window=Duration.seconds(${window}),`,
    renditions !== undefined && `rendition_configuration=${writeRenditions(renditions)},`,
    thumbnails !== undefined && `thumbnail_configuration=${writeThumbnails(thumbnails)},`,
    timeouts !== undefined && `timeouts=RecordingConfigurationTimeouts(\n${writeTimeouts(timeouts)}\n),`,
    tags.length > 0 && `tags={\n${indentLines(INDENT, tags.map(writeTag))}\n},`,
    spec.retain && 'removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,',
  ];
  return `        RecordingConfiguration(
            self,
            ${quote(spec.id)},
${indentLines(INDENT.repeat(3), keywords)}
        )
`;
}

function writeTimeouts(timeouts: TimeoutSpec): string {
  const lines = listTimeouts(timeouts).map(([name, seconds]) => `${name}=Duration.seconds(${seconds}),`);
  return indentLines(INDENT, lines);
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
