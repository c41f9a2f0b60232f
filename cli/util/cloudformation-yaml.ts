import { Document, isMap, isScalar, Pair, Scalar, visit, YAMLMap, YAMLSeq } from 'yaml';
import type { CollectionTag, Node, ScalarTag, Tags } from 'yaml';
import { escapeUnicode, isPlainText, quoteWith } from './escape';

const SHORT_NAMES = [
  'And',
  'Base64',
  'Equals',
  'FindInMap',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
] as const;

/** The short form of intrinsic functions in YAML (`!Sub x`), parsed to the long form (`{"Fn::Sub": "x"}`). */
export const SHORT_INTRINSIC_TAGS: Tags = [
  ...SHORT_NAMES.flatMap((name) => tagsFor(`!${name}`, `Fn::${name}`)),
  ...tagsFor('!Ref', 'Ref'),
  ...tagsFor('!Condition', 'Condition'),
  { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': splitAttribute(text) }) },
  collectionTag('!GetAtt', 'Fn::GetAtt', 'seq'),
];

/** Splits `Bucket.Arn` into the resource and the attribute, which may contain more dots. */
export function splitAttribute(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function tagsFor(tag: string, long: string): (ScalarTag | CollectionTag)[] {
  return [
    { tag, resolve: (text) => ({ [long]: text }) },
    collectionTag(tag, long, 'seq'),
    collectionTag(tag, long, 'map'),
  ];
}

function collectionTag(tag: string, long: string, collection: 'seq' | 'map'): CollectionTag {
  return {
    tag,
    collection,
    resolve: (node) => {
      // Must be a node, because the tags inside a plain value are not resolved.
      const wrapped = new YAMLMap();
      wrapped.items.push(new Pair(new Scalar(long), withoutTag(node)));
      return wrapped;
    },
  };
}

function withoutTag(node: YAMLMap.Parsed | YAMLSeq.Parsed): YAMLMap | YAMLSeq {
  const copy = node instanceof YAMLSeq ? new YAMLSeq() : new YAMLMap();
  copy.items.push(...(node.items as never[]));
  return copy;
}

/** Returns whether a node is an intrinsic function, in short form (`!Sub x`) or long form (`{"Fn::Sub": "x"}`). */
export function isIntrinsicNode(node: unknown): boolean {
  // Core tags of YAML such as `!!str` are expanded, so they do not start with `!`.
  if ((node as Node | undefined)?.tag?.startsWith('!') === true) return true;
  return isMap(node) && readLongName(node) !== undefined;
}

/** Returns the name of the only key of a map if it is an intrinsic function. */
function readLongName({ items }: YAMLMap): string | undefined {
  const [only, ...others] = items;
  const name = others.length === 0 && isScalar(only?.key) ? String(only.key.value) : '';
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? name : undefined;
}

/** Writes a template as YAML, with intrinsic functions in short form and unambiguous strings. */
export function stringifyTemplate(template: unknown): string {
  // The intrinsic tags are only for parsing. Strings follow a custom rule, because CloudFormation parses YAML 1.1.
  const document = new Document(template, { version: '1.1', customTags: (tags) => [TEXT_TAG, ...tags] });
  visit(document, {
    Map: (_key, node) => {
      const name = readLongName(node);
      const inner = node.items[0]?.value;
      if (name === undefined || !isTaggable(inner)) return undefined;
      inner.tag = `!${name.replace('Fn::', '')}`;
      return inner;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function isTaggable(node: unknown): node is Scalar | YAMLMap | YAMLSeq {
  return node instanceof Scalar || node instanceof YAMLMap || node instanceof YAMLSeq;
}

/** Words and exponents that a YAML 1.1 parser, such as CloudFormation's, does not read as strings. */
const OTHER_THAN_TEXT = /^(y|yes|n|no|true|false|on|off|null|e[-0-9_.:]*)$/i;
const BARE = /^[A-Za-z](?:[\w./-]|:(?=[\w:]))*$/;

/** Quotes a string if it would otherwise be read as another type, such as `true`, `60` or a date. */
function quoteYaml(text: string): string {
  if (BARE.test(text) && !OTHER_THAN_TEXT.test(text)) return text;
  if (isPlainText(text) && !text.includes("'")) return `'${text}'`;
  return quoteWith(text, escapeUnicode);
}

const TEXT_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) => typeof value === 'string',
  resolve: (text) => text,
  stringify: ({ value }) => quoteYaml(String(value)),
};
