import {
  indentLines,
  listClasses,
  listConfigurations,
  listIntervals,
  listTimeouts,
  nameBucket,
  needsDuration,
  needsRemovalPolicy,
  needsTimeouts,
} from './codegen';
import type { ImportSpec, RenditionSpec, TagEntries, ThumbnailSpec, TimeoutSpec } from './import-spec';
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
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, timeouts, tags } = spec;
  const calls = [
    `.adoptArn(${quote(spec.adoptArn)})`,
    `.bucket(Bucket.fromBucketName(this, ${bucket}))`,
    hasProvider && '.provider(provider)',
    name !== undefined && `.recordingConfigurationName(${quote(name)})`,
    window !== undefined && `.recordingReconnectWindow(Duration.seconds(${window}))`,
    renditions !== undefined && `.renditionConfiguration(${writeRenditions(renditions)})`,
    thumbnails !== undefined && `.thumbnailConfiguration(${writeThumbnails(thumbnails)})`,
    timeouts !== undefined && `.timeouts(RecordingConfigurationTimeouts.builder()\n${writeTimeouts(timeouts)})`,
    tags.length > 0 && `.tags(${writeTags(tags)})`,
    spec.retain && '.removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)',
    '.build();',
  ];
  return `        RecordingConfiguration.Builder.create(this, ${quote(spec.id)})
${indentLines(INDENT.repeat(3), calls)}
`;
}

function listImports(code: CodeSpec): readonly string[] {
  const { stacks } = code;
  const configurations = listConfigurations(stacks);
  const intervals = listIntervals(configurations);
  const isApp = code.kind === 'app';
  const hasLists =
    configurations.some(({ renditions }) => renditions?.selection === 'CUSTOM') ||
    intervals.some(({ storage }) => storage !== undefined);
  const hasTags = [...stacks.map(({ defaultTags }) => defaultTags), ...configurations.map(({ tags }) => tags)].some(
    (tags) => tags.length > 0,
  );
  return [
    ...listClasses(code).map((name) => `${LIBRARY}.${name}`),
    ...(needsTimeouts(code) ? [`${LIBRARY}.RecordingConfigurationTimeouts`] : []),
    ...(intervals.length > 0 ? [`${LIBRARY}.IntervalThumbnailOptions`] : []),
    ...(hasLists ? ['java.util.List'] : []),
    ...(hasTags ? ['java.util.Map'] : []),
    ...(isApp ? ['software.amazon.awscdk.App', 'software.amazon.awscdk.Environment'] : []),
    ...(needsDuration(code) ? ['software.amazon.awscdk.Duration'] : []),
    ...(needsRemovalPolicy(code) ? ['software.amazon.awscdk.RemovalPolicy'] : []),
    'software.amazon.awscdk.Stack',
    'software.amazon.awscdk.StackProps',
    'software.amazon.awscdk.services.s3.Bucket',
    'software.constructs.Construct',
  ].sort();
}

function writeTimeouts(timeouts: TimeoutSpec): string {
  const calls = listTimeouts(timeouts).map(([name, seconds]) => `.${name}(Duration.seconds(${seconds}))`);
  return indentLines(INDENT, [...calls, '.build()']);
}

function writeTags(tags: TagEntries): string {
  return `Map.ofEntries(\n${indentLines(INDENT, [tags.map(writeTag).join(',\n')])})`;
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
