/** The languages in which what import writes is not run by a test, but read. */
export const LANGUAGES = ['python', 'java', 'go'] as const;

/** The texts that stand in a source file as literals, as the language's own compiler would read them. */
export function readLiterals(language: (typeof LANGUAGES)[number], code: string): readonly string[] {
  // Java reads its Unicode escapes before it knows of literals.
  const source = language === 'java' ? translateJavaEscapes(code) : code;
  return [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"/gu)].map(([, inside = '']) => decode(inside));
}

/** A backslash begins a Unicode escape if the number of backslashes right before it is even. */
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

/** What a source file declares besides its texts. */
export interface DeclaredValues {
  readonly seconds: readonly number[];
  readonly resolutions: readonly string[];
  readonly storages: readonly string[];
  /** The ways in which renditions and thumbnails are said: `custom`, `disable` and so on. */
  readonly ways: readonly string[];
}

/** Reads the numbers and the names of a source file. */
export function readValues(code: string): DeclaredValues {
  const list = (pattern: RegExp): readonly string[] => [...code.matchAll(pattern)].map(([, value = '']) => value);
  return {
    seconds: list(/Duration[._][sS]econds\((?:jsii\.Number\()?([0-9]+)\)/g).map(Number),
    resolutions: list(/\bResolution[._]([A-Z_]+)/g),
    storages: list(/\bStorage[._]([A-Z_]+)/g),
    ways: list(/(?:Rendition|Thumbnail)Configuration[._]([a-zA-Z]+)\(/g).map((way) => way.toLowerCase()),
  };
}
