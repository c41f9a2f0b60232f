/** The column at which generated prose is wrapped. */
const WIDTH = 120;

/** A table with padded columns, in the form that Prettier writes. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const render = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [render(header), render(widths.map((width) => '-'.repeat(width))), ...rows.map(render)].join('\n');
}

/** A list item, wrapped and indented. */
export function renderItem(text: string): string {
  return wrap(text, '- ', '  ');
}

/** A quotation, wrapped. */
export function renderQuote(text: string): string {
  return wrap(text, '> ', '> ');
}

/** A paragraph, wrapped. */
export function renderParagraph(text: string): string {
  return wrap(text, '', '');
}

/** Escapes angle brackets outside code spans, which Markdown would read as HTML. */
export function escapeAngles(text: string): string {
  return text.replaceAll('<', '\\<');
}

/** Puts text in a code span. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** Wraps at spaces outside code spans and links, because a span must stay on one line. */
function wrap(text: string, first: string, rest: string): string {
  const words = text.match(/(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|[^\s`[]+|\[)+/g) ?? [];
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    const next = line.trim() === '' || line === first ? line + word : `${line} ${word}`;
    if (next.length > WIDTH && line !== first && line !== rest) {
      lines.push(line);
      line = rest + word;
    } else {
      line = next;
    }
  }
  return [...lines, line].join('\n');
}
