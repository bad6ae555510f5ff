import type { SectionSource } from './section-source.js';
import { articles } from './articles.js';
import { categories } from './categories.js';
import { products } from './products.js';
import { services } from './services.js';
import { coupons } from './coupons.js';
import { flashSale } from './flash-sales.js';
import { draw } from './draw.js';
import { groupBuys } from './group-buys.js';

/** Every source of the storefront; a new one is a file beside this one and a line here. */
export const allSources: readonly SectionSource[] = [
  products,
  categories,
  articles,
  services,
  coupons,
  flashSale,
  groupBuys,
  draw,
];
