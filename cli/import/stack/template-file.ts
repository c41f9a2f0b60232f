import type { YAMLMap } from 'yaml';
import { Document, isMap, parseDocument, Scalar, type Node } from 'yaml';
import { CommandError } from '../../command-error';

/** A template that keeps its form, its comments and its short intrinsic functions while it is edited. */
export interface TemplateFile {
  /** The name for errors. */
  readonly source: string;
  readonly document: Document;
  readonly extension: 'json' | 'yaml';
  createScalar(value: string | number): Node;
  /** Creates `!ImportValue name`, or its form in JSON. */
  createImport(name: string): Node;
  print(): string;
}

/**
 * Parses a template in JSON or YAML.
 *
 * @param source - its name for errors
 * @throws CommandError if it is neither
 */
export function parseTemplateFile(text: string, source: string): TemplateFile {
  const json = parseJson(text);
  const file = json === undefined ? createYamlFile(text, source) : createJsonFile(json, text, source);
  if (!isMap(file.document.get('Resources'))) {
    throw new CommandError(`${source} is not a CloudFormation template: expected JSON or YAML with Resources.`);
  }
  return file;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function createJsonFile(value: unknown, text: string, source: string): TemplateFile {
  const document = new Document(value);
  const [, indent = '  '] = /^\{\r?\n([ \t]+)/.exec(text.trimStart()) ?? [];
  return {
    source,
    document,
    extension: 'json',
    createScalar: (scalar) => new Scalar(scalar),
    createImport: (name) => document.createNode({ 'Fn::ImportValue': name }),
    print: () => `${JSON.stringify(document.toJS(), null, indent)}\n`,
  };
}

function createYamlFile(text: string, source: string): TemplateFile {
  // The failsafe schema keeps every scalar as it is written, such as 012345678901, and unknown tags such as !Ref.
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const [reason = ''] = error.message.split('\n');
    throw new CommandError(`${source} is neither valid JSON nor valid YAML. ${reason.replace(/:$/, '')}`);
  }
  const createScalar = (value: string | number): Scalar => new Scalar(String(value));
  return {
    source,
    document,
    extension: 'yaml',
    createScalar,
    createImport: (name) => Object.assign(createScalar(name), { tag: '!ImportValue' }),
    print: () => document.toString({ lineWidth: 0, flowCollectionPadding: false }),
  };
}

/** Returns a map in the template; undefined if there is none. */
export function findMap(parent: Document | YAMLMap, key: string): YAMLMap | undefined {
  const value = parent.get(key);
  return isMap(value) ? value : undefined;
}
