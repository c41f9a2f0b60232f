import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { isRecord, UNRESOLVED } from '../../schema/unresolved-value';
import { isIntrinsicNode } from '../util/cloudformation-yaml';

/**
 * Returns the properties of a resource in a JSON or YAML template: literal scalars as text, and {@link UNRESOLVED} for
 * intrinsic functions.
 *
 * @returns undefined if the template has no such resource
 */
export function readLiteralProperties(template: string, logicalId: string): unknown {
  // The failsafe schema keeps every scalar as text. JSON is also YAML.
  const document = parseDocument(template, { schema: 'failsafe', logLevel: 'silent' });
  const whole = toLiteral(document.contents, document);
  const resources = isRecord(whole) ? whole.Resources : undefined;
  const resource = isRecord(resources) ? resources[logicalId] : undefined;
  return isRecord(resource) ? (resource.Properties ?? {}) : undefined;
}

function toLiteral(node: unknown, document: Document): unknown {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isIntrinsicNode(target)) return UNRESOLVED;
  if (isScalar(target)) return String(target.value);
  if (isSeq(target)) return target.items.map((item) => toLiteral(item, document));
  if (!isMap(target)) return UNRESOLVED;
  return Object.fromEntries(
    target.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), toLiteral(value, document)]),
  );
}
