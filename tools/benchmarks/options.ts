import { createProgram, readCommandLine, UsageError } from '../../cli/util/command-line';
import type { Suite } from './suite';

export interface Options {
  readonly isQuick: boolean;
  /** The help text, if help was requested. */
  readonly help: string | undefined;
  /** Whether to run the suites that deploy onto MiniStack. */
  readonly isE2e: boolean;
  /** Names of suites; empty for all. */
  readonly suites: readonly string[];
}

/** Parses the options of `npm run benchmark`. @throws UsageError with a message of one line */
export function parseOptions(
  args: readonly string[],
  known: readonly Pick<Suite, 'name' | 'title' | 'needsEmulator'>[],
): Options {
  const width = Math.max(...known.map(({ name }) => name.length));
  const program = createProgram({
    name: 'npm run benchmark --',
    summary:
      'Measures speed, calls and size, compared with baselines and lower bounds; about 15 minutes. Prints a table for ' +
      'each suite. A run of all suites writes tools/benchmarks/results.json, or dist/bench-quick.json with --quick.',
  })
    .usage('[suites] [options]')
    .argument('[suites...]', 'names of suites; default: all')
    .option('--rows <suites>', 'names of suites, separated by commas')
    .option('--quick', 'few runs, about 2 minutes')
    .option('--e2e', 'also run the suites that deploy onto MiniStack; needs Python; 3 more minutes')
    .addHelpText(
      'after',
      `\nSuites:\n${known.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`).join('\n')}`,
    );
  const help = readCommandLine(program, args);
  if (help !== undefined) return { isQuick: false, help, isE2e: false, suites: [] };
  const {
    rows,
    quick = false,
    e2e = false,
  } = program.opts<{ readonly rows?: string; readonly quick?: boolean; readonly e2e?: boolean }>();
  const requested = [...(rows?.split(',') ?? []), ...program.args].map((name) => name.trim());
  const names = known.map(({ name }) => name);
  const unknown = requested.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`Unknown suite "${unknown}": expected one of ${names.join(', ')}.`);
  }
  const emulated = known.find(({ name, needsEmulator }) => needsEmulator && requested.includes(name));
  if (emulated && !e2e) {
    throw new UsageError(`The suite "${emulated.name}" deploys onto MiniStack: add --e2e.`);
  }
  return { isQuick: quick, help: undefined, isE2e: e2e, suites: requested };
}
