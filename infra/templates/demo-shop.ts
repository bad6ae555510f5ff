import type { CategoryView, ProductCard } from '#commerce/catalogue/product-card.js';
import { parseProducts } from '#commerce/catalogue/product-file.js';
import type { ProductDraft } from '#commerce/catalogue/product-draft.js';
import { sourceOfType } from '#hosting/templates/section-sources.js';
import { withDefaults } from '#hosting/templates/settings-schema.js';
import type { TemplatePreset, TemplateVersion } from '#hosting/templates/template-version.js';
import { DemoArticles } from './demo-articles.js';
import { DemoMenu } from './demo-menu.js';
import { demoFile, type DemoPart, idOf, type Json, limitOf, withMediaPaths } from './demo-part.js';
import { DemoPromotions } from './demo-promotions.js';
import { DemoServices } from './demo-services.js';
import { isShownAt, type Visibility } from '../../services/runtime/src/storefront/section-visibility.js';

type Section = Json & Visibility & { readonly id: string; readonly type: string; readonly settings: Json };

/** A shop made of a preset and its demo content: what the runtime would answer to shoppers who only look around. */
export class DemoShop {
  private constructor(
    private readonly template: TemplateVersion,
    private readonly config: Json,
    private readonly products: readonly ProductDraft[],
    private readonly promotions: DemoPromotions,
    private readonly parts: readonly DemoPart[],
  ) {}

  static async open(template: TemplateVersion, preset: TemplatePreset): Promise<DemoShop> {
    const csv = template.assets.get(preset.products ?? '');
    const { products } = csv ? await parseProducts(csv) : { products: [] };
    const config = withMediaPaths(withDefaults(template.settingsSchema, preset.config)) as Json;
    const active = products.filter(({ state }) => state === 'active');
    const promotions = new DemoPromotions(demoFile(template, preset, 'promotions') ?? {}, active);
    return new DemoShop(template, config, active, promotions, partsOf(template, preset, active, promotions));
  }

