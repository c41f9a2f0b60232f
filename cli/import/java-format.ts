import { indentLines, listClasses, nameBucket, nameStack, needsDuration } from './codegen';
import type { ImportSpec, RenditionSpec, ThumbnailSpec } from './import-spec';
import { quoteWith, toHex } from '../util/escape';

const INDENT = '    ';
const LIBRARY = 'io.github.cdkivsrecordingconfiguration';

/** Generates a Java class of a stack that adopts the configuration. */
export function generateJava(spec: ImportSpec): string {
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, tags } = spec;
  const calls = [
    `.adoptArn(${quote(spec.adoptArn)})`,
    `.bucket(Bucket.fromBucketName(this, ${bucket}))`,
    name !== undefined && `.recordingConfigurationName(${quote(name)})`,
    window !== undefined && `.recordingReconnectWindow(Duration.seconds(${window}))`,
    renditions !== undefined && `.renditionConfiguration(${writeRenditions(renditions)})`,
    thumbnails !== undefined && `.thumbnailConfiguration(${writeThumbnails(thumbnails)})`,
    tags.length > 0 && `.tags(Map.ofEntries(\n${indentLines(INDENT, [tags.map(writeTag).join(',\n')])}))`,
    '.build();',
  ];
  const stack = nameStack(spec);
  return `${listImports(spec)
    .map((name) => `import ${name};\n`)
    .join('')}
public class ${stack} extends Stack {
    public ${stack}(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        RecordingConfiguration.Builder.create(this, ${quote(spec.id)})
${indentLines(INDENT.repeat(3), calls)}
    }
}
`;
}

function listImports(spec: ImportSpec): readonly string[] {
  const { renditions, thumbnails, tags } = spec;
  const isInterval = thumbnails?.mode === 'INTERVAL';
  return [
    ...listClasses(spec).map((name) => `${LIBRARY}.${name}`),
    ...(isInterval ? [`${LIBRARY}.IntervalThumbnailOptions`] : []),
    ...(renditions?.selection === 'CUSTOM' || (isInterval && thumbnails.storage !== undefined)
      ? ['java.util.List']
      : []),
    ...(tags.length > 0 ? ['java.util.Map'] : []),
    ...(needsDuration(spec) ? ['software.amazon.awscdk.Duration'] : []),
    'software.amazon.awscdk.Stack',
    'software.amazon.awscdk.StackProps',
    'software.amazon.awscdk.services.s3.Bucket',
    'software.constructs.Construct',
  ].sort();
}

function writeRenditions(renditions: RenditionSpec): string {
  if (renditions.selection === 'NONE') return 'RenditionConfiguration.none()';
  return `RenditionConfiguration.custom(${writeList('Resolution', renditions.resolutions)})`;
}

function writeThumbnails(thumbnails: ThumbnailSpec): string {
  if (thumbnails.mode === 'DISABLED') return 'ThumbnailConfiguration.disable()';
  const { targetIntervalSeconds, resolution, storage } = thumbnails;
  const calls = [
    targetIntervalSeconds !== undefined && `.targetInterval(Duration.seconds(${targetIntervalSeconds}))`,
    resolution !== undefined && `.resolution(Resolution.${resolution})`,
    storage !== undefined && `.storage(${writeList('Storage', storage)})`,
    '.build()',
  ];
  return `ThumbnailConfiguration.interval(IntervalThumbnailOptions.builder()\n${indentLines(INDENT, calls)})`;
}

function writeList(enumeration: string, members: readonly string[]): string {
  return `List.of(${members.map((member) => `${enumeration}.${member}`).join(', ')})`;
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
