import { indentLines, listClasses, listTimeouts, nameBucket, needsDuration, needsRemovalPolicy } from './codegen';
import type { ImportSpec, RenditionSpec, ThumbnailSpec, TimeoutSpec } from './import-spec';
import { PROVIDER_ID, type AppStackSpec, type CodeSpec, type StackSpec } from './stack-spec';
import { isPlainText, quoteWith, toHex } from '../util/escape';

const INDENT = '  ';
const LONGEST_LINE = 100;

/** Generates a TypeScript module with stacks that adopt the configurations. */
export function generateTypeScript(code: CodeSpec): string {
  const names = [
    ...(code.kind === 'app' ? ['App'] : []),
    ...(needsDuration(code) ? ['Duration'] : []),
    ...(needsRemovalPolicy(code) ? ['RemovalPolicy'] : []),
    'Stack',
    'type StackProps',
  ];
  return `import { ${names.join(', ')} } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
${writeImport(listClasses(code))}
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
  const bucket = [nameBucket(spec), spec.bucketName].map(quote).join(', ');
  const { name, reconnectWindowSeconds: window, renditions, thumbnails, timeouts, tags } = spec;
  const props = [
    `adoptArn: ${quote(spec.adoptArn)},`,
    `bucket: s3.Bucket.fromBucketName(this, ${bucket}),`,
    hasProvider && 'provider,',
    name !== undefined && `recordingConfigurationName: ${quote(name)},`,
    window !== undefined && `recordingReconnectWindow: Duration.seconds(${window}),`,
    renditions !== undefined && `renditionConfiguration: ${writeRenditions(renditions)},`,
    thumbnails !== undefined && `thumbnailConfiguration: ${writeThumbnails(thumbnails)},`,
    timeouts !== undefined && `timeouts: { ${writeTimeouts(timeouts)} },`,
    tags.length > 0 && `tags: {\n${indentLines(INDENT, tags.map(writeTag))}\n},`,
    spec.retain && 'removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,',
  ];
  return `    new RecordingConfiguration(this, ${quote(spec.id)}, {
${indentLines(INDENT.repeat(3), props)}
    });
`;
}

function writeTimeouts(timeouts: TimeoutSpec): string {
  return listTimeouts(timeouts)
    .map(([name, seconds]) => `${name}: Duration.seconds(${seconds})`)
    .join(', ');
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