  /** What the vertical's own content says to a request; `undefined` when that is none of its business, `null` when there is no such thing. */
  answer(path: readonly string[], query: URLSearchParams): unknown {
    for (const part of this.parts) {
      const found = part.answer(path, query);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  storefront(appId: string): Json {
    const { home, pages, ...settings } = this.config;
    const { sections, ...homeSettings } = (home ?? {}) as Json;
    const { id, version } = this.template;
    return {
      appId,
      revision: 1,
      templateId: id,
      templateVersion: version,
      settings: { ...settings, home: homeSettings },
      home: { sections: this.shown(sections) },
      pages: ((pages ?? []) as Json[]).map((page) => ({ id: page['id'], title: page['title'] })),
      categories: this.categories(),
      currencies: [],
    };
  }

  page(pageId: string): Json | null {
    const page = ((this.config['pages'] ?? []) as Json[]).find(({ id }) => id === pageId);
    return page ? { id: pageId, title: page['title'], sections: this.shown(page['sections']) } : null;
  }

  categories(): CategoryView[] {
    const names = [...new Set(this.products.flatMap(({ category }) => category ?? []))];
    return names.map((name) => {
      const own = this.products.filter(({ category }) => category === name);
      return {
        id: idOf(name),
        name,
        parentId: null,
        imageUrl: own[0] ? imageOf(own[0]) : null,
        productCount: own.length,
      };
    });
  }

  cards(wish: { category?: string; sort?: string; words?: string } = {}): ProductCard[] {
    const own = this.products.filter(
      ({ category, title, tags }) =>
        (!wish.category || idOf(category ?? '') === wish.category) &&
        (!wish.words || [title, ...tags].some((text) => text.includes(wish.words ?? ''))),
    );
    const cards = own.map(toCard);
    if (wish.sort === 'priceAsc') return cards.sort((a, b) => a.priceFen - b.priceFen);
    if (wish.sort === 'priceDesc') return cards.sort((a, b) => b.priceFen - a.priceFen);
    return wish.sort === 'newest' ? cards.reverse() : cards;
  }

  /** As the runtime's search answers it, filtered by category alone. */
  search(words: string, category: string, sort: string): Json & { readonly items: readonly ProductCard[] } {
    const found = this.cards({ words });
    const shownIds = new Set(found.map(({ id }) => id));
    const goods = this.products.filter(({ handle }) => shownIds.has(idOf(handle)));
    const prices = found.map(({ priceFen }) => priceFen);
    const categories = this.categories().flatMap(({ id, name, parentId }) => {
      const count = goods.filter((product) => product.category === name).length;
      return count > 0 ? [{ id, name, parentId, count }] : [];
    });
    const items = this.cards({ words, category, sort });
    const price =
      prices.length > 0 ? { minFen: Math.min(...prices), maxFen: Math.max(...prices) } : { minFen: null, maxFen: null };
    const inStock = items.filter(({ soldOut }) => !soldOut).length;
    const facets = { categories, brands: [], tags: [], attributes: [], price, inStock };
    return { items, total: items.length, similar: false, facets };
  }

  suggestions(words: string): Json[] {
    const titles = this.cards({ words }).map(({ id, title }) => ({ kind: 'product', id, text: title }));
    const names = this.categories().filter(({ name }) => name.includes(words));
    return [...names.map(({ id, name }) => ({ kind: 'category', id, text: name })), ...titles].slice(0, 10);
  }

  product(id: string): Json | null {
    const found = this.products.find(({ handle }) => idOf(handle) === id);
    if (!found) return null;
    return {
      id,
      title: found.title,
      descriptionHtml: found.descriptionHtml,
      vendor: found.vendor,
      brand: null,
      categoryId: found.category === null ? null : idOf(found.category),
      tags: found.tags,
      attributes: [],
      images: found.images.map(({ source }) => withMediaPaths(source)),
      pictures: found.images.map(({ source, alt }) => ({ url: withMediaPaths(source), alt, renditions: [] })),
      options: found.options,
      skus: found.skus.map((sku, index) => ({
        id: idOf(`${id}.${index}`),
        optionValues: sku.optionValues,
        priceFen: sku.priceFen,
        compareAtPriceFen: sku.compareAtPriceFen,
        stock: sku.stock,
        imageUrl: sku.imageSource === null ? null : withMediaPaths(sku.imageSource),
        flashSale: null,
      })),
      groupBuy: this.promotions.groupBuyOf(found.handle),
    };
  }

  private shown(sections: unknown): Json[] {
    return ((sections ?? []) as Section[])
      .filter((section) => isShownAt(section, Date.now()))
      .map((stored) => {
        const { hidden: _hidden, schedule: _schedule, ...section } = stored;
        return { ...section, ...this.goodsOf(stored) };
      });
  }

  private goodsOf({ type, settings }: Section): Json {
    const limit = limitOf(settings, 8);
    const source = sourceOfType(type);
    if (source === null) return {};
    if (source === 'products') return { products: this.cards({ sort: textOf(settings['sort']) }).slice(0, limit) };
    if (source === 'categories') return { categories: this.categories().slice(0, limit) };
    const own = this.parts.find(({ sections }) => sections[source])?.sections[source];
    if (own) return { [source]: own(settings) };
    // What the demo content does not say: such a section shows nothing, as in a shop without any.
    return { [source]: source === 'flashSale' || source === 'draw' ? null : [] };
  }
}

function partsOf(
  template: TemplateVersion,
  preset: TemplatePreset,
  products: readonly ProductDraft[],
  promotions: DemoPromotions,
): DemoPart[] {
  const booking = demoFile(template, preset, 'booking');
  const articles = demoFile(template, preset, 'articles');
  const tables = (demoFile(template, preset, 'tables')?.['tables'] ?? []) as { area: string; name: string }[];
  const cardOf = (kind: 'product' | 'coupon', handle: string) => {
    const product = products.find((candidate) => candidate.handle === handle);
    return kind === 'coupon' ? promotions.coupon(handle) : product ? { ...toCard(product) } : null;
  };
  return [
    promotions,
    ...(booking ? [new DemoServices(booking)] : []),
    ...(articles ? [new DemoArticles(articles, cardOf)] : []),
    ...(template.manifest.features.includes('dining') ? [new DemoMenu(products, tables)] : []),
  ];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toCard(product: ProductDraft): ProductCard {
  const prices = product.skus.map(({ priceFen }) => priceFen);
  return {
    id: idOf(product.handle),
    title: product.title,
    imageUrl: imageOf(product),
    renditions: [],
    priceFen: Math.min(...prices),
    maxPriceFen: Math.max(...prices),
    compareAtPriceFen: product.skus[0]?.compareAtPriceFen ?? null,
    soldOut: product.skus.every(({ stock }) => stock <= 0),
    flashSale: null,
  };
}

function imageOf({ images }: ProductDraft): string | null {
  return images[0] ? String(withMediaPaths(images[0].source)) : null;
}
