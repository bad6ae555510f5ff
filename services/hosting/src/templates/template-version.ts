import type { Text } from '#kernel/problems/problem-table.js';
import type { FileDigest } from '../rendering/digest.js';
import type { JsonObject } from './json.js';
import type { SectionType } from './section-type.js';

/** templates/<id>/manifest.json, checked against templates/manifest.schema.json. */
export interface TemplateManifest {
  readonly id: string;
  /** Semantic version; a published version never changes. */
  readonly version: string;
  readonly vertical: string;
  readonly title: Text;
  readonly description: Text;
  /** The least version of the shoppers' API that the template's code needs, e.g. '1.1'. */
  readonly runtimeApi: { readonly min: string };
  /** Folder of the mini-program source inside the template; `src` when left out. */
  readonly source?: string;
  readonly pages: readonly {
    readonly path: string;
    readonly title: Text;
    /** Whether it shows a list of sections that the merchant puts together. */
    readonly composed?: boolean;
  }[];
  /** Types of section its pages may be composed of. */
  readonly sections: readonly string[];
  /** What the code offers to shoppers; WeChat wants other categories for some of it. */
  readonly features: readonly TemplateFeature[];
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
  /** The expected packages of its presets, beside the manifest; `golden.json` when left out. */
  readonly golden?: string;
  readonly upgrades?: readonly TemplateUpgrade[];
}

export const templateFeatures = [
  'payment',
  'userContent',
  'coupon',
  'luckyDraw',
  'booking',
  'dining',
  'distribution',
  'video',
  'location',
] as const;
export type TemplateFeature = (typeof templateFeatures)[number];

interface Rename {
  readonly from: string;
  readonly to: string;
}

/** What changed its name since an older version, so that a merchant's settings find their place again. */
export interface TemplateUpgrade {
  /** The older version. */
  readonly from: string;
  /** JSON pointers of settings. */
  readonly renames?: readonly Rename[];
  /** Section types. */
  readonly sectionRenames?: readonly Rename[];
  /** Block types, as `<section type, new name>/<block type>`. */
  readonly blockRenames?: readonly Rename[];
  /** Settings of sections, as `<section type, new name>/<setting>`. */
  readonly sectionSettingRenames?: readonly Rename[];
  /** Settings of blocks, as `<section type, new name>/<block type, new name>/<setting>`. */
  readonly blockSettingRenames?: readonly Rename[];
}

/** A starting point for a merchant: a valid config and, optionally, demo goods (a product CSV among the assets). */
export interface TemplatePreset {
  readonly id: string;
  readonly title: Text;
  readonly description?: Text;
  readonly config: JsonObject;
  readonly products?: string;
  /** Demo content besides goods, by kind: a JSON file among the assets. */
  readonly content?: Readonly<Record<string, string>>;
}

/** One version of a template, read once and never changed afterwards. */
export interface TemplateVersion {
  readonly id: string;
  readonly version: string;
  readonly manifest: TemplateManifest;
  /** What its pages may be composed of, in the manifest's order. */
  readonly sections: readonly SectionType[];
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
