import { escapeUnicode, isPlainText, quoteWith } from './escape';
import type { TemplateValue } from './template-properties';

/** What a parser of YAML 1.1, such as CloudFormation's, takes for something else than a text: words, and a bare exponent. */
const OTHER_THAN_TEXT = /^(y|yes|n|no|true|false|on|off|null|e[-0-9_.:]*)$/i;
const BARE = /^[A-Za-z](?:[\w./-]|:(?=[\w:]))*$/;
const INDENT = '  ';

/** A template in YAML, intrinsic functions of one name in their short form. */
export function renderYaml(value: TemplateValue): string {
  return `${renderBlock(value, '').trimStart()}\n`;
}

/** What follows a key: a scalar on the same line, or a collection on lines of its own. */
function renderBlock(value: TemplateValue, indent: string): string {
  if (typeof value === 'number') return ` ${value}`;
  if (typeof value === 'string') return ` ${quoteYaml(value)}`;
  if (isList(value)) return value.map((item) => `\n${indent}-${renderItem(item, indent + INDENT)}`).join('');
  const [[name, inner] = ['', ''], ...others] = Object.entries(value);
  if (name.startsWith('Fn::') && others.length === 0) {
    return ` !${name.slice('Fn::'.length)}${renderBlock(inner, indent)}`;
  }
  return Object.entries(value)
    .map(([key, item]) => `\n${indent}${quoteYaml(key)}:${renderBlock(item, indent + INDENT)}`)
    .join('');
}

/** The first key of an object in a list stands beside the dash. */
function renderItem(value: TemplateValue, indent: string): string {
  return renderBlock(value, indent).replace(`\n${indent}`, ' ');
}

function isList(value: TemplateValue): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

/** A text as a scalar that is nothing but a text: `true`, `60` and a date need quotes. */
function quoteYaml(text: string): string {
  if (BARE.test(text) && !OTHER_THAN_TEXT.test(text)) return text;
  if (isPlainText(text) && !text.includes("'")) return `'${text}'`;
  return quoteWith(text, escapeUnicode);
}
