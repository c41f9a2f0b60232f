import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { preProcessFile } from 'typescript';

export interface Import {
  /** A file of the graph, or the name of a package or of a module of Node's. */
  readonly path: string;
  /** As esbuild's metafile words it: `import-statement`, `dynamic-import` and so on. */
  readonly kind: string;
}

/** Who imports what, by path from the root of the package: the `inputs` of esbuild's metafile. */
export type ImportGraph = Readonly<Record<string, { readonly imports: readonly Import[] }>>;

const ROOT = join(__dirname, '..', '..');

/** What is in a bundle. Imports of types are gone from it. */
export function readBundleGraph(bundle: 'handler' | 'command-line'): ImportGraph {
  const metafile = join(ROOT, 'dist', `${bundle}-metafile.json`);
  if (!existsSync(metafile)) throw new Error(`${metafile} is missing. Run "npm run build:${bundle}" and try again.`);
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as { readonly inputs: ImportGraph };
  return inputs;
}

/** What the sources of a folder import, types included. */
export function readSourceGraph(folder: string): ImportGraph {
  const files = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  return Object.fromEntries(files.map((file) => [file, { imports: readImports(file) }]));
}

function readImports(file: string): readonly Import[] {
  const { importedFiles } = preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName: name }) => ({
    path: name.startsWith('.') ? locate(posix.join(posix.dirname(file), name)) : name,
    kind: 'import-statement',
  }));
}

function locate(path: string): string {
  const candidates = [`${path}.ts`, `${path}/index.ts`, path];
  return candidates.find((candidate) => existsSync(join(ROOT, candidate))) ?? path;
}
