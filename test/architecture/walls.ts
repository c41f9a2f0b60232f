import type { Import, ImportGraph } from './import-graph';

/** The package that a path or a specifier belongs to; undefined for this package's own files and Node's modules. */
export function packageOf(path: string): string | undefined {
  const [, inside] = /^(?:.*\/)?node_modules\/(.+)$/.exec(path) ?? [];
  if (inside === undefined && (isOwn(path) || path.startsWith('node:') || path.startsWith('<'))) return undefined;
  const parts = (inside ?? path).split('/');
  return parts.slice(0, (inside ?? path).startsWith('@') ? 2 : 1).join('/');
}

function isOwn(path: string): boolean {
  return /^(contract|lambda|lib|bin|local|test|scripts|examples|util)(\/|$)/.test(path);
}

export function isSdk(path: string): boolean {
  return /^@(aws-sdk|smithy|aws)\//.test(packageOf(path) ?? '');
}

/** The folders of this package that the graph has files of. */
export function listFolders(graph: ImportGraph): readonly string[] {
  const own = Object.keys(graph).filter((path) => packageOf(path) === undefined);
  return [...new Set(own.map((path) => path.split('/')[0] ?? path))].sort();
}

export function listPackages(graph: ImportGraph): readonly string[] {
  return [...new Set(Object.keys(graph).flatMap((path) => packageOf(path) ?? []))].sort();
}

/** Breaches of a wall around the files under `from`, each as `importer -> imported`. */
export function findBreaches(
  graph: ImportGraph,
  from: string,
  isForbidden: (imported: string) => boolean,
): readonly string[] {
  return listImports(graph)
    .filter(({ importer, path }) => importer.startsWith(from) && isForbidden(path))
    .map(({ importer, path }) => `${importer} -> ${path}`);
}

/** The ways on which the files under `from` reach something forbidden, by however many steps. */
export function findForbiddenReach(
  graph: ImportGraph,
  from: string,
  isForbidden: (path: string) => boolean,
): readonly string[] {
  const ways = new Map(
    Object.keys(graph)
      .filter((path) => path.startsWith(from))
      .map((path) => [path, path]),
  );
  // A map that grows while it is gone through is gone through to its end.
  for (const [path, way] of ways) {
    for (const imported of graph[path]?.imports ?? []) {
      if (!ways.has(imported.path)) ways.set(imported.path, `${way} -> ${imported.path}`);
    }
  }
  return [...ways].filter(([path]) => isForbidden(path)).map(([, way]) => way);
}

/** Ways from a file to a package that load it whether or not it is needed. */
export function findEagerReach(graph: ImportGraph, from: string, name: string): readonly string[] {
  const eager = Object.entries(graph).map(([path, { imports }]) => [
    path,
    { imports: imports.filter(({ kind }) => kind !== 'dynamic-import') },
  ]);
  return findForbiddenReach(Object.fromEntries(eager) as ImportGraph, from, (path) => packageOf(path) === name);
}

function listImports(graph: ImportGraph): readonly (Import & { readonly importer: string })[] {
  return Object.entries(graph).flatMap(([importer, { imports }]) =>
    imports.filter(({ path }) => path !== '<runtime>').map((imported) => ({ importer, ...imported })),
  );
}
