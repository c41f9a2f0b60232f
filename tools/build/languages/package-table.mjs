/** What people look for in the package of a language; the rest are checksums, metadata and sources. */
const MAIN_FILES = /\.(tgz|whl|tar\.gz|nupkg)$|(?<!-sources|-javadoc)\.jar$/;

/** One line for each language: what became of its package. */
export function formatPackages(packages) {
  const rows = packages.map((entry) => [entry.language, nameOutcome(entry), describe(entry)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([language, outcome, text]) =>
    `${language.padEnd(widths[0])}  ${outcome.padEnd(widths[1])}  ${text}`.trimEnd(),
  );
}

function nameOutcome({ outcome }) {
  return outcome === 'generated' ? 'generated only' : outcome;
}

function describe({ language, outcome, why = '', files }) {
  if (outcome === 'failed') return 'see above';
  if (outcome === 'skipped') return why;
  const text = `dist/${language}: ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${formatSize(sum(files))}`;
  if (outcome === 'generated') return `${text}; ${why}`;
  const main = files.filter(({ path }) => MAIN_FILES.test(path));
  const names = main.map(({ path, bytes }) => `${path.replace(/^.*[\\/]/, '')} ${formatSize(bytes)}`);
  return [text, ...names].join('; ');
}

function sum(files) {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

function formatSize(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
