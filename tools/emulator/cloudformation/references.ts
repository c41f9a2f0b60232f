import { readAttributeReference, readSubstitution } from './intrinsic-arguments';
import { readIntrinsic } from './intrinsics';
import { parseSubstitution } from './substitution';
import { isObject } from './values';
import { splitAttribute } from '../../../cli/util/cloudformation-yaml';

/** A reference in a value: a resource or parameter (Ref), a resource's attribute, or another stack's export. */
export type Reference =
  | { readonly kind: 'Ref'; readonly name: string }
  | { readonly kind: 'GetAtt'; readonly name: string; readonly attribute: string }
  | { readonly kind: 'ImportValue'; readonly argument: unknown };

/**
 * Collects every reference in a value without resolving it. Of a `Fn::If`, only the selected branch counts: the other
 * branch may reference resources that the condition excludes.
 */
export function collectReferences(value: unknown, isTrue: (condition: string) => boolean): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => collectReferences(item, isTrue));
  if (!isObject(value)) return [];
  const call = readIntrinsic(value);
  if (call === undefined) return Object.values(value).flatMap((item) => collectReferences(item, isTrue));
  const { name, argument } = call;
  switch (name) {
    case 'Ref':
      return [{ kind: 'Ref', name: String(argument) }];
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = readAttributeReference(argument, name);
      return [{ kind: 'GetAtt', name: logicalId, attribute }];
    }
    case 'Fn::Sub':
      return collectSubstitutionReferences(argument, isTrue);
    case 'Fn::ImportValue':
      return [{ kind: 'ImportValue', argument }, ...collectReferences(argument, isTrue)];
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = Array.isArray(argument) ? (argument as unknown[]) : [];
      return collectReferences(isTrue(String(condition)) ? whenTrue : whenFalse, isTrue);
    }
    default:
      return collectReferences(argument, isTrue);
  }
}

function collectSubstitutionReferences(argument: unknown, isTrue: (condition: string) => boolean): Reference[] {
  const { pattern, variables } = readSubstitution(argument, 'Fn::Sub');
  const named = parseSubstitution(pattern).flatMap((part): Reference[] => {
    if ('text' in part || Object.hasOwn(variables, part.name)) return [];
    const [name = part.name, attribute] = splitAttribute(part.name);
    return attribute === undefined ? [{ kind: 'Ref', name: part.name }] : [{ kind: 'GetAtt', name, attribute }];
  });
  return [...named, ...collectReferences(variables, isTrue)];
}
