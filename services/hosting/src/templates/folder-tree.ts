import { sortedByPath } from '../rendering/digest.js';

/** The files of a folder: path inside it → bytes. */
export type FolderTree = ReadonlyMap<string, Buffer>;

/** The files of one folder of a tree, that folder's name taken from their paths and another put in its place. */
export function below(tree: FolderTree, folder: string, replacement = ''): Map<string, Buffer> {
  const found = [...tree].filter(([path]) => path.startsWith(folder));
  return sortedByPath(new Map(found.map(([path, bytes]) => [replacement + path.slice(folder.length), bytes])));
}
