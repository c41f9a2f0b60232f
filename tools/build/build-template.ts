/**
 * Writes dist/ivs-recording-configuration-provider.yaml: the provider as one template, small enough to be handed to
 * CloudFormation without a bucket. It is synthesized from the same construct as every other provider.
 *
 * The handler's code takes the SDK from the runtime. It is compressed in the template, because minified alone it would
 * be longer than a template may be; the template says how to read it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { App } from 'aws-cdk-lib';
import { build } from 'esbuild';
import { stringify } from 'yaml';
import { InlineProviderStack } from '../../bin/stacks/inline-provider-stack';
import { writeIfChanged } from './write-if-changed';

const ROOT = join(__dirname, '../..');
const TEMPLATE = join(ROOT, 'dist', 'ivs-recording-configuration-provider.yaml');

/** The longest template that CloudFormation takes as a text, in bytes. */
const MAX_TEMPLATE_BYTES = 51_200;

/** The Serverless Application Repository allows ten. */
const MAX_LABELS = 10;

interface PackageDescription {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly homepage: string;
  readonly repository: { readonly url: string };
  readonly keywords: readonly string[];
}

void main();

async function main(): Promise<void> {
  const code = await bundleHandler();
  const template = render(code);
  const bytes = Buffer.byteLength(template);
  if (bytes > MAX_TEMPLATE_BYTES) {
    throw new Error(`The template has ${bytes} bytes: expected at most ${MAX_TEMPLATE_BYTES}, as CloudFormation does.`);
  }
  writeIfChanged(TEMPLATE, template);
  process.stdout.write(`${TEMPLATE}: ${bytes} bytes of at most ${MAX_TEMPLATE_BYTES}\n`);
}

async function bundleHandler(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['lambda/index.ts'],
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    external: ['@aws-sdk/*'],
    // Code that is made from a text has no import() of its own.
    supported: { 'dynamic-import': false },
    write: false,
    logLevel: 'warning',
  });
  const [{ text } = { text: '' }] = outputFiles;
  return text;
}

function render(code: string): string {
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
  const stack = new InlineProviderStack(app, 'Provider', { inlineCode: compress(code) });
  stack.templateOptions.metadata = { 'AWS::ServerlessRepo::Application': describeApplication() };
  const template = app.synth().getStackArtifact(stack.artifactId).template as Record<string, unknown>;
  const digest = createHash('sha256').update(code).digest('hex');
  const header = [
    'The provider of Custom::IVSRecordingConfiguration. To deploy it:',
    '  aws cloudformation deploy --stack-name ivs-recording-configuration-provider --capabilities CAPABILITY_IAM \\',
    '    --template-file ivs-recording-configuration-provider.yaml',
    '',
    'The code of the function is compressed. To read it, decompress the text between the quotes of ZipFile:',
    "  node -e \"process.stdin.on('data', (text) => process.stdout.write(require('zlib').brotliDecompressSync(Buffer.from(String(text), 'base64'))))\"",
    `The SHA-256 of the code is ${digest}.`,
  ];
  return `${header.map((line) => `# ${line}`.trimEnd()).join('\n')}\n${stringify(template, { lineWidth: 0, indentSeq: false })}`;
}

/** The metadata with which `sam publish` publishes the template to the Serverless Application Repository. */
function describeApplication(): Readonly<Record<string, unknown>> {
  const { name, version, license, homepage, repository, keywords } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as PackageDescription;
  return {
    Name: name,
    Description: 'The provider of Custom::IVSRecordingConfiguration, for Amazon IVS recording configurations.',
    Author: name,
    SpdxLicenseId: license,
    LicenseUrl: '../LICENSE',
    ReadmeUrl: '../README.md',
    Labels: keywords.filter((keyword) => !keyword.includes('cdk')).slice(0, MAX_LABELS),
    HomePageUrl: homepage,
    SourceCodeUrl: repository.url.replace(/\.git$/, ''),
    SemanticVersion: version,
  };
}

/** A module that makes the handler from its compressed code. */
function compress(code: string): string {
  const packed = brotliCompressSync(code, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  }).toString('base64');
  return [
    "const code = require('node:zlib').brotliDecompressSync(Buffer.from(",
    `  '${packed}', 'base64'));`,
    "new Function('module', 'exports', 'require', code.toString())(module, exports, require);",
    '',
  ].join('\n');
}
