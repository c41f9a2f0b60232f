import { TemplateError } from './template-error';

/** For each logical id, the logical ids that it depends on. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

export function assertNoCycles(graph: DependencyGraph): void {
  const visited = new Set<string>();
  const visit = (id: string, trail: readonly string[]): void => {
    if (visited.has(id)) return;
    if (trail.includes(id)) {
      const cycle = [...trail.slice(trail.indexOf(id)), id];
      throw new TemplateError(`Circular dependency between resources: [${cycle.join(' -> ')}]`);
    }
    for (const needed of graph.get(id) ?? []) visit(needed, [...trail, id]);
    visited.add(id);
  };
  for (const id of graph.keys()) visit(id, []);
}

/** Reverses a graph for deletion: dependents come before their dependencies. */
export function reverseGraph(graph: DependencyGraph): DependencyGraph {
  const reversed = new Map([...graph.keys()].map((id) => [id, new Set<string>()]));
  for (const [id, needs] of graph) {
    for (const needed of needs) reversed.get(needed)?.add(id);
  }
  return reversed;
}

/**
 * Visits every node as soon as its dependencies have succeeded, independent nodes concurrently. `visit` returns whether
 * it succeeded. Dependents of a failed node are not visited; with `stopAtFailure`, no further node is visited. Resolves
 * when all started visits have ended.
 */
export async function walkGraph(
  graph: DependencyGraph,
  visit: (id: string) => Promise<boolean>,
  options: { readonly stopAtFailure: boolean },
): Promise<void> {
  const succeeded = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const waiting = new Set(graph.keys());
  const failures: string[] = [];
  const isReady = (id: string): boolean =>
    [...(graph.get(id) ?? [])].every((needed) => succeeded.has(needed) || !graph.has(needed));
  const start = async (id: string): Promise<void> => {
    if (await visit(id)) succeeded.add(id);
    else failures.push(id);
    running.delete(id);
  };
  for (;;) {
    const isStopped = options.stopAtFailure && failures.length > 0;
    const ready = isStopped ? [] : [...waiting].filter(isReady);
    for (const id of ready) {
      waiting.delete(id);
      running.set(id, start(id));
    }
    if (running.size === 0) return;
    await Promise.race(running.values());
  }
}
