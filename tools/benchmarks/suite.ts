import type { Row } from './report/row';

export interface Settings {
  /** Whether to make few and short runs. */
  readonly isQuick: boolean;
  /** A temporary folder, removed at the end. */
  readonly scratchFolder: string;
}

/** A suite of the benchmark; it can run alone. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** It deploys onto MiniStack, which needs Python, and runs only with `--e2e`. */
  readonly needsEmulator?: true;
  readonly run: (settings: Settings) => Promise<readonly Row[]>;
}

/** Returns the number of runs. */
export function countRuns({ isQuick }: Settings, runs: number, quickRuns: number): number {
  return isQuick ? quickRuns : runs;
}
