import { formatExpectation } from './probe';
import type { Comparison, Probe, TargetName } from './probe';

export type ProbeOutcome = 'as assumed' | 'differs' | 'not seen' | 'failed';

export interface ProbeResult {
  readonly id: string;
  readonly question: string;
  readonly outcome: ProbeOutcome;
  /** Why the whole probe was not seen, or why it failed. */
  readonly reason?: string;
  readonly comparisons: readonly Comparison[];
  readonly seconds: number;
}

export interface Report {
  readonly target: TargetName;
  readonly region: string;
  /** ISO time of the start. */
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly ProbeResult[];
  /** What could not be removed. */
  readonly leftovers: readonly string[];
  /** Why the run was refused or stopped. */
  readonly stopped?: string;
}

export const EXIT_AS_ASSUMED = 0;
export const EXIT_DIFFERS = 1;
/** The run was refused or stopped, a probe failed, or something is left. */
export const EXIT_INCOMPLETE = 2;

export function getExitCode({ results, leftovers, stopped }: Report): number {
  const isIncomplete =
    stopped !== undefined || leftovers.length > 0 || results.some(({ outcome }) => outcome === 'failed');
  if (results.some(({ outcome }) => outcome === 'differs')) return EXIT_DIFFERS;
  return isIncomplete ? EXIT_INCOMPLETE : EXIT_AS_ASSUMED;
}

export function toResult(probe: Probe, comparisons: readonly Comparison[], seconds: number): ProbeResult {
  const { id, question } = probe;
  const outcomes = comparisons.map(({ outcome }) => outcome);
  const outcome = outcomes.includes('differs')
    ? 'differs'
    : outcomes.every((one) => one === 'not seen')
      ? 'not seen'
      : 'as assumed';
  return { id, question, outcome, comparisons, seconds };
}

/** Formats the report in Markdown. */
export function formatReport(report: Report): string {
  const { target, region, date, versions, results, leftovers, stopped } = report;
  const count = (outcome: ProbeOutcome): number => results.filter((result) => result.outcome === outcome).length;
  return [
    `# Report: ${target}`,
    `${date}, ${region}, ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `${count('as assumed')} as assumed, ${count('differs')} differ, ${count('not seen')} not seen, ${count('failed')} failed.`,
    ...(stopped === undefined ? [] : [`**Stopped:** ${stopped}`]),
    ...results.map(formatResult),
    ...(leftovers.length === 0
      ? []
      : [['## Could not be removed', '', ...leftovers.map((name) => `- ${name}`)].join('\n')]),
    '',
  ].join('\n\n');
}

function formatResult({ id, question, outcome, reason, comparisons, seconds }: ProbeResult): string {
  const lines = comparisons.map(
    ({ name, outcome: one, assumed, seen, reason: why }) =>
      `- ${name}: ${one}${one === 'not seen' ? ` (${why ?? ''})` : `: assumed ${formatExpectation(assumed)}, seen ${JSON.stringify(seen)}`}`,
  );
  return [
    `## ${id}: ${outcome}`,
    '',
    `${question} (${seconds} s)`,
    ...(reason === undefined ? [] : ['', reason]),
    '',
    ...lines,
  ]
    .join('\n')
    .trimEnd();
}
