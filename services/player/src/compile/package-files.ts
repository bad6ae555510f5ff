import { posix } from 'node:path';
import type { Diagnostics } from './diagnostics.js';

export type Json = Readonly<Record<string, unknown>>;

/** The files of a package by their paths, as the compiler's steps read them. */
export class PackageFiles {
  constructor(
    private readonly files: ReadonlyMap<string, Uint8Array>,
    readonly diagnostics: Diagnostics,
  ) {}

  has(path: string): boolean {
    return this.files.has(path);
  }

  paths(): IterableIterator<string> {
    return this.files.keys();
  }

  /** @returns the text without a byte order mark; null when there is no such file */
  text(path: string): string | null {
    const bytes = this.files.get(path);
    if (!bytes) return null;
    return new TextDecoder().decode(bytes);
  }

  /** @returns the object in a JSON file; null when there is none, which is reported when the file is there */
  json(path: string): Json | null {
    const text = this.text(path);
    if (text === null) return null;
    try {
      const value: unknown = JSON.parse(text);
      if (isObject(value)) return value;
      this.diagnostics.error(path, 'It must hold a JSON object: {…}.');
    } catch (error) {
      this.diagnostics.error(path, `It is not JSON: ${(error as Error).message}`, placeOf(error as Error, text));
    }
    return null;
  }
}

/**
 * Where a reference in `from` points, inside the package: `/a` from its root, anything else from the folder of `from`.
 * @returns null when it leads out of the package
 */
export function joinPath(from: string, reference: string): string | null {
  const joined = reference.startsWith('/')
    ? posix.normalize(reference.slice(1))
    : posix.join(posix.dirname(from), reference);
  return joined.startsWith('../') || joined === '..' || joined.startsWith('/') ? null : joined;
}

/** `folder` and the folders above it, ending with the package's root, which is the empty text. */
export function foldersUpwards(folder: string): string[] {
  const parts = folder === '.' || folder === '' ? [] : folder.split('/');
  return [...parts.keys()].map((index) => parts.slice(0, parts.length - index).join('/')).concat('');
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object whose values are texts; nothing when it is no object. */
export function textsOf(value: unknown): [string, string][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

function placeOf(error: Error, text: string) {
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position === undefined) return {};
  const before = text.slice(0, Number(position)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
