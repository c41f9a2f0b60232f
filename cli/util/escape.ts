/**
 * What does not belong into source code as it is: control characters, invisible ones, and every space but the ordinary
 * one, some of which end a line in one language or another.
 */
const SPECIAL = /[\p{C}\p{Z}"\\]/gu;

/** A text between double quotes. `escape` is asked for what to write instead of a special character. */
export function quoteWith(text: string, escape: (codePoint: number) => string): string {
  const inside = text.replace(SPECIAL, (character) => {
    if (character === ' ') return character;
    if (character === '"' || character === '\\') return `\\${character}`;
    return escape(character.codePointAt(0) ?? 0);
  });
  return `"${inside}"`;
}

/** Whether the text needs no escape between double quotes. */
export function isPlainText(text: string): boolean {
  return text.replaceAll(' ', '').search(SPECIAL) < 0;
}

/** `\u00e9`, or `\U0001f3ac` where four digits do not do: Python, Go and YAML. */
export function escapeUnicode(codePoint: number): string {
  return codePoint > 0xffff ? `\\U${toHex(codePoint, 8)}` : `\\u${toHex(codePoint, 4)}`;
}

export function toHex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
