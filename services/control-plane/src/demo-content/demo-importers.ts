import { Injectable } from '@nestjs/common';
import { BookingImporter } from '#commerce/bookings/booking-importer.js';
import type { Author } from '#commerce/catalogue/product-admin.js';
import type { ProductDraft } from '#commerce/catalogue/product-draft.js';
import { ProductImporter } from '#commerce/catalogue/product-importer.js';
import type { DemoClaim } from '#commerce/demo-content/demo-items.js';
import { DemoPromotions } from '#commerce/demo-content/demo-promotions.js';
import { DiningTables } from '#commerce/dining/dining-tables.js';
import { ModifierGroups } from '#commerce/dining/modifier-groups.js';
import { ArticleImporter } from '#commerce/magazine/article-import.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { type DemoFiles, tableHandle } from './demo-files.js';

/** The imports of each kind, given only what the claim wants brought in. */
@Injectable()
export class DemoImporters {
  constructor(
    private readonly products: ProductImporter,
    private readonly groups: ModifierGroups,
    private readonly bookings: BookingImporter,
    private readonly articles: ArticleImporter,
    private readonly tables: DiningTables,
    private readonly promotions: DemoPromotions,
  ) {}

  async bring(tenantId: TenantId, appId: AppId, files: DemoFiles, { bring }: DemoClaim, author: Author): Promise<void> {
    // Goods first: articles name them.
    const goods = files.goods.products.filter(({ handle }) => bring.product.has(handle));
    if (goods.length > 0) {
      const products = await this.withOwnExtras(tenantId, goods);
      await this.products.import(tenantId, { ...files.goods, products }, { dryRun: false, ...author });
    }
    const services = files.booking.services.filter(({ handle }) => bring.service.has(handle));
    const staff = files.booking.staff.filter(({ handle }) => bring.staff.has(handle));
    if (services.length + staff.length > 0) await this.bookings.import(tenantId, { services, staff }, author);
    const authors = files.magazine.authors.filter(({ handle }) => bring.author.has(handle));
    const articles = files.magazine.articles.filter(({ handle }) => bring.article.has(handle));
    if (authors.length + articles.length > 0) await this.articles.import(tenantId, { authors, articles }, author);
    const tables = files.tables.filter((table) => bring.table.has(tableHandle(table)));
    if (tables.length > 0) await this.tables.create(tenantId, tables, author);
    await this.promotions.import(tenantId, appId, files.promotions, bring, author);
  }

  /** Extras are known by their names: those the shop has already are used as they are, not written over. */
  private async withOwnExtras(tenantId: TenantId, goods: readonly ProductDraft[]): Promise<ProductDraft[]> {
    if (goods.every(({ extras }) => extras.length === 0)) return [...goods];
    const own = new Map((await this.groups.list(tenantId)).map((group) => [group.name, group]));
    return goods.map((product) => ({
      ...product,
      extras: product.extras.map((group) => own.get(group.name) ?? group),
    }));
  }
}
