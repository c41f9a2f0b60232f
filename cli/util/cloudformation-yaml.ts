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

/** The short intrinsics of YAML templates (`!Sub x`), read as their long form (`{"Fn::Sub": "x"}`). */
export const SHORT_INTRINSIC_TAGS: Tags = [
  ...SHORT_NAMES.flatMap((name) => tagsFor(`!${name}`, `Fn::${name}`)),
  ...tagsFor('!Ref', 'Ref'),
  ...tagsFor('!Condition', 'Condition'),
  { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': splitAttribute(text) }) },
  collectionTag('!GetAtt', 'Fn::GetAtt', 'seq'),
];

/** `Bucket.Arn` names a resource and its attribute; the attribute itself may hold further dots. */
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
      // A node, not a plain value: only nodes have the tags inside them resolved as well.
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

/** Whether a node is an intrinsic function, in its short form (`!Sub x`) or its long one (`{"Fn::Sub": "x"}`). */
export function isIntrinsicNode(node: unknown): boolean {
  // `!!str` and its like are of YAML itself, and get a long name.
  if ((node as Node | undefined)?.tag?.startsWith('!') === true) return true;
  return isMap(node) && readLongName(node) !== undefined;
}

/** The name of the only key of a map, if it is that of an intrinsic function. */
function readLongName({ items }: YAMLMap): string | undefined {
  const [only, ...others] = items;
  const name = others.length === 0 && isScalar(only?.key) ? String(only.key.value) : '';
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? name : undefined;
}

/** A template in YAML, intrinsic functions in their short form, and whatever is a text as nothing but a text. */
export function stringifyTemplate(template: unknown): string {
  // The tags are for reading; a text is written by a rule of this file, since a parser of YAML 1.1 is to read it.
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

/** What a parser of YAML 1.1, such as CloudFormation's, takes for something else than a text: words, and a bare exponent. */
const OTHER_THAN_TEXT = /^(y|yes|n|no|true|false|on|off|null|e[-0-9_.:]*)$/i;
const BARE = /^[A-Za-z](?:[\w./-]|:(?=[\w:]))*$/;

/** A text as a scalar that is nothing but a text: `true`, `60` and a date need quotes. */
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
