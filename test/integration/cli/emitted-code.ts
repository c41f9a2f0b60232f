import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { parseProperties, type ParsedProperties } from '../../../schema/parse-properties';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { SHORT_INTRINSIC_TAGS } from '../../../cli/util/cloudformation-yaml';
import { loadModule } from '../../support/load-module';
import { stringifyScalars } from '../../support/properties';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
}

type StackClass = new (scope: App, id: string) => Stack;

/** Synthesizes the templates of stacks in TypeScript, each a module with one class. */
export function synthesizeAll(codes: readonly string[]): readonly Template[] {
  const outdir = mkdtempSync(join(tmpdir(), 'emitted-'));
  const app = new App({
    outdir,
    treeMetadata: false,
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    // A stack trace for each of thousands of constructs takes seconds.
    context: { 'aws:cdk:disable-creation-stack-traces': true },
  });
  try {
    const stacks = codes.map((code, index) => new (loadClass(code))(app, `Stack${index}`));
    const assembly = app.synth();
    return stacks.map(({ artifactId }) => assembly.getStackArtifact(artifactId).template as Template);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Loads the only class of a module in TypeScript. Throws if there is not exactly one. */
export function loadClass(code: string): StackClass {
  const [stack, ...others] = Object.values(loadModule<StackClass>(code));
  if (stack === undefined || others.length > 0) throw new Error(`Expected one class in:\n${code}`);
  return stack;
}

export function readYaml(text: string): Template {
  // CloudFormation's parser reads YAML 1.1, in which more words are not strings.
  return parse(text, { customTags: SHORT_INTRINSIC_TAGS, version: '1.1', strict: true }) as Template;
}

/** Returns the properties of the only configuration in a template, as CloudFormation sends them to the function. */
export function readProperties({ Resources }: Template): Readonly<Record<string, unknown>> {
  const [resource, ...others] = Object.values(Resources).filter(({ Type }) => Type === RESOURCE_TYPE);
  if (resource === undefined || others.length > 0) throw new Error('Expected one recording configuration');
  return stringifyScalars(resource.Properties) as Readonly<Record<string, unknown>>;
}

export function parseEmitted(template: Template): ParsedProperties {
  return parseProperties(readProperties(template));
}
