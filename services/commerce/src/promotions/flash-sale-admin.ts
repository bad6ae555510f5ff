import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { requireReferencePrices } from '../promotion-guard/reference-prices.js';
import { type FlashSaleDraft, requireItems } from './flash-sale-draft.js';
import { requirePeriod } from './promotion-wishes.js';

/** Planned until it begins, running until it ends; told by the clock, not stored. */
export type FlashSaleState = 'planned' | 'running' | 'over';

export interface FlashSaleForMerchant {
  readonly id: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly state: FlashSaleState;
  /** Ended by hand. */
  readonly stoppedAt: Date | null;
  readonly items: readonly {
    readonly skuId: string;
    readonly productId: string;
    readonly title: string;
    readonly optionValues: readonly string[];
    readonly priceFen: number;
    readonly listPriceFen: number;
    readonly total: number;
    readonly sold: number;
    readonly perShopper: number | null;
  }[];
  readonly createdAt: Date;
}

/** A shop's flash sales. One that has begun stays as it was announced; it can only end early. */
@Injectable()
export class FlashSaleAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** Newest first. @param page `limit` rows and one more when there are further ones */
  async list(
    tenantId: TenantId,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<FlashSaleForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<FlashSaleForMerchant>(`${SELECT} and ($2::uuid is null or v.id < $2) order by v.id desc limit $3`, [
        tenantId,
        after,
        limit + 1,
      ]),
    );
  }

  /** @throws Problem flash_sale.not_found */
  async get(tenantId: TenantId, saleId: string): Promise<FlashSaleForMerchant> {
    return this.database.transaction(tenantId, (tx) => getSale(tx, saleId));
  }

  /** @throws Problem flash_sale.overlap, promotion.reference_price, request.invalid */
  async create(tenantId: TenantId, draft: FlashSaleDraft, author: Author): Promise<FlashSaleForMerchant> {
    return this.changed(tenantId, (tx) => createFlashSale(tx, draft, author));
  }

  /** @throws Problem flash_sale.not_found, flash_sale.begun, flash_sale.overlap, promotion.reference_price, request.invalid */
  async replace(
    tenantId: TenantId,
    saleId: string,
    draft: FlashSaleDraft,
    author: Author,
  ): Promise<FlashSaleForMerchant> {
    requirePeriod(draft, new Date());
    return this.changed(tenantId, async (tx) => {
      const before = await lockSale(tx, saleId);
      if (before.state !== 'planned') throw new Problem('flash_sale.begun');
      await tx.execute('delete from flash_sale_item where tenant_id = $1 and sale_id = $2', [tenantId, saleId]);
      await tx.execute(
        'update flash_sale set title = $3, starts_at = $4, ends_at = $5, updated_at = now() where tenant_id = $1 and id = $2',
        [tenantId, saleId, draft.title, draft.startsAt, draft.endsAt],
      );
      await writeItems(tx, saleId, draft);
      await audit(tx, 'flash_sale.change', saleId, author, { before, after: draft });
      return getSale(tx, saleId);
    });
  }

  /** Ends a running sale now: from here on everybody pays the usual price. @throws Problem flash_sale.not_found, flash_sale.not_running */
  async stop(tenantId: TenantId, saleId: string, author: Author): Promise<FlashSaleForMerchant> {
    return this.changed(tenantId, async (tx) => {
      const before = await lockSale(tx, saleId);
      if (before.state !== 'running') throw new Problem('flash_sale.not_running');
      await tx.execute(
        `with stopped as (
           update flash_sale set ends_at = clock_timestamp(), stopped_at = clock_timestamp(), updated_at = now()
           where tenant_id = $1 and id = $2 returning ends_at
         )
         update flash_sale_item i set ends_at = stopped.ends_at from stopped where i.tenant_id = $1 and i.sale_id = $2`,
        [tenantId, saleId],
      );
      await audit(tx, 'flash_sale.stop', saleId, author, { before: { endsAt: before.endsAt } });
      return getSale(tx, saleId);
    });
  }

  /** @throws Problem flash_sale.not_found, flash_sale.begun */
  async remove(tenantId: TenantId, saleId: string, author: Author): Promise<void> {
    await this.changed(tenantId, async (tx) => {
      const before = await lockSale(tx, saleId);
      if (before.state !== 'planned') throw new Problem('flash_sale.begun');
      await tx.execute('delete from flash_sale where tenant_id = $1 and id = $2', [tenantId, saleId]);
      await audit(tx, 'flash_sale.remove', saleId, author, { before });
    });
  }

  private async changed<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(tenantId, work).catch(asOverlap);
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

