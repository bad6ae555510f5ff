import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { Author } from '../catalogue/product-admin.js';
import { DrawSeeds } from '../draws/draw-seeds.js';
import { createCoupon } from '../promotions/coupon-admin.js';
import { createFlashSale } from '../promotions/flash-sale-admin.js';
import { bringDraw } from './demo-draws.js';
import { bringGroupBuy } from './demo-group-buys.js';
import type { DemoKind } from './demo-kinds.js';
import { rowsOf, takeTurn } from './demo-rows.js';
import type { PromotionKind } from './promotion-kinds.js';
import type { DemoCoupon, DemoFlashSale, PromotionFile, Timed } from './promotion-file.js';

const HOUR_MS = 3_600_000;

interface DemoPromotion {
  readonly kind: PromotionKind;
  readonly wishes: readonly { readonly handle: string; readonly startsInHours: number; readonly lastsHours: number }[];
  /** @returns the new row's id, or null when there is no room for it beside what the merchant has */
  readonly create: (tx: TenantTransaction, wish: never, author: Author, seeds: DrawSeeds) => Promise<string | null>;
  /** Offers one again that was taken out and is not over; missing: it needs nothing. */
  readonly revive?: (tx: TenantTransaction, wish: never, id: string) => Promise<void>;
}

/**
 * The promotions of a file, kind by kind, in the order in which they are brought in: draws after the coupons they promise. A new kind is
 * a line here, one in `demoKinds` and its SQL in `promotionSql`.
 */
export function promotionsOf(file: PromotionFile): readonly DemoPromotion[] {
  const { coupons = [], flashSales = [], groupBuys = [], draws = [] } = file;
  return [
    { kind: 'coupon', wishes: coupons, create: bringCoupon, revive: reviveCoupon },
    { kind: 'flashSale', wishes: flashSales, create: bringFlashSale },
    { kind: 'groupBuy', wishes: groupBuys, create: bringGroupBuy },
    { kind: 'draw', wishes: draws, create: bringDraw },
  ];
}

/** Brings a file's promotions into a shop, timed from now. What came in before and is not over is left as it is. */
@Injectable()
export class DemoPromotions {
  constructor(
    private readonly database: TenantDatabase,
    private readonly seeds: DrawSeeds,
  ) {}

  /**
   * All of it or nothing. Which row came of which handle is remembered in the same transaction, so that an import that was killed
   * brings nothing twice.
   * @param bring the handles that a claim wants, by kind
   */
  async import(
    tenantId: TenantId,
    appId: AppId,
    file: PromotionFile,
    bring: Readonly<Record<DemoKind, ReadonlySet<string>>>,
    author: Author,
  ): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      await takeTurn(tx);
      const now = Date.now();
      for (const { kind, wishes, create, revive } of promotionsOf(file)) {
        const rows = new Map((await rowsOf(tx, kind, [...bring[kind]])).map((row) => [row.handle, row]));
        for (const wish of wishes.filter(({ handle }) => rows.has(handle))) {
          const { id = null, over = true, archived = false } = rows.get(wish.handle) ?? {};
          if (id === null || over) {
            const made = await create(tx, timed(wish, now) as never, author, this.seeds);
            await remember(tx, appId, kind, wish.handle, made);
          } else if (archived) await revive?.(tx, wish as never, id);
        }
      }
    });
  }
}

function timed<Wish extends DemoPromotion['wishes'][number]>(wish: Wish, now: number): Timed<Wish> {
  const startsMs = now + wish.startsInHours * HOUR_MS;
  const endsMs = startsMs + wish.lastsHours * HOUR_MS;
  return { ...wish, startsAt: new Date(startsMs).toISOString(), endsAt: new Date(endsMs).toISOString() };
}

async function bringCoupon(tx: TenantTransaction, wish: Timed<DemoCoupon>, author: Author): Promise<string | null> {
  const { category, amountFen = 0, percentOff = 0, maxOffFen = null, total = null, perShopper = 1, ...rest } = wish;
  const categoryId = category === undefined ? null : await categoryOf(tx, category);
  // Without its category it would be for everything.
  if (categoryId === undefined) return null;
  const { title, kind, thresholdFen, startsAt, endsAt } = rest;
  const terms = { kind, amountFen, percentOff, maxOffFen, thresholdFen, categoryId, productIds: null };
  const draft = { title, ...terms, startsAt, endsAt, total, perShopper, stackable: false, giftable: true };
  const { id } = await createCoupon(tx, draft, author);
  if (wish.prizeOnly === true) await setState(tx, id, 'stopped');
  return id;
}

function reviveCoupon(tx: TenantTransaction, { prizeOnly }: DemoCoupon, id: string): Promise<void> {
  return setState(tx, id, prizeOnly === true ? 'stopped' : 'active');
}

/** A stopped coupon is still good as a draw's prize. */
async function setState(tx: TenantTransaction, id: string, state: 'active' | 'stopped'): Promise<void> {
  await tx.execute('update coupon set state = $3, updated_at = now() where tenant_id = $1 and id = $2', [
    tx.tenantId,
    id,
    state,
  ]);
}

async function categoryOf(tx: TenantTransaction, name: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>('select id from category where tenant_id = $1 and name = $2 limit 1', [
    tx.tenantId,
    name,
  ]);
  return row?.id;
}

async function bringFlashSale(
  tx: TenantTransaction,
  wish: Timed<DemoFlashSale>,
  author: Author,
): Promise<string | null> {
  const { title, startsAt, endsAt } = wish;
  const items: { skuId: string; priceFen: number; total: number; perShopper: number | null }[] = [];
  for (const { product, options = [], priceFen, total, perShopper = null } of wish.items) {
    const skuId = await freeSku(tx, { product, options, priceFen, startsAt, endsAt });
    if (skuId !== null && items.every((item) => item.skuId !== skuId)) {
      items.push({ skuId, priceFen, total, perShopper });
    }
  }
  return items.length === 0 ? null : (await createFlashSale(tx, { title, startsAt, endsAt, items }, author)).id;
}

/** A SKU that is on sale, usually costs more, and is in no other sale at the time. */
async function freeSku(
  tx: TenantTransaction,
  wish: {
    readonly product: string;
    readonly options: readonly string[];
    readonly priceFen: number;
    readonly startsAt: string;
    readonly endsAt: string;
  },
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `select s.id from product p join sku s on s.tenant_id = p.tenant_id and s.product_id = p.id
     where p.tenant_id = $1 and p.handle = $2 and p.state = 'active' and s.active and to_jsonb(s.option_values) = $3::jsonb
       and s.price_fen > $4 and not exists (select from flash_sale_item f
         where f.tenant_id = $1 and f.sku_id = s.id and f.starts_at < $6 and f.ends_at > $5)`,
    [tx.tenantId, wish.product, JSON.stringify(wish.options), wish.priceFen, wish.startsAt, wish.endsAt],
  );
  return row?.id ?? null;
}

/** Also when a removal has meanwhile forgotten what was still to come: the next one finds it. */
async function remember(
  tx: TenantTransaction,
  appId: AppId,
  kind: DemoKind,
  handle: string,
  id: string | null,
): Promise<void> {
  await tx.execute(
    `insert into demo_item (tenant_id, kind, handle, app_id, subject_id) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, kind, handle) do update set subject_id = excluded.subject_id`,
    [tx.tenantId, kind, handle, appId, id],
  );
}
