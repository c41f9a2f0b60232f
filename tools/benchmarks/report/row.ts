import { quantile, ratioOf, summarise, type Sample, type Summary } from './sample';

export type Unit = 'ms' | 's' | '%' | 'calls' | 'KB' | 'MB' | 'bytes' | 'resources' | 'x';

/** One line of the report: what was measured of this project's side and, as far as there is one, of a peer's. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly ours: Sample;
  readonly peer?: { readonly name: string; readonly sample: Sample };
  /** What no implementation can be below, by the same unit. */
  readonly limit?: { readonly value: number; readonly why: string };
  readonly target?: Target;
  /** How it was measured, where that differs from the other rows of the part. */
  readonly note?: string;
}

/** At most so much: of the median as a ratio to the peer or to the limit, or as it is; or of nine runs of ten. */
export interface Target {
  readonly most: number;
  readonly of: 'peer' | 'limit' | 'itself' | 'nine of ten';
}

/** A row with all that follows from it. */
export interface Judged {
  readonly part: string;
  readonly name: string;
  readonly unit: Unit;
  readonly ours: Summary;
  readonly peerName?: string;
  readonly peer?: Summary;
  readonly ratioToPeer?: number;
  readonly limit?: number;
  readonly limitWhy?: string;
  readonly ratioToLimit?: number;
  readonly target?: string;
  readonly isMet?: boolean;
  readonly note?: string;
}

export function judge(part: string, { name, unit, ours, peer, limit, target, note }: Row): Judged {
  const toPeer = peer && ratioOf(ours, peer.sample);
  const toLimit = limit && limit.value > 0 ? quantile(ours, 0.5) / limit.value : undefined;
  const verdict =
    target &&
    judgeTarget(target, {
      peer: toPeer,
      limit: toLimit,
      itself: quantile(ours, 0.5),
      'nine of ten': quantile(ours, 0.9),
    });
  return {
    part,
    name,
    unit,
    ours: summarise(ours),
    ...(peer && { peerName: peer.name, peer: summarise(peer.sample) }),
    ...(toPeer !== undefined && { ratioToPeer: toPeer }),
    ...(limit && { limit: limit.value, limitWhy: limit.why }),
    ...(toLimit !== undefined && { ratioToLimit: toLimit }),
    ...(target && { target: describeTarget(target, unit) }),
    ...(verdict !== undefined && { isMet: verdict }),
    ...(note !== undefined && { note }),
  };
}

function judgeTarget(
  { most, of }: Target,
  figures: Readonly<Record<Target['of'], number | undefined>>,
): boolean | undefined {
  const { [of]: figure } = figures;
  return figure === undefined || Number.isNaN(figure) ? undefined : figure <= most;
}

function describeTarget({ most, of }: Target, unit: Unit): string {
  if (of === 'peer' || of === 'limit') return `at most ${Number(most.toFixed(2))} x the ${of}`;
  return `at most ${most} ${unit}${of === 'itself' ? '' : `, ${of}`}`;
}
