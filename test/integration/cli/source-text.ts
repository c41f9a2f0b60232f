/** The languages whose generated code these tests read but do not run. */
export const LANGUAGES = ['python', 'java', 'go'] as const;

/** Returns the values of the string literals in a source file, as the language's compiler reads them. */
export function readLiterals(language: (typeof LANGUAGES)[number], code: string): readonly string[] {
  // Java translates Unicode escapes before it parses literals.
  const source = language === 'java' ? translateJavaEscapes(code) : code;
  return [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"/gu)].map(([, inside = '']) => decode(inside));
}

/** Translates Unicode escapes. A backslash starts one if an even number of backslashes precedes it. */
function translateJavaEscapes(code: string): string {
  return code.replace(/(?<!\\)((?:\\\\)*)((?:\\u[0-9a-f]{4})+)/g, (_, before: string, escapes: string) => {
    const units = escapes.match(/[0-9a-f]{4}/g) ?? [];
    return before + String.fromCharCode(...units.map((unit) => parseInt(unit, 16)));
  });
}

function decode(inside: string): string {
  return inside.replace(
    /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{3})|(.))/gu,
    (escape, four?: string, eight?: string, octal?: string, itself?: string) => {
      const hex = four ?? eight;
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
      if (itself === '"' || itself === '\\') return itself;
      throw new Error(`No language has the escape ${escape}`);
    },
  );
}

/** The values that a source file declares, except for its texts. */
export interface DeclaredValues {
  readonly seconds: readonly number[];
  readonly resolutions: readonly string[];
  readonly storages: readonly string[];
  /** The factory methods for renditions and thumbnails, in lower case: `custom`, `disable` and so on. */
  readonly ways: readonly string[];
}

/** Reads the declared values of a source file. */
export function readValues(code: string): DeclaredValues {
  const list = (pattern: RegExp): readonly string[] => [...code.matchAll(pattern)].map(([, value = '']) => value);
  return {
    seconds: list(/Duration[._][sS]econds\((?:jsii\.Number\()?([0-9]+)\)/g).map(Number),
    resolutions: list(/\bResolution[._]([A-Z_]+)/g),
    storages: list(/\bStorage[._]([A-Z_]+)/g),
    ways: list(/(?:Rendition|Thumbnail)Configuration[._]([a-zA-Z]+)\(/g).map((way) => way.toLowerCase()),
  };
}
