/** A value in AWS Query format: lists become `member` elements; undefined values are omitted. */
export type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue | undefined };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function renderXml(value: XmlValue): string {
  if (typeof value === 'string') return value.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
  if (isList(value)) return value.map((item) => `<member>${renderXml(item)}</member>`).join('');
  return Object.entries(value)
    .map(([name, item]) => (item === undefined ? '' : `<${name}>${renderXml(item)}</${name}>`))
    .join('');
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
