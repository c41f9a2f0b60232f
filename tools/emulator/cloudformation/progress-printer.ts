import type { Colors } from 'picocolors/types';
import type { StackEventListener } from './stack-event-log';
import { STACK_TYPE } from './stack';
import type { StackEvent } from './stack';

export interface ProgressOptions {
  /** The number of resources in the operation. */
  readonly total: number;
  readonly print: (line: string) => void;
  readonly colors: Colors;
  /** Columns of the terminal; undefined if there is no terminal, so that lines are not truncated. */
  readonly width: number | undefined;
}

export interface ProgressPrinter {
  readonly onEvent: StackEventListener;
  /** Prints the resources in progress if there was no event for some time. Call it regularly if there is no live line. */
  onTick(now: number): void;
  /** Describes the resources in progress, for a live line; undefined if there are none. */
  describeWaits(now: number): string | undefined;
}

/** The interval of reports without an event. */
const REPORT_INTERVAL_MS = 10_000;
const STATUS_WIDTH = 'ROLLBACK_IN_PROGRESS'.length;
/** Width of progress, elapsed time and status, each with its trailing space. */
const INDENT = 7 + 8 + 2 + STATUS_WIDTH + 2;

/** Prints the events of one stack operation, one per line: done/total, elapsed time, status, logical id, type. */
export function createProgressPrinter({ total, print, colors, width }: ProgressOptions): ProgressPrinter {
  const done = new Set<string>();
  const running = new Map<string, number>();
  let startedAt: number | undefined;
  let reportedAt = 0;

  return {
    onEvent(event) {
      const { timestamp, status, type, logicalId, reason } = event;
      startedAt ??= timestamp;
      reportedAt = timestamp;
      const key = type === STACK_TYPE ? '' : logicalId;
      if (status.endsWith('_IN_PROGRESS')) running.set(key, timestamp);
      else running.delete(key);
      if (/_(COMPLETE|SKIPPED)$/.test(status)) done.add(key);
      const progress = `${done.size}/${total + 1}`.padStart(6);
      const text = `${progress} ${formatSeconds(timestamp - startedAt)}  ${paint(event, status.padEnd(STATUS_WIDTH))}  `;
      print(text + describeSubject(event, width));
      const hasReason = reason !== undefined && reason !== 'User Initiated';
      if (hasReason) for (const line of wrapText(reason, width)) print(paint(event, line));
    },
    onTick(now) {
      if (startedAt === undefined || now - reportedAt < REPORT_INTERVAL_MS) return;
      reportedAt = now;
      const waits = describeWaits(now);
      if (waits !== undefined) for (const line of wrapText(`still ${waits}`, width)) print(colors.dim(line));
    },
    describeWaits,
  };

  function describeWaits(now: number): string | undefined {
    const waits = [...running]
      .filter(([key]) => key !== '')
      .map(([key, since]) => `${key} (${Math.max(0, Math.round((now - since) / 1000))} s)`);
    return waits.length === 0 ? undefined : `in progress: ${waits.join(', ')}`;
  }

  function paint({ status, reason }: StackEvent, text: string): string {
    if (reason === 'Resource creation cancelled') return colors.dim(text);
    if (/FAILED|ROLLBACK/.test(status)) return colors.red(text);
    if (status.endsWith('_COMPLETE')) return colors.green(text);
    return status.endsWith('_SKIPPED') ? colors.yellow(text) : text;
  }
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8);
}

function describeSubject({ logicalId, type }: StackEvent, width: number | undefined): string {
  if (width === undefined) return `${logicalId}  ${type}`;
  const room = Math.max(20, width - INDENT);
  // A logical id has the path at its start and the hash at its end; keep both.
  const half = Math.floor((room - 1) / 2);
  if (logicalId.length > room) return `${logicalId.slice(0, half)}…${logicalId.slice(-half)}`;
  const rest = room - logicalId.length - 2;
  if (rest >= type.length) return `${logicalId}  ${type}`;
  return rest < 8 ? logicalId : `${logicalId}  ${type.slice(0, rest - 1)}…`;
}

/** Wraps a text at word boundaries and indents it below its event. */
export function wrapText(text: string, width: number | undefined, indent = '        '): string[] {
  const room = width === undefined ? Infinity : Math.max(20, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
