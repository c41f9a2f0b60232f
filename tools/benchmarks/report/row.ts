import { quantile, getRatio, summarize, type Sample, type Summary } from './sample';

export type Unit = 'ms' | 's' | '%' | 'calls' | 'KB' | 'MB' | 'bytes' | 'resources' | 'x';

/** One line of the report: the measurements of this project and, if there is one, of a baseline. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly measured: Sample;
  readonly baseline?: { readonly name: string; readonly sample: Sample };
  /** The lower bound for every implementation, in the same unit. */
  readonly limit?: { readonly value: number; readonly reason: string };
  readonly target?: Target;
  /** How it was measured, if that differs from the other rows of the suite. */
  readonly note?: string;
}

/**
 * An upper bound for the median's ratio to the baseline or to the limit, for the median itself, or for the 90th
 * percentile.
 */
export interface Target {
  readonly max: number;
  readonly of: 'baseline' | 'limit' | 'median' | 'p90';
}

/** A row with its summaries, ratios and target result. */
export interface EvaluatedRow {
  readonly suite: string;
  readonly name: string;
  readonly unit: Unit;
  readonly measured: Summary;
  readonly baselineName?: string;
  readonly baseline?: Summary;
  readonly ratioToBaseline?: number;
  readonly limit?: number;
  readonly limitReason?: string;
  readonly ratioToLimit?: number;
  readonly target?: string;
  readonly isMet?: boolean;
  readonly note?: string;
}

export function evaluate(suite: string, { name, unit, measured, baseline, limit, target, note }: Row): EvaluatedRow {
  const toBaseline = baseline && getRatio(measured, baseline.sample);
  const toLimit = limit && limit.value > 0 ? quantile(measured, 0.5) / limit.value : undefined;
  const isMet =
    target &&
    isTargetMet(target, {
      baseline: toBaseline,
      limit: toLimit,
      median: quantile(measured, 0.5),
      p90: quantile(measured, 0.9),
    });
  return {
    suite,
    name,
    unit,
    measured: summarize(measured),
    ...(baseline && { baselineName: baseline.name, baseline: summarize(baseline.sample) }),
    ...(toBaseline !== undefined && { ratioToBaseline: toBaseline }),
    ...(limit && { limit: limit.value, limitReason: limit.reason }),
    ...(toLimit !== undefined && { ratioToLimit: toLimit }),
    ...(target && { target: describeTarget(target, unit) }),
    ...(isMet !== undefined && { isMet }),
    ...(note !== undefined && { note }),
  };
}

function isTargetMet(
  { max, of }: Target,
  figures: Readonly<Record<Target['of'], number | undefined>>,
): boolean | undefined {
  const { [of]: figure } = figures;
  return figure === undefined || Number.isNaN(figure) ? undefined : figure <= max;
}

function describeTarget({ max, of }: Target, unit: Unit): string {
  if (of === 'baseline' || of === 'limit') return `at most ${Number(max.toFixed(2))} x the ${of}`;
  return `at most ${max} ${unit}${of === 'median' ? '' : `, ${of}`}`;
}
