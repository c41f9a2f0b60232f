import { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { CollectionTag, ScalarTag, Tags } from 'yaml';

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
