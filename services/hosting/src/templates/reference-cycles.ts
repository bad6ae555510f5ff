export interface Edge {
  readonly target: string;
  readonly line: number | undefined;
}

/** A way from a file back to itself: `path` begins and ends with the same name, `line` is the first step's. */
export interface Cycle {
  readonly path: readonly string[];
  readonly line: number | undefined;
}

/** The first circle in a graph, or `null`. Does not recurse: a chain of ten thousand files is no reason to fall over. */
export function findCycle(edges: ReadonlyMap<string, readonly Edge[]>): Cycle | null {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    if (done.has(start)) continue;
    const trail: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    const open = new Set([start]);
    for (let top = trail.at(-1); top; top = trail.at(-1)) {
      const edge = edges.get(top.name)?.[top.next];
      top.next += 1;
      if (!edge) {
        done.add(top.name);
        open.delete(top.name);
        trail.pop();
      } else if (open.has(edge.target)) {
        const names = trail.map(({ name }) => name);
        const path = [...names.slice(names.indexOf(edge.target)), edge.target];
        return { path, line: lineOf(edges, path) };
      } else if (!done.has(edge.target)) {
        open.add(edge.target);
        trail.push({ name: edge.target, next: 0 });
      }
    }
  }
  return null;
}

function lineOf(
  edges: ReadonlyMap<string, readonly Edge[]>,
  [from = '', to = '']: readonly string[],
): number | undefined {
  return edges.get(from)?.find(({ target }) => target === to)?.line;
}
