import { Problem } from '../problems/problem.js';

/** @throws Problem storage.path_invalid unless the path is one that every driver stores under exactly that name */
export function checkObjectPath(path: string): string {
  const segments = path.split('/');
  const [root] = segments;
  const rooted = segments.length >= 2 && (root === 'tenants' || root === 'platform');
  if (!rooted || path.length > 700 || !segments.every((segment) => SEGMENT.test(segment))) {
    throw new Problem('storage.path_invalid', { params: { path: path.slice(0, 200) } });
  }
  return path;
}

/** @throws Problem storage.path_invalid unless the prefix names a folder: a path and "/" */
export function checkObjectPrefix(prefix: string): string {
  if (prefix === 'platform/') return prefix;
  if (!prefix.endsWith('/')) throw new Problem('storage.path_invalid', { params: { path: prefix.slice(0, 200) } });
  return `${checkObjectPath(prefix.slice(0, -1))}/`;
}

// No leading dot, so neither "." nor ".." nor a hidden file; no "~", which the disk driver puts behind its own names.
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._:@+=,-]{0,199}$/;
