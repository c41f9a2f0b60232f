import type { Scalar } from 'yaml';
import { isMap, isScalar, isSeq, visit, type Node, type YAMLMap } from 'yaml';
import { CommandError } from '../../command-error';
import { splitAttribute } from '../../util/cloudformation-yaml';
import type { TemplateFile } from './template-file';
import { findMap } from './template-file';

/** The values to put in the place of references to a resource. */
export interface ReferenceValues {
  /** That of `Ref`. */
  readonly ref: string;
  /** Those of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Replaces references to resources in all resources and outputs: `Ref`, `Fn::GetAtt` and the variables of `Fn::Sub`, in
 * their long and short forms.
 *
 * @throws CommandError if the template uses an attribute whose value is not known
 */
export function replaceReferences(file: TemplateFile, values: ReadonlyMap<string, ReferenceValues>): void {
  const readValue = (logicalId: string, attribute: string | undefined): string | undefined => {
    const value = values.get(logicalId);
    if (value === undefined || attribute === undefined) return value?.ref;
    if (Object.hasOwn(value.attributes, attribute)) return value.attributes[attribute];
    throw new CommandError(
      `${file.source} refers to ${logicalId}.${attribute}: expected ${Object.keys(value.attributes).join(' or ')}.`,
    );
  };
  const substitute = (pattern: string, variables: YAMLMap | undefined): string =>
    pattern.replace(/\$\{\s*([\w.]+)\s*\}/g, (whole, name: string) => {
      const [logicalId = '', attribute] = splitAttribute(name);
      return variables?.has(name) === true ? whole : (readValue(logicalId, attribute) ?? whole);
    });
  const replacePattern = (argument: unknown): void => {
    const [pattern, variables] = isSeq(argument) ? argument.items : [argument];
    if (!isScalar(pattern)) return;
    pattern.value = substitute(String(pattern.value), isMap(variables) ? variables : undefined);
  };

  for (const section of ['Resources', 'Outputs']) {
    const map = findMap(file.document, section);
    if (map === undefined) continue;
    visit(map, {
      Node: (_key, node): Node | undefined => {
        const call = readIntrinsic(node);
        if (call?.name === 'Sub') replacePattern(call.argument);
        const target = call && readTarget(call);
        const value = target && readValue(...target);
        if (value === undefined) return undefined;
        const scalar = file.createScalar(value) as Scalar;
        const { anchor } = node as Scalar;
        return Object.assign(scalar, anchor === undefined ? {} : { anchor });
      },
    });
  }
}

interface Intrinsic {
  readonly name: string;
  readonly argument: unknown;
}

/** Reads `!Ref x` or `{"Ref": x}`. */
function readIntrinsic(node: unknown): Intrinsic | undefined {
  const tag = (node as Node | undefined)?.tag;
  if (tag?.startsWith('!') === true) return { name: tag.slice(1), argument: node };
  const [only, ...others] = isMap(node) ? node.items : [];
  if (!isScalar(only?.key) || others.length > 0) return undefined;
  return { name: String(only.key.value).replace(/^Fn::/, ''), argument: only.value };
}

/** Returns the logical id and the attribute that `Ref` or `Fn::GetAtt` names. */
function readTarget({ name, argument }: Intrinsic): [logicalId: string, attribute: string | undefined] | undefined {
  const parts = isSeq(argument) ? argument.items.map(readText) : [readText(argument)];
  const [first] = parts;
  if (first === undefined) return undefined;
  if (name === 'Ref') return [first, undefined];
  if (name !== 'GetAtt') return undefined;
  const [logicalId = '', attribute = ''] =
    parts.length > 1 ? [first, parts[1] ?? '(a function)'] : splitAttribute(first);
  return [logicalId, attribute];
}

function readText(node: unknown): string | undefined {
  return isScalar(node) ? String(node.value) : undefined;
}
