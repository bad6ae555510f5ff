import type { ProductDraft } from '#commerce/catalogue/product-draft.js';
import { type DemoPart, idOf, type Json, withMediaPaths } from './demo-part.js';

const QUARTER_MS = 900_000;

/** A restaurant that is always open: its dishes with their extras, and its tables. */
export class DemoMenu implements DemoPart {
  readonly sections = {};

  constructor(
    private readonly dishes: readonly ProductDraft[],
    private readonly tables: readonly { readonly area: string; readonly name: string }[],
  ) {}

  answer([head, id = '']: readonly string[]): unknown {
    if (head === 'menu') return this.menu();
    if (head === 'dining') return dining(Date.now());
    if (head !== 'tables') return undefined;
    const table = this.tables.find(({ area, name }) => id === name || id === idOf(`${area}/${name}`));
    return table
      ? { id: idOf(`${table.area}/${table.name}`), area: table.area, name: table.name, state: 'open' }
      : null;
  }

  private menu(): Json {
    const names = [...new Set(this.dishes.flatMap(({ category }) => category ?? []))];
    const categories = names.map((name) => ({
      id: idOf(name),
      name,
      dishes: this.dishes.filter(({ category }) => category === name).map(dishOf),
    }));
    const groups = new Map(
      this.dishes.flatMap(({ extras }) => extras.map((group) => [groupId(group), group] as const)),
    );
    const modifierGroups = [...groups].map(([id, { name, minChoices, maxChoices, modifiers }]) => ({
      id,
      name,
      minChoices,
      maxChoices,
      modifiers: modifiers.map((modifier) => ({
        id: idOf(`${id}.${modifier.name}`),
        name: modifier.name,
        priceFen: modifier.priceFen,
        soldOut: false,
      })),
    }));
    return { categories, modifierGroups };
  }
}

function dishOf({ handle, title, descriptionHtml, images, tags, skus, options, extras }: ProductDraft): Json {
  const prices = skus.map(({ priceFen }) => priceFen);
  return {
    id: idOf(handle),
    title,
    summary: descriptionHtml
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 60),
    imageUrl: images[0] ? withMediaPaths(images[0].source) : null,
    tags,
    priceFen: Math.min(...prices),
    maxPriceFen: Math.max(...prices),
    compareAtPriceFen: skus[0]?.compareAtPriceFen ?? null,
    soldOut: skus.every(({ stock }) => stock <= 0),
    options,
    skus: skus.map(({ optionValues, priceFen, stock }, index) => ({
      id: idOf(`${idOf(handle)}.${index}`),
      optionValues,
      priceFen,
      stock,
      flashSale: null,
    })),
    groupIds: extras.map(groupId),
  };
}

/** Groups of one name and choice are one group, as the goods' file means it. */
function groupId({ name, modifiers }: ProductDraft['extras'][number]): string {
  return idOf(`${name}: ${modifiers.map((modifier) => `${modifier.name} ${modifier.priceFen}`).join(', ')}`);
}

function dining(now: number): Json {
  const next = Math.ceil((now + QUARTER_MS) / QUARTER_MS) * QUARTER_MS;
  const times = Array.from({ length: 16 }, (_, index) => new Date(next + index * QUARTER_MS).toISOString());
  const terms = { enabled: true, packingFen: 100, minimumFen: 0, preparationMinutes: 15, times };
  return {
    isOpen: true,
    opensAt: null,
    closesAt: times.at(-1) ?? null,
    dineIn: { enabled: true },
    takeaway: terms,
    local: {
      ...terms,
      minimumFen: 2000,
      radiusMeters: 5000,
      freeFromFen: 8000,
      tiers: [
        { withinMeters: 2000, feeFen: 300 },
        { withinMeters: 5000, feeFen: 600 },
      ],
    },
    location: null,
  };
}
