import type { Language } from '#kernel/problems/problem.js';

/** What could be filtered by next, and how many goods that would leave. */
export interface SearchFacets {
  readonly categories: readonly {
    readonly id: string;
    readonly name: string;
    readonly parentId: string | null;
    readonly count: number;
  }[];
  readonly brands: readonly { readonly id: string; readonly name: string; readonly count: number }[];
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
  /** `name` and `value` are sent as they are; labels are what shoppers read. */
  readonly attributes: readonly {
    readonly name: string;
    readonly label: string;
    readonly values: readonly { readonly value: string; readonly label: string; readonly count: number }[];
  }[];
  /** Null where there are no goods. */
  readonly price: { readonly minFen: number | null; readonly maxFen: number | null };
  /** How many of them are to be had. */
  readonly inStock: number;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly count: number;
}

/** As the statement answers them, with the English beside it. */
export interface FacetRow {
  readonly categories: readonly (Named & { readonly parentId: string | null })[];
  readonly brands: readonly Named[];
  readonly tags: SearchFacets['tags'];
  readonly attributes: readonly {
    readonly name: string;
    readonly nameEn: string | null;
    readonly value: string;
    readonly valueEn: string | null;
    readonly count: number;
  }[];
  readonly price: SearchFacets['price'];
  readonly inStock: number;
}

export function facetsIn(language: Language, row: FacetRow): SearchFacets {
  const text = (own: string, english: string | null) => (language === 'en' && english ? english : own);
  const named = ({ id, name, nameEn, count }: Named) => ({ id, name: text(name, nameEn), count });
  const attributes = new Map<
    string,
    { name: string; label: string; values: { value: string; label: string; count: number }[] }
  >();
  for (const { name, nameEn, value, valueEn, count } of row.attributes) {
    const known = attributes.get(name) ?? { name, label: text(name, nameEn), values: [] };
    known.values.push({ value, label: text(value, valueEn), count });
    attributes.set(name, known);
  }
  return {
    categories: row.categories.map((category) => ({ ...named(category), parentId: category.parentId })),
    brands: row.brands.map(named),
    tags: row.tags,
    attributes: [...attributes.values()],
    price: row.price,
    inStock: row.inStock,
  };
}
