import type { Text } from '#kernel/problems/problem-table.js';
import type { FileDigest } from '../rendering/digest.js';
import type { JsonObject } from './json.js';

/** templates/<id>/manifest.json, checked against templates/manifest.schema.json. */
export interface TemplateManifest {
  readonly id: string;
  /** Semantic version; a published version never changes. */
  readonly version: string;
  readonly vertical: string;
  readonly title: Text;
  readonly description: Text;
  /** The runtime API generation the template's code speaks, e.g. '1'. */
  readonly runtimeApi: string;
  /** Folder of the mini-program source inside the template; `src` when left out. */
  readonly source?: string;
  readonly pages: readonly { readonly path: string; readonly title: Text }[];
  readonly sections: readonly { readonly type: string; readonly title: Text }[];
  /** WeChat privacy keys the code really needs (shared/wechat/code-management.md §8). */
  readonly privacyScopes: readonly string[];
  /** Privacy key → purpose shown to shoppers (zh). */
  readonly privacyTexts: Readonly<Record<string, string>>;
  readonly serviceCategories: readonly string[];
  readonly settings: string;
  readonly ext: string;
  readonly presets: readonly string[];
  /** Page WeChat's order centre opens. */
  readonly orderPath: string;
}

/** A starting point for a merchant: a valid config and, optionally, demo goods (a product CSV among the assets). */
export interface TemplatePreset {
  readonly id: string;
  readonly title: Text;
  readonly description?: Text;
  readonly config: JsonObject;
  readonly products?: string;
}

/** One version of a template, read once and never changed afterwards. */
export interface TemplateVersion {
  readonly id: string;
  readonly version: string;
  readonly manifest: TemplateManifest;
  /** JSON Schema (draft-07) of the whole storefront config; leaves carry `x-delivery` and `x-title`. */
  readonly settingsSchema: JsonObject;
  /** The ext_json overlay as data with `$setting` and `$var` references. */
  readonly extTemplate: JsonObject;
  readonly presets: readonly TemplatePreset[];
  /** Mini-program source: path inside the package → bytes, sorted by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly fileDigests: ReadonlyMap<string, FileDigest>;
  /** `sha256:<hex>` over `files`. */
  readonly baseDigest: string;
  /** Everything below `demo/`: demo goods and pictures, path inside the template → bytes. Not part of the package. */
  readonly assets: ReadonlyMap<string, Buffer>;
}
