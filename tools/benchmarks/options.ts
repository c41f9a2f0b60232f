import { createProgram, readCommandLine, UsageError } from '../../cli/util/command-line';
import type { Suite } from './suite';

export interface Options {
  readonly isQuick: boolean;
  /** The text to print and do nothing else. */
  readonly help: string | undefined;
  /** Whether parts may deploy onto an emulator. */
  readonly isE2e: boolean;
  /** Names of parts; all of them where it is empty. */
  readonly suites: readonly string[];
}

/** Reads the options of `npm run benchmark`. Throws a UsageError whose message is one line for the user. */
export function parseOptions(
  args: readonly string[],
  known: readonly Pick<Suite, 'name' | 'title' | 'needsEmulator'>[],
): Options {
  const width = Math.max(...known.map(({ name }) => name.length));
  const program = createProgram({
    name: 'npm run benchmark --',
    summary:
      'Measures speed, calls and size against the peers and against what is possible; about 15 minutes. Prints a table for ' +
      'each part, and writes tools/benchmarks/results.json when all parts were run, or dist/bench-quick.json with --quick.',
  })
    .usage('[parts] [options]')
    .argument('[parts...]', 'names of parts; all of them unless given')
    .option('--rows <parts>', 'names of parts with commas between them')
    .option('--quick', 'few runs, about 2 minutes')
    .option('--e2e', 'also the parts that deploy onto an emulator, which needs Python; 3 minutes more')
    .addHelpText(
      'after',
      `\nParts:\n${known.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`).join('\n')}`,
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
    throw new UsageError(`"${unknown}" is no part: expected ${names.join(', ')}. Name one of them, or none for all.`);
  }
  const emulated = known.find(({ name, needsEmulator }) => needsEmulator && requested.includes(name));
  if (emulated && !e2e) {
    throw new UsageError(`"${emulated.name}" deploys onto an emulator: expected --e2e beside its name. Add it.`);
  }
  return { isQuick: quick, help: undefined, isE2e: e2e, suites: requested };
}