/** @throws Problem request.invalid, flash_sale.overlap, promotion.reference_price */
export async function createFlashSale(
  tx: TenantTransaction,
  draft: FlashSaleDraft,
  author: Author,
): Promise<FlashSaleForMerchant> {
  requirePeriod(draft, new Date());
  const id = newId();
  await tx.execute('insert into flash_sale (tenant_id, id, title, starts_at, ends_at) values ($1, $2, $3, $4, $5)', [
    tx.tenantId,
    id,
    draft.title,
    draft.startsAt,
    draft.endsAt,
  ]);
  await writeItems(tx, id, draft);
  await audit(tx, 'flash_sale.create', id, author, { after: draft });
  return getSale(tx, id);
}

/** Two sales written at the same moment: the database lets one of them in. */
function asOverlap(error: unknown): never {
  throw (error as { code?: string }).code === 'XP002' ? new Problem('flash_sale.overlap') : error;
}

async function writeItems(tx: TenantTransaction, saleId: string, draft: FlashSaleDraft): Promise<void> {
  await requireItems(tx, saleId, draft);
  const { items, startsAt, endsAt } = draft;
  await requireReferencePrices(tx, items, startsAt);
  await tx.execute(
    `insert into flash_sale_item (tenant_id, sale_id, sku_id, price_fen, total, per_shopper, position, starts_at, ends_at)
     select $1, $2, sku_id, price_fen, total, per_shopper, place, $7, $8
     from unnest($3::uuid[], $4::int[], $5::int[], $6::int[]) with ordinality as item (sku_id, price_fen, total, per_shopper, place)`,
    [
      tx.tenantId,
      saleId,
      items.map((item) => item.skuId),
      items.map((item) => item.priceFen),
      items.map((item) => item.total),
      items.map((item) => item.perShopper),
      startsAt,
      endsAt,
    ],
  );
}

/**
 * Nobody buys at its prices until the transaction ends; the items in the order in which orders lock them. It may have begun while this
 * waited: its state goes by the clock, not by now().
 */
async function lockSale(tx: TenantTransaction, saleId: string): Promise<FlashSaleForMerchant> {
  await tx.query('select from flash_sale where tenant_id = $1 and id = $2 for update', [tx.tenantId, saleId]);
  await tx.query('select from flash_sale_item where tenant_id = $1 and sale_id = $2 order by sku_id for update', [
    tx.tenantId,
    saleId,
  ]);
  return getSale(tx, saleId);
}

async function getSale(tx: TenantTransaction, saleId: string): Promise<FlashSaleForMerchant> {
  const [row] = await tx.query<FlashSaleForMerchant>(`${SELECT} and v.id = $2`, [tx.tenantId, saleId]);
  if (!row) throw new Problem('flash_sale.not_found');
  return row;
}

function audit(
  tx: TenantTransaction,
  action: string,
  saleId: string,
  author: Author,
  change: { readonly before?: unknown; readonly after?: unknown },
): Promise<void> {
  return tx.audit({ ...author, ...change, action, subjectType: 'flash_sale', subjectId: saleId });
}

const SELECT = `
  select v.id, v.title, v.starts_at as "startsAt", v.ends_at as "endsAt", v.stopped_at as "stoppedAt", v.created_at as "createdAt",
    case when v.ends_at <= clock_timestamp() then 'over' when v.starts_at <= clock_timestamp() then 'running' else 'planned' end as state,
    (select coalesce(jsonb_agg(jsonb_build_object('skuId', s.id, 'productId', p.id, 'title', p.title, 'optionValues', s.option_values,
        'priceFen', f.price_fen, 'listPriceFen', s.price_fen, 'total', f.total, 'sold', f.sold, 'perShopper', f.per_shopper) order by f.position), '[]')
      from flash_sale_item f
      join sku s on s.tenant_id = f.tenant_id and s.id = f.sku_id
      join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
      where f.tenant_id = v.tenant_id and f.sale_id = v.id) as items
  from flash_sale v where v.tenant_id = $1`;
