import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import type { EvaluatedRow } from './row';

const ROOT = join(__dirname, '../../..');

/** Returns the path to write to. Only a full run replaces the results that the documentation uses. */
export function resultsPath(isQuick: boolean): string {
  return isQuick ? join(ROOT, 'dist', 'bench-quick.json') : join(ROOT, 'tools', 'benchmarks', 'results.json');
}

/** Writes the results and a description of the machine. */
export function writeResults(path: string, isQuick: boolean, rows: readonly EvaluatedRow[]): void {
  const machine = {
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    processors: availableParallelism(),
  };
  const results = { measuredAt: new Date().toISOString(), isQuick, machine, rows: rows.map(roundNumbers) };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}

function roundNumbers(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(4));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, roundNumbers(inner)]));
}
