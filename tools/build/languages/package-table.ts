import type { PackagedFile, PackageResult } from './packages';

/** The main files of a package; the others are checksums, metadata and sources. */
const MAIN_FILES = /\.(tgz|whl|tar\.gz|nupkg)$|(?<!-sources|-javadoc)\.jar$/;

/** Renders one line per language: the outcome, the reason and the files. */
export function formatPackages(packages: readonly PackageResult[]): readonly string[] {
  const rows = packages.map((result) => {
    const outcome = result.outcome === 'generated' ? 'generated only' : result.outcome;
    return [result.language, outcome, describe(result)] as const;
  });
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  return rows.map(([language, outcome, text]) =>
    `${language.padEnd(width(0))}  ${outcome.padEnd(width(1))}  ${text}`.trimEnd(),
  );
}

function describe({ language, outcome, reason = '', files }: PackageResult): string {
  if (outcome === 'failed') return 'see above';
  if (outcome === 'skipped') return reason;
  const text = `dist/${language}: ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${formatSize(sum(files))}`;
  if (outcome === 'generated') return `${text}; ${reason}`;
  const main = files.filter(({ path }) => MAIN_FILES.test(path));
  const names = main.map(({ path, bytes }) => `${path.replace(/^.*[\\/]/, '')} ${formatSize(bytes)}`);
  return [text, ...names].join('; ');
}

function sum(files: readonly PackagedFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

function formatSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
