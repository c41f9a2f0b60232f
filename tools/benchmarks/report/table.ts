import type { EvaluatedRow } from './row';
import type { Summary } from './sample';

const COLUMNS = ['', 'this', 'baseline', 'this / baseline', 'limit', 'this / limit', 'target'] as const;

/** Formats the rows of one suite as a table for a terminal. */
export function formatTable(title: string, rows: readonly EvaluatedRow[]): string {
  const cells = rows.map(toCells);
  const widths = COLUMNS.map((name, column) =>
    Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const toLine = (line: readonly string[]): string =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const notes = [...new Set(rows.flatMap(({ note }) => note ?? []))];
  const limits = [...new Set(rows.flatMap(({ limitReason }) => limitReason ?? []))];
  return [
    `\n${title}`,
    toLine(COLUMNS),
    toLine(widths.map((width) => '-'.repeat(width))),
    ...cells.map(toLine),
    ...limits.map((reason) => `  limit: ${reason}`),
    ...notes.map((note) => `  note: ${note}`),
  ].join('\n');
}

function toCells(row: EvaluatedRow): string[] {
  const { name, unit, measured, baseline, baselineName, ratioToBaseline, limit, ratioToLimit, target, isMet } = row;
  const verdict = isMet === undefined ? '' : isMet ? 'met: ' : 'MISSED: ';
  return [
    name,
    describe(measured, unit),
    baseline === undefined ? '' : `${describe(baseline, unit)} ${baselineName ?? ''}`,
    formatRatio(ratioToBaseline),
    limit === undefined ? '' : `${formatNumber(limit)} ${unit}`,
    formatRatio(ratioToLimit),
    target === undefined ? '' : verdict + target,
  ];
}

function describe({ median, low, high, runs }: Summary, unit: string): string {
  const spread = runs === 1 || low === high ? '' : ` (${formatNumber(low)}..${formatNumber(high)})`;
  return `${formatNumber(median)} ${unit}${spread}`;
}

function formatRatio(ratio: number | undefined): string {
  return ratio === undefined || !Number.isFinite(ratio) ? '' : `${ratio.toFixed(2)} x`;
}

/** Rounds to three significant digits: measurement noise hides the others. */
function formatNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}
