import { parseArgs } from 'node:util';

export interface Options {
  readonly isQuick: boolean;
  readonly isHelp: boolean;
  /** Names of parts; all of them where it is empty. */
  readonly parts: readonly string[];
}

/** Reads the options of `npm run bench`. Throws an Error whose message is one line for the user. */
export function parseOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const named = [...(values.rows?.split(',') ?? []), ...positionals].map((name) => name.trim());
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`"${unknown}" is no part: expected ${known.join(', ')}. Name one of them, or none for all.`);
  }
  return { isQuick: values.quick, isHelp: values.help, parts: named };
}
