import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBES } from '../../../test/aws/probes';
import type { TargetName } from '../../../test/aws/probe';
import type { Report } from '../../../test/aws/report';

const REPORTS = join(__dirname, '../../../test/aws/reports');

/** The probes, and what the last run on each target saw. */
export function renderProbes(): string {
  const [aws, emulator, ministack] = (['aws', 'emulator', 'ministack'] as const).map(readReport);
  const rows = PROBES.map(({ id, minutes }) => [
    `\`${id}\``,
    String(minutes),
    ...[aws, emulator, ministack].map(
      (report) => report?.results.find((result) => result.id === id)?.outcome ?? 'not run',
    ),
  ]);
  const header = ['Probe', 'Minutes', 'AWS', 'Emulator', 'MiniStack'];
  const widths = header.map((name, index) => Math.max(name.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const format = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [format(header), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(format)].join(
    '\n',
  );
}

/** The questions, and why a target cannot answer some. */
export function renderQuestions(): string {
  return PROBES.map(({ id, question, cannot = {}, needs = [] }) =>
    [
      `- \`${id}\`: ${question}`,
      ...(needs.includes('live') ? ['  - Needs `--live`.'] : []),
      ...Object.entries(cannot).map(([target, reason]) => `  - Not on ${NAMES[target as TargetName]}: ${reason}`),
    ].join('\n'),
  ).join('\n');
}

const NAMES: Readonly<Record<TargetName, string>> = { aws: 'AWS', emulator: 'the emulator', ministack: 'MiniStack' };

function readReport(target: TargetName): Report | undefined {
  const path = join(REPORTS, `${target}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : undefined;
}
