import { type SectionSourceName, sourceOfType } from '#hosting/templates/section-sources.js';
import type { DisplayCurrency } from '#commerce/catalogue/display-currency.js';
import {
  type CardRow,
  cardIn,
  categoryIn,
  type CategoryRow,
  type CategoryView,
} from '#commerce/catalogue/product-card.js';
import { untilOf } from '#commerce/promotions/sale-price.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { type Language, Problem } from '#kernel/problems/problem.js';
import { PassingDocument } from '../cache/answer-cache.js';
import { isShownAt, nextChangeAfter, type Visibility } from './section-visibility.js';
import { type ConfigState, readHome, readPage } from './storefront-statement.js';

type Json = Record<string, unknown>;

interface StoredSection extends Json, Visibility {
  readonly id: string;
  readonly type: string;
}

/** A section as shoppers get it: `{id, type, settings, blocks}` and what its source adds. */
type Section = Json & { readonly id: string; readonly type: string };

export interface StorefrontDocument {
  readonly appId: AppId;
  readonly revision: number;
  readonly templateId: string;
  readonly templateVersion: string;
  /** The config without sections and pages. */
  readonly settings: Json;
  readonly home: { readonly sections: Section[] };
  readonly pages: { readonly id: string; readonly title: string }[];
  readonly categories: CategoryView[];
  /** What prices may be shown in besides yuan, in the merchant's order. */
  readonly currencies: readonly DisplayCurrency[];
}

export interface PageDocument {
  readonly id: string;
  readonly title: string;
  readonly sections: Section[];
}

interface DocumentRow {
  readonly revision: number;
  readonly template_id: string;
  readonly template_version: string;
  readonly config: Json;
  readonly categories: CategoryRow[];
  readonly currencies: DisplayCurrency[];
  readonly prices_until: number | null;
  readonly goods: Readonly<Partial<Record<SectionSourceName, Readonly<Record<string, unknown>>>>>;
}

export interface ReadOptions {
  readonly state: ConfigState;
  /** The moment schedules are compared with, in milliseconds since 1970. */
  readonly at: number;
  /** Of the goods; the settings' texts are as the merchant wrote them. */
  readonly language: Language;
}

export function asPublished(language: Language): ReadOptions {
  return { state: 'published', at: Date.now(), language };
}

export function asDraft(language: Language): ReadOptions {
  return { state: 'draft', at: Date.now(), language };
}

/**
 * All that the first page of a shop needs, read in one statement: the settings, and the home page's sections with their goods.
 * Holds a StorefrontDocument until the next section appears or disappears.
 * @throws Problem storefront.not_published
 */
export async function readStorefront(
  pool: TenantPool,
  tenantId: TenantId,
  appId: AppId,
  { state, at, language }: ReadOptions,
): Promise<PassingDocument> {
  const [row] = await pool.query<DocumentRow>(tenantId, readHome[state], [tenantId, appId]);
  if (!row) throw new Problem('storefront.not_published');
  const { home, pages, ...settings } = withMediaPaths(row.config) as Json;
  const { sections, ...homeSettings } = listOf<Json>([home])[0] ?? {};
  const own = sectionsOf(sections);
  const sectionsNow = shown(own, row, at, language);
  const document: StorefrontDocument = {
    appId,
    revision: row.revision,
    templateId: row.template_id,
    templateVersion: row.template_version,
    settings: { ...settings, home: homeSettings },
    home: { sections: sectionsNow },
    pages: listOf<Json>(pages).map(({ id, title }) => ({ id: String(id), title: String(title) })),
    categories: row.categories.map((category) => categoryIn(language, category)),
    currencies: row.currencies,
  };
  return new PassingDocument(document, rightUntil(row, own, sectionsNow, at));
}

/**
 * A page the merchant has composed, read like the home page. Holds a PageDocument.
 * @throws Problem storefront.not_published, storefront.page_not_found
 */
export async function readStorefrontPage(
  pool: TenantPool,
  tenantId: TenantId,
  appId: AppId,
  pageId: string,
  { state, at, language }: ReadOptions,
): Promise<PassingDocument> {
  const [row] = await pool.query<DocumentRow>(tenantId, readPage[state], [tenantId, appId, pageId]);
  if (!row) throw new Problem('storefront.not_published');
  const page = listOf<Json>(row.config['pages']).find(({ id }) => id === pageId);
  if (!page) throw new Problem('storefront.page_not_found', { params: { pageId } });
  const own = sectionsOf(withMediaPaths(page['sections']));
  const sections = shown(own, row, at, language);
  const document: PageDocument = { id: pageId, title: String(page['title']), sections };
  return new PassingDocument(document, rightUntil(row, own, sections, at));
}

function shown(sections: readonly StoredSection[], { goods }: DocumentRow, at: number, language: Language): Section[] {
  return sections
    .filter((section) => isShownAt(section, at))
    .map((stored): Section => {
      const { hidden: _hidden, schedule: _schedule, ...section } = stored;
      const source = sourceOfType(section.type);
      const found = source && goods[source]?.[section.id];
      return source && found !== undefined ? { ...section, [source]: translated(source, found, language) } : section;
    });
}

function translated(source: SectionSourceName, found: unknown, language: Language): unknown {
  if (source === 'products') return listOf<CardRow>(found).map((card) => cardIn(language, card));
  if (source === 'categories') return listOf<CategoryRow>(found).map((category) => categoryIn(language, category));
  return found;
}

/** Until a section appears or disappears, a promotion they show is over, or the goods they show cost something else. */
function rightUntil(
  { prices_until }: DocumentRow,
  own: readonly StoredSection[],
  sections: readonly Section[],
  at: number,
): number {
  return Math.min(nextChangeAfter(own, at), nextEndAfter(sections, at), untilOf(prices_until));
}

/** When the first promotion that these sections show is over: the next one takes its place then. */
function nextEndAfter(sections: readonly Section[], at: number): number {
  const ends = sections
    .flatMap((section) => [section['flashSale'], section['draw'], ...listOf<Json>(section['coupons'])])
    .map((promotion) => Date.parse(String((promotion as Json | null | undefined)?.['endsAt'])))
    .filter((end) => end > at);
  return Math.min(Infinity, ...ends);
}

function sectionsOf(value: unknown): readonly StoredSection[] {
  return listOf<StoredSection>(value).filter(({ id, type }) => typeof id === 'string' && typeof type === 'string');
}

/** The objects of a list. A config was checked when it was saved; one that was not must not take the shop down. */
function listOf<T extends object>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value.filter((item): item is T => typeof item === 'object' && item !== null) : [];
}

/** `template:retail/demo/media/a.svg` becomes a path below the applet's address, like any other medium. */
function withMediaPaths(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('template:') ? `media/template/${value.slice(9)}` : value;
  if (Array.isArray(value)) return value.map(withMediaPaths);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withMediaPaths(member)]));
}
