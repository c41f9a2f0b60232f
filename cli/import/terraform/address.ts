import { isPlainText, quoteWith, toHex } from '../../util/escape';

export const TERRAFORM_TYPE = 'aws_ivs_recording_configuration';

/** The key of an instance: a number of `count`, a text of `for_each`. */
const KEY = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;

/**
 * Returns the address of an instance, as Terraform writes it.
 *
 * @param module - the address of the module with its keys; undefined for the root
 */
export function formatAddress(module: string | undefined, name: string, key: unknown): string {
  const resource = `${module === undefined ? '' : `${module}.`}${TERRAFORM_TYPE}.${name}`;
  if (typeof key === 'number') return `${resource}[${key}]`;
  return typeof key === 'string' ? `${resource}[${quoteKey(key)}]` : resource;
}

/** Returns the address without keys: that of the resource, in all instances of its module. */
export function toResourceAddress(address: string): string {
  return address.replace(KEY, '');
}

/** Returns a construct id such as `VideoEuWestRoom0`, without the type and the word `module`. */
export function toConstructId(address: string): string {
  return toPascalCase(address.replace(/(^|\.)module\./g, '$1').replace(`${TERRAFORM_TYPE}.`, ''));
}

export function toPascalCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}

/** Quotes a text for a POSIX shell. */
export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const SHORT_ESCAPES: Readonly<Record<number, string>> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r' };

/** Quotes a key as HCL does, in which `${` and `%{` begin a template. */
function quoteKey(key: string): string {
  const literal = key.replace(/[$%](?=\{)/g, '$&$&');
  if (isPlainText(literal)) return `"${literal}"`;
  return quoteWith(literal, (codePoint) => {
    return SHORT_ESCAPES[codePoint] ?? (codePoint > 0xffff ? `\\U${toHex(codePoint, 8)}` : `\\u${toHex(codePoint, 4)}`);
  });
}
