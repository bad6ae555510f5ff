import type { ModifierGroupDraft } from '../dining/write-modifier-group.js';

/** A product as an import file describes it, ready to be stored. */
export interface ProductDraft {
  readonly handle: string;
  readonly title: string;
  readonly descriptionHtml: string;
  readonly vendor: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly state: 'active' | 'hidden';
  /** Empty for a product without choices, which then has one SKU. */
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly skus: readonly SkuDraft[];
  readonly images: readonly ImageDraft[];
  /** Options and extras of a dish; empty when the file does not name any, and what is there stays. */
  readonly extras: readonly ModifierGroupDraft[];
  /** Some of its rows were refused: what they described is left as it was. */
  readonly partial: boolean;
}

export interface SkuDraft {
  readonly code: string | null;
  readonly optionValues: readonly string[];
  readonly priceFen: number;
  readonly compareAtPriceFen: number | null;
  readonly stock: number;
  readonly imageSource: string | null;
  /** Of the file. */
  readonly row: number;
}

export interface ImageDraft {
  readonly source: string;
  readonly position: number;
  readonly alt: string | null;
  readonly row: number;
}
