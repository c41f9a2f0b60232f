import { parseArgs } from 'node:util';
import type { Part } from './part';

export interface Options {
  readonly isQuick: boolean;
  readonly isHelp: boolean;
  /** Whether parts may deploy onto an emulator. */
  readonly isE2e: boolean;
  /** Names of parts; all of them where it is empty. */
  readonly parts: readonly string[];
}

/** Reads the options of `npm run bench`. Throws an Error whose message is one line for the user. */
export function parseOptions(args: readonly string[], known: readonly Pick<Part, 'name' | 'needsEmulator'>[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string' },
      quick: { type: 'boolean', default: false },
      e2e: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const named = [...(values.rows?.split(',') ?? []), ...positionals].map((name) => name.trim());
  const names = known.map(({ name }) => name);
  const unknown = named.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`"${unknown}" is no part: expected ${names.join(', ')}. Name one of them, or none for all.`);
  }
  const emulated = known.find(({ name, needsEmulator }) => needsEmulator && named.includes(name));
  if (emulated && !values.e2e) {
    throw new Error(`"${emulated.name}" deploys onto an emulator: expected --e2e beside its name. Add it.`);
  }
  return { isQuick: values.quick, isHelp: values.help, isE2e: values.e2e, parts: named };
}
