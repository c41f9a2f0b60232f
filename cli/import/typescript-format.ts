import { indentLines, listClasses, nameBucket, nameStack, needsDuration } from './codegen';
import type { ImportSpec, RenditionSpec, ThumbnailSpec } from './import-spec';
import { isPlainText, quoteWith, toHex } from '../util/escape';

const INDENT = '  ';
const LONGEST_LINE = 100;

/** Generates a TypeScript module with a stack that adopts the configuration. */
export function generateTypeScript(spec: ImportSpec): string {
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, tags } = spec;
  const props = [
    `adoptArn: ${quote(spec.adoptArn)},`,
    `bucket: s3.Bucket.fromBucketName(this, ${bucket}),`,
    name !== undefined && `recordingConfigurationName: ${quote(name)},`,
    window !== undefined && `recordingReconnectWindow: Duration.seconds(${window}),`,
    renditions !== undefined && `renditionConfiguration: ${writeRenditions(renditions)},`,
    thumbnails !== undefined && `thumbnailConfiguration: ${writeThumbnails(thumbnails)},`,
    tags.length > 0 && `tags: {\n${indentLines(INDENT, tags.map(writeTag))}\n},`,
  ];
  return `import { ${needsDuration(spec) ? 'Duration, ' : ''}Stack, type StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
${writeImport(listClasses(spec))}
import type { Construct } from 'constructs';

export class ${nameStack(spec)} extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    new RecordingConfiguration(this, ${quote(spec.id)}, {
${indentLines(INDENT.repeat(3), props)}
    });
  }
}
`;
}

function writeImport(classes: readonly string[]): string {
  const line = `import { ${classes.join(', ')} } from 'cdk-ivs-recording-configuration';`;
  return line.length <= LONGEST_LINE
    ? line
    : line.replace('{ ', '{\n  ').replaceAll(', ', ',\n  ').replace(' }', ',\n}');
}

function writeRenditions(renditions: RenditionSpec): string {
  if (renditions.selection === 'NONE') return 'RenditionConfiguration.none()';
  return `RenditionConfiguration.custom(${writeList('Resolution', renditions.resolutions)})`;
}

function writeThumbnails(thumbnails: ThumbnailSpec): string {
  if (thumbnails.mode === 'DISABLED') return 'ThumbnailConfiguration.disable()';
  const { targetIntervalSeconds, resolution, storage } = thumbnails;
  const options = [
    targetIntervalSeconds !== undefined && `targetInterval: Duration.seconds(${targetIntervalSeconds}),`,
    resolution !== undefined && `resolution: Resolution.${resolution},`,
    storage !== undefined && `storage: ${writeList('Storage', storage)},`,
  ];
  return `ThumbnailConfiguration.interval({\n${indentLines(INDENT, options)}\n})`;
}

function writeList(enumeration: string, members: readonly string[]): string {
  return `[${members.map((member) => `${enumeration}.${member}`).join(', ')}]`;
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
