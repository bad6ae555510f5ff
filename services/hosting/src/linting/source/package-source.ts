import { isJsonObject, type JsonObject, type JsonValue } from '../../templates/json.js';
import { type JsonDocument, parseJson } from './json-document.js';
import { readScript, type Script } from './script.js';
import { parseWxml, type WxmlDocument } from './wxml-parser.js';

export interface Subpackage {
  /** Without slashes at its ends. */
  readonly root: string;
  readonly name: string | undefined;
  readonly independent: boolean;
  /** Page paths from the package's root folder. */
  readonly pages: readonly string[];
  /** JSON pointer of its entry in app.json. */
  readonly pointer: string;
}

// What was read of a file is kept as long as its bytes: versions of a template share most of their files, and a template's bytes never change.
const scriptOfBytes = new WeakMap<Buffer, Script>();
const wxmlOfBytes = new WeakMap<Buffer, WxmlDocument>();
const NOTHING = Buffer.alloc(0);

/** A package's files, each read and parsed at most once and only when a check asks for it. */
export class PackageSource {
  readonly #texts = new Map<string, string>();
  readonly #json = new Map<string, JsonDocument>();

  constructor(readonly files: ReadonlyMap<string, Buffer>) {}

  has(path: string): boolean {
    return this.files.has(path);
  }

  paths(...extensions: readonly string[]): string[] {
    return [...this.files.keys()].filter((path) => extensions.some((extension) => path.endsWith(extension)));
  }

  /** The text without a byte order mark; empty when there is no such file. */
  text(path: string): string {
    return remembered(this.#texts, path, () =>
      (this.files.get(path) ?? Buffer.alloc(0)).toString('utf8').replace(/^\uFEFF/, ''),
    );
  }

  json(path: string): JsonDocument {
    return remembered(this.#json, path, () => parseJson(this.text(path)));
  }

  /** The object a JSON file holds; an empty one when it is missing or broken, which is another check's finding. */
  object(path: string): JsonObject {
    const value = this.has(path) ? this.json(path).value : undefined;
    return isJsonObject(value) ? value : {};
  }

  wxml(path: string): WxmlDocument {
    return remembered(wxmlOfBytes, this.files.get(path) ?? NOTHING, () => parseWxml(this.text(path)));
  }

  script(path: string): Script {
    return remembered(scriptOfBytes, this.files.get(path) ?? NOTHING, () => readScript(this.text(path)));
  }

  get app(): JsonObject {
    return this.object('app.json');
  }

  get mainPages(): string[] {
    return strings(this.app['pages']);
  }

  get subpackages(): Subpackage[] {
    return subpackagesOf(this.app);
  }

  /** Every page, main package first. */
  get pages(): string[] {
    return [...new Set([...this.mainPages, ...this.subpackages.flatMap(({ pages }) => pages)])];
  }
}

/** Reads `subPackages` or `subpackages` of an app.json or ext.json. */
export function subpackagesOf(app: JsonObject): Subpackage[] {
  const key = app['subPackages'] === undefined ? 'subpackages' : 'subPackages';
  const list = app[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: JsonValue, index) => {
    if (!isJsonObject(entry) || typeof entry['root'] !== 'string') return [];
    const root = entry['root'].replace(/^\/+|\/+$/g, '');
    return {
      root,
      name: typeof entry['name'] === 'string' ? entry['name'] : undefined,
      independent: entry['independent'] === true,
      pages: strings(entry['pages']).map((page) => `${root}/${page}`),
      pointer: `/${key}/${index}`,
    };
  });
}

/** The texts in a list; anything else in it is the schema's finding. */
export function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item: JsonValue): item is string => typeof item === 'string') : [];
}

function remembered<K, T>(cache: Remembering<K, T>, key: K, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    cache.set(key, value);
  }
  return value;
}

interface Remembering<K, T> {
  get(key: K): T | undefined;
  set(key: K, value: T): unknown;
}
