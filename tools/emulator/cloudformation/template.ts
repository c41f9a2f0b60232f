import { parseDocument } from 'yaml';
import { findNearestName } from '../../../schema/nearest-name';
import { TemplateError } from './template-error';
import { isObject, isStringList } from './values';
import type { JsonObject } from './values';
import { SHORT_INTRINSIC_TAGS } from '../../../cli/util/cloudformation-yaml';
import { getErrorMessage } from './error-message';

export interface ParameterDefinition extends JsonObject {
  Type: string;
  Default?: unknown;
}

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

export interface ResourceDefinition {
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly deletionPolicy: DeletionPolicy;
  /** Whether the template has the deletion policy, even if it is the default. */
  readonly declaresDeletionPolicy: boolean;
  readonly updateReplacePolicy: DeletionPolicy;
  readonly metadata: unknown;
}

export interface OutputDefinition {
  readonly value: unknown;
  readonly exportName: unknown;
  readonly condition: string | undefined;
  readonly description: string | undefined;
}

export interface Template {
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  readonly outputs: Readonly<Record<string, OutputDefinition>>;
}

/** `Metadata` and `Rules` are accepted and ignored. */
const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Rules',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
];
const RESOURCE_KEYS = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
];

/** The quotas of CloudFormation. */
const MAX_RESOURCES = 500;
const MAX_BYTES = 1_000_000;

/**
 * Parses a template from text (JSON, or YAML with the short intrinsic tags) or from an object.
 *
 * @throws TemplateError
 */
export function loadTemplate(source: string | JsonObject): Template {
  const document = typeof source === 'string' ? parseText(source) : source;
  if (document === null || document === undefined || document === '') {
    throw new TemplateError('Template format error: the template is empty; it needs a Resources section.');
  }
  if (!isObject(document)) {
    throw new TemplateError('Template format error: the template must be an object with a Resources section.');
  }
  const hasNoSection = Object.keys(document).every(
    (key) => !SECTIONS.includes(key) && findNearestName(key, SECTIONS) === undefined,
  );
  if (hasNoSection && Object.keys(document).length > 0) {
    throw new TemplateError(
      'Template format error: this is not a CloudFormation template: it has no Resources section.',
    );
  }
  if ('Transform' in document) {
    throw new TemplateError(
      'Template format error: the emulator does not support transforms, such as AWS::Serverless or ' +
        'AWS::LanguageExtensions. Deploy the template to AWS, or use the transformed template.',
    );
  }
  assertKnownKeys(document, SECTIONS, 'Invalid template property or properties');
  const resources = readSection(document, 'Resources');
  if (Object.keys(resources).length === 0) {
    throw new TemplateError('Template format error: At least one Resources member must be defined.');
  }
  const count = Object.keys(resources).length;
  if (count > MAX_RESOURCES) {
    throw new TemplateError(
      `Template format error: Number of resources, ${count}, is greater than maximum allowed, ${MAX_RESOURCES}`,
    );
  }
  return {
    parameters: mapSection(document, 'Parameters', readParameter),
    mappings: readSection(document, 'Mappings'),
    conditions: readSection(document, 'Conditions'),
    resources: mapSection(document, 'Resources', readResource),
    outputs: mapSection(document, 'Outputs', readOutput),
  };
}

