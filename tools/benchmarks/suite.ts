import type { Row } from './report/row';

export interface Settings {
  /** Few runs, and none that takes long. */
  readonly isQuick: boolean;
  /** A folder of the benchmark's own, removed at its end. */
  readonly scratchFolder: string;
}

/** A part of the benchmark; it can be run alone. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** It deploys onto an emulator, for which Node.js is not enough: it runs with `--e2e` only. */
  readonly needsEmulator?: true;
  readonly run: (settings: Settings) => Promise<readonly Row[]>;
}

/** How many runs a part makes. */
export function countRuns({ isQuick }: Settings, runs: number, quickRuns: number): number {
  return isQuick ? quickRuns : runs;
}
