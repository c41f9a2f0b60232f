/**
 * Characters to escape in source code: control and invisible characters, and special spaces, some of which end a line
 * in some languages.
 */
const SPECIAL = /[\p{C}\p{Z}"\\]/gu;

/** Quotes a text with double quotes. `escape` returns the replacement of a special character. */
export function quoteWith(text: string, escape: (codePoint: number) => string): string {
  const inside = text.replace(SPECIAL, (character) => {
    if (character === ' ') return character;
    if (character === '"' || character === '\\') return `\\${character}`;
    return escape(character.codePointAt(0) ?? 0);
  });
  return `"${inside}"`;
}

/** Returns whether the text needs no escapes in double quotes. */
export function isPlainText(text: string): boolean {
  return text.replaceAll(' ', '').search(SPECIAL) < 0;
}

/** Returns `\u00e9`, or `\U0001f3ac` for larger code points, as in Python, Go and YAML. */
export function escapeUnicode(codePoint: number): string {
  return codePoint > 0xffff ? `\\U${toHex(codePoint, 8)}` : `\\u${toHex(codePoint, 4)}`;
}

export function toHex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
