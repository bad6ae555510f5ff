/** What the runtime may add to a section, and the section types that get it: those whose names begin so. */
const typesOfSource = {
  products: ['product', 'featuredProduct'],
  categories: ['category'],
  articles: ['article'],
  services: ['service', 'booking'],
  coupons: ['coupon'],
  flashSale: ['flashSale'],
  groupBuys: ['groupBuy'],
  draw: ['luckyDraw', 'draw'],
} as const;

export type SectionSourceName = keyof typeof typesOfSource;

/** Where a section of this type takes what it shows from, besides its settings. The name decides, so that the runtime needs no template. */
export function sourceOfType(type: string): SectionSourceName | null {
  const names = Object.keys(typesOfSource) as SectionSourceName[];
  return names.find((name) => typesOfSource[name].some((beginning) => type.startsWith(beginning))) ?? null;
}

/** The same as a regular expression of PostgreSQL. */
export function typePatternOf(source: SectionSourceName): string {
  return `^(${typesOfSource[source].join('|')})`;
}