function parseText(text: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) {
    throw new TemplateError(`Template may not exceed ${MAX_BYTES} bytes in size; it has ${bytes}.`);
  }
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text) as unknown;
    const document = parseDocument(text, { customTags: SHORT_INTRINSIC_TAGS });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) throw problem;
    return document.toJS() as unknown;
  } catch (error) {
    const reason = getErrorMessage(error).replace(/at position (\d+)(?! \(line)/, (_, position: string) => {
      const lines = text.slice(0, Number(position)).split('\n');
      return `at position ${position} (line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
    });
    throw new TemplateError(`Template format error: the template is neither valid JSON nor valid YAML. ${reason}`, {
      cause: error,
    });
  }
}

function readSection(document: JsonObject, name: string): JsonObject {
  const section = document[name] ?? {};
  if (!isObject(section)) throw new TemplateError(`Template format error: [/${name}] must be an object.`);
  return section;
}

function mapSection<T>(
  document: JsonObject,
  name: string,
  read: (key: string, body: JsonObject) => T,
): Record<string, T> {
  const entries = Object.entries(readSection(document, name)).map(([key, body]): [string, T] => {
    if (!isObject(body)) throw new TemplateError(`Template format error: [/${name}/${key}] must be an object.`);
    return [key, read(key, body)];
  });
  return Object.fromEntries(entries);
}

function readParameter(name: string, body: JsonObject): ParameterDefinition {
  const type = body.Type;
  if (typeof type !== 'string') {
    throw new TemplateError(`Template format error: [/Parameters/${name}] needs a Type, for example String.`);
  }
  return { ...body, Type: type };
}

function readResource(logicalId: string, body: JsonObject): ResourceDefinition {
  const at = `/Resources/${logicalId}`;
  if (logicalId === 'Fn::Transform' || logicalId.startsWith('Fn::ForEach')) {
    throw new TemplateError(`Template format error: the emulator does not support ${logicalId}.`);
  }
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) {
    throw new TemplateError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  assertKnownKeys(body, RESOURCE_KEYS, `[${at}] Invalid template resource property or properties`);
  const { Type: type, Properties: properties = {}, DependsOn: dependsOn = [], Condition: condition } = body;
  if (typeof type !== 'string') {
    throw new TemplateError(`Template format error: [${at}] Every Resources object must contain a Type member.`);
  }
  if (!isObject(properties)) throw new TemplateError(`Template format error: [${at}/Properties] must be an object.`);
  assertNoNull(properties, `${at}/Properties`);
  const dependencies = typeof dependsOn === 'string' ? [dependsOn] : dependsOn;
  if (!isStringList(dependencies)) {
    throw new TemplateError(`Template format error: [${at}/DependsOn] must be a logical id or a list of logical ids.`);
  }
  return {
    type,
    properties,
    dependsOn: dependencies,
    condition: readOptionalText(condition, `${at}/Condition`),
    deletionPolicy: readPolicy(body, 'DeletionPolicy', at, ['Delete', 'Retain', 'RetainExceptOnCreate']),
    declaresDeletionPolicy: 'DeletionPolicy' in body,
    updateReplacePolicy: readPolicy(body, 'UpdateReplacePolicy', at, ['Delete', 'Retain']),
    metadata: body.Metadata,
  };
}

function readPolicy(body: JsonObject, name: string, at: string, known: readonly DeletionPolicy[]): DeletionPolicy {
  const value = body[name] ?? 'Delete';
  const policy = known.find((candidate) => candidate === value);
  if (policy === undefined) {
    throw new TemplateError(
      `Template error: [${at}/${name}] is ${JSON.stringify(value)}; the emulator supports ${known.join(', ')}.`,
    );
  }
  return policy;
}

function readOutput(name: string, body: JsonObject): OutputDefinition {
  const at = `/Outputs/${name}`;
  if (!('Value' in body)) throw new TemplateError(`Template format error: [${at}] needs a Value.`);
  const exported = body.Export;
  if (exported !== undefined && !(isObject(exported) && 'Name' in exported)) {
    throw new TemplateError(`Template format error: [${at}/Export] needs a Name.`);
  }
  return {
    value: body.Value,
    exportName: exported?.Name,
    condition: readOptionalText(body.Condition, `${at}/Condition`),
    description: readOptionalText(body.Description, `${at}/Description`),
  };
}

function readOptionalText(value: unknown, at: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new TemplateError(`Template format error: [${at}] must be a string.`);
}

function assertKnownKeys(body: JsonObject, known: readonly string[], problem: string): void {
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    const [first = ''] = unknown;
    const nearest = findNearestName(first, known);
    const hint = nearest === undefined || nearest === first ? '' : ` Did you mean ${nearest}?`;
    throw new TemplateError(`${problem} [${unknown.join(', ')}]; the emulator supports ${known.join(', ')}.${hint}`);
  }
}

/** An empty YAML value is null, which CloudFormation rejects. */
function assertNoNull(value: unknown, at: string): void {
  if (value === null) throw new TemplateError(`[${at}] 'null' values are not allowed in templates.`);
  if (typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value as JsonObject)) assertNoNull(item, `${at}/${key}`);
}
