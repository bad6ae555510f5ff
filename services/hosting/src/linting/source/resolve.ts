import { posix } from 'node:path';

type Has = (path: string) => boolean;

/** A path as written in `from` → a path inside the package; `null` when it leads out of it. */
export function pathFrom(from: string, written: string): string | null {
  const path = written.startsWith('/') ? posix.normalize(written.slice(1)) : posix.join(posix.dirname(from), written);
  return path.startsWith('..') ? null : path;
}

/**
 * The component a `usingComponents` path names, without extension (shared/wechat/mini-program-package.md §4.4):
 * it exists only when both its .json and its .wxml do.
 */
export function resolveComponent(from: string, written: string, has: Has): string | null {
  const isComponent = (path: string): boolean => has(`${path}.json`) && has(`${path}.wxml`);
  return candidates(from, written).find(isComponent) ?? null;
}

/** The script a `require` or `import` names. */
export function resolveScript(from: string, written: string, has: Has): string | null {
  const paths = candidates(from, written).flatMap((path) => [path, `${path}.js`]);
  return paths.find((path) => path.endsWith('.js') && has(path)) ?? null;
}

function candidates(from: string, written: string): string[] {
  const direct = pathFrom(from, written);
  const found = direct === null ? [] : [direct, `${direct}/index`];
  if (/^[./]/.test(written)) return found;
  // A bare name may also be an npm package, looked for in every folder up to the root.
  for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
    const inNpm = posix.join(folder, 'miniprogram_npm', written);
    found.push(inNpm, `${inNpm}/index`);
    if (folder === '.') return found;
  }
}
