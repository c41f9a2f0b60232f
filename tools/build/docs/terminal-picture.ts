import { drawPicture, escapeXml } from './picture-style';

/** The columns of the terminal; longer lines continue on the next line. */
export const COLUMNS = 80;
const CHARACTER = 7.9;
const LINE = 17;
const PADDING = 14;

/** The classes by the SGR parameters that the tools print. The others reset one of them. */
const CLASSES: Readonly<Record<string, string>> = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow' };
const RESETS: Readonly<Record<string, readonly string[]>> = {
  0: ['bold', 'dim', 'red', 'green', 'yellow'],
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow'],
};

/** Returns a command as it is typed, with its prompt. */
export function prompt(command: string): string {
  return `\u001B[1m$ ${command}\u001B[22m`;
}

interface Character {
  readonly text: string;
  readonly style: string;
}

/**
 * Draws the output of a terminal as SVG.
 *
 * @param output - text with SGR escape sequences for bold, dim, red, green and yellow
 * @param label - describes the picture
 * @throws if the output has any other escape sequence
 */
export function drawTerminal(output: string, label: string): string {
  const lines = parseCharacters(output).flatMap((line) =>
    Array.from({ length: Math.max(1, Math.ceil(line.length / COLUMNS)) }, (_, index) =>
      line.slice(index * COLUMNS, (index + 1) * COLUMNS),
    ),
  );
  const [width, height] = [Math.ceil(COLUMNS * CHARACTER) + 2 * PADDING, lines.length * LINE + 2 * PADDING];
  const texts = lines.flatMap((line, index) =>
    line.length === 0
      ? []
      : [`<text xml:space="preserve" x="${PADDING}" y="${PADDING + 13 + index * LINE}">${drawLine(line)}</text>`],
  );
  return drawPicture(width, height, label, [
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" />`,
    ...texts,
  ]);
}

function parseCharacters(output: string): readonly (readonly Character[])[] {
  let active: readonly string[] = [];
  return output.split('\n').map((line) =>
    line.split('\u001B').flatMap((part, index) => {
      const [sequence, parameter] = index === 0 ? [''] : (/^\[(\d+)m/.exec(part) ?? fail(part));
      if (parameter !== undefined) active = applyStyle(active, parameter);
      const style = active.join(' ');
      return Array.from(part.slice(sequence.length), (text) => ({ text, style }));
    }),
  );
}

function applyStyle(active: readonly string[], parameter: string): readonly string[] {
  const added = CLASSES[parameter];
  if (added !== undefined) return [...active, added];
  const removed = RESETS[parameter] ?? fail(parameter);
  return active.filter((style) => !removed.includes(style));
}

function fail(sequence: string): never {
  throw new Error(`The terminal picture cannot show ESC${sequence}. Add it to CLASSES or RESETS.`);
}

/** Draws runs of equal style. */
function drawLine(line: readonly Character[]): string {
  const runs: { text: string; style: string }[] = [];
  for (const { text, style } of line) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ text, style });
  }
  return runs
    .map(({ text, style }) =>
      style === ''
        ? escapeXml(text)
        : `<tspan class="${style}">${escapeXml(text.trimEnd())}</tspan>${/ *$/.exec(text)?.[0] ?? ''}`,
    )
    .join('');
}
