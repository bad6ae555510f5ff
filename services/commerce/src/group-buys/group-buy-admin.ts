import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { OrderState } from '../orders/order-machine.js';
import type { Author } from '../catalogue/product-admin.js';
import { requirePeriod } from '../promotions/promotion-wishes.js';
import { type GroupBuyDraft, requireGroupItems } from './group-buy-draft.js';
import type { GroupState } from './group-machine.js';

/** Planned until it begins, running until it ends; told by the clock, not stored. */
export type GroupBuyState = 'planned' | 'running' | 'over';

export interface GroupBuyForMerchant extends Omit<GroupBuyDraft, 'startsAt' | 'endsAt' | 'items'> {
  readonly id: string;
  readonly productTitle: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly state: GroupBuyState;
  /** Ended by hand. */
  readonly stoppedAt: Date | null;
  /** Articles of places that are paid or about to be. */
  readonly sold: number;
  readonly groups: Readonly<Record<GroupState, number>>;
  readonly items: readonly {
    readonly skuId: string;
    readonly optionValues: readonly string[];
    readonly priceFen: number;
    readonly listPriceFen: number;
  }[];
  readonly createdAt: Date;
}

export interface GroupForMerchant {
  readonly id: string;
  readonly state: GroupState;
  readonly size: number;
  readonly paid: number;
  readonly endsAt: Date;
  readonly createdAt: Date;
  readonly orders: readonly { readonly id: string; readonly number: string; readonly state: OrderState }[];
}

interface IdPage {
  readonly after: string | null;
  /** So many rows, and one more when there are further ones. */
  readonly limit: number;
}

/** A shop's group buys. One that has begun stays as it was announced; it can only end early. */
@Injectable()
export class GroupBuyAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** Newest first. */
  list(tenantId: TenantId, { after, limit }: IdPage): Promise<GroupBuyForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<GroupBuyForMerchant>(`${SELECT} and ($2::uuid is null or b.id < $2) order by b.id desc limit $3`, [
        tenantId,
        after,
        limit + 1,
      ]),
    );
  }

  /** @throws Problem group_buy.not_found */
  get(tenantId: TenantId, groupBuyId: string): Promise<GroupBuyForMerchant> {
    return this.database.transaction(tenantId, (tx) => getOffer(tx, groupBuyId));
  }

  /** Its groups with their orders, newest first. @throws Problem group_buy.not_found */
  async groups(tenantId: TenantId, groupBuyId: string, { after, limit }: IdPage): Promise<GroupForMerchant[]> {
    return this.database.transaction(tenantId, async (tx) => {
      await getOffer(tx, groupBuyId);
      return tx.query<GroupForMerchant>(GROUPS, [tenantId, groupBuyId, after, limit + 1]);
    });
  }

  /** @throws Problem request.invalid */
  create(tenantId: TenantId, draft: GroupBuyDraft, author: Author): Promise<GroupBuyForMerchant> {
    return this.changed(tenantId, (tx) => createGroupBuy(tx, draft, author));
  }

  /** @throws Problem group_buy.not_found, group_buy.begun, request.invalid */
  replace(tenantId: TenantId, groupBuyId: string, draft: GroupBuyDraft, author: Author): Promise<GroupBuyForMerchant> {
    requirePeriod(draft, new Date());
    return this.changed(tenantId, async (tx) => {
      const before = await lockPlanned(tx, groupBuyId);
      await requireGroupItems(tx, draft);
      await tx.execute('delete from group_buy_item where tenant_id = $1 and group_buy_id = $2', [tenantId, groupBuyId]);
      await tx.execute(
        `update group_buy set (${COLUMNS}, updated_at) = ($3, $4, $5, $6, $7, $8, $9, $10, now()) where tenant_id = $1 and id = $2`,
        [tenantId, groupBuyId, ...valuesOf(draft)],
      );
      await writeItems(tx, groupBuyId, draft);
      await audit(tx, 'group_buy.change', groupBuyId, author, { before, after: draft });
      return getOffer(tx, groupBuyId);
    });
  }

  /** No further group is opened; those that are open keep their hours. @throws Problem group_buy.not_found, group_buy.not_running */
  stop(tenantId: TenantId, groupBuyId: string, author: Author): Promise<GroupBuyForMerchant> {
    return this.changed(tenantId, async (tx) => {
      const before = await lockOffer(tx, groupBuyId);
      if (before.state !== 'running') throw new Problem('group_buy.not_running');
      await tx.execute(
        `update group_buy set ends_at = clock_timestamp(), stopped_at = clock_timestamp(), updated_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, groupBuyId],
      );
      await audit(tx, 'group_buy.stop', groupBuyId, author, { before: { endsAt: before.endsAt } });
      return getOffer(tx, groupBuyId);
    });
  }

  /** @throws Problem group_buy.not_found, group_buy.begun */
  remove(tenantId: TenantId, groupBuyId: string, author: Author): Promise<void> {
    return this.changed(tenantId, async (tx) => {
      const before = await lockPlanned(tx, groupBuyId);
      await tx.execute('delete from group_buy where tenant_id = $1 and id = $2', [tenantId, groupBuyId]);
      await audit(tx, 'group_buy.remove', groupBuyId, author, { before });
    });
  }

  private async changed<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(tenantId, work);
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

/** Plans one in a transaction of the caller's, who then tells of it (`catalogue`). @throws Problem request.invalid */
export async function createGroupBuy(
  tx: TenantTransaction,
  draft: GroupBuyDraft,
  author: Author,
): Promise<GroupBuyForMerchant> {
  requirePeriod(draft, new Date());
  await requireGroupItems(tx, draft);
  const id = newId();
  await tx.execute(
    `insert into group_buy (tenant_id, id, ${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [tx.tenantId, id, ...valuesOf(draft)],
  );
  await writeItems(tx, id, draft);
  await audit(tx, 'group_buy.create', id, author, { after: draft });
  return getOffer(tx, id);
}

const COLUMNS = 'title, product_id, size, hours, starts_at, ends_at, per_shopper, total';

function valuesOf({ title, productId, size, hours, startsAt, endsAt, perShopper, total }: GroupBuyDraft): unknown[] {
  return [title, productId, size, hours, startsAt, endsAt, perShopper, total];
}

async function writeItems(tx: TenantTransaction, groupBuyId: string, { items }: GroupBuyDraft): Promise<void> {
  await tx.execute(
    `insert into group_buy_item (tenant_id, group_buy_id, sku_id, price_fen, position)
     select $1, $2, sku_id, price_fen, place from unnest($3::uuid[], $4::int[]) with ordinality as item (sku_id, price_fen, place)`,
    [tx.tenantId, groupBuyId, items.map((item) => item.skuId), items.map((item) => item.priceFen)],
  );
}

async function lockPlanned(tx: TenantTransaction, groupBuyId: string): Promise<GroupBuyForMerchant> {
  const offer = await lockOffer(tx, groupBuyId);
  if (offer.state !== 'planned') throw new Problem('group_buy.begun');
  return offer;
}

/** Nobody opens or joins a group until the transaction ends. It may have begun while this waited: its state goes by the clock, not by now(). */
async function lockOffer(tx: TenantTransaction, groupBuyId: string): Promise<GroupBuyForMerchant> {
  await tx.query('select from group_buy where tenant_id = $1 and id = $2 for update', [tx.tenantId, groupBuyId]);
  return getOffer(tx, groupBuyId);
}

async function getOffer(tx: TenantTransaction, groupBuyId: string): Promise<GroupBuyForMerchant> {
  const [row] = await tx.query<GroupBuyForMerchant>(`${SELECT} and b.id = $2`, [tx.tenantId, groupBuyId]);
  if (!row) throw new Problem('group_buy.not_found');
  return row;
}

function audit(
  tx: TenantTransaction,
  action: string,
  groupBuyId: string,
  author: Author,
  change: { readonly before?: unknown; readonly after?: unknown },
): Promise<void> {
  return tx.audit({ ...author, ...change, action, subjectType: 'group_buy', subjectId: groupBuyId });
}

const SELECT = `
  select b.id, b.title, b.product_id as "productId", p.title as "productTitle", b.size, b.hours, b.starts_at as "startsAt", b.ends_at as "endsAt",
    b.stopped_at as "stoppedAt", b.per_shopper as "perShopper", b.total, b.sold, b.created_at as "createdAt",
    case when b.ends_at <= clock_timestamp() then 'over' when b.starts_at <= clock_timestamp() then 'running' else 'planned' end as state,
    (select jsonb_build_object('open', count(*) filter (where g.state = 'open'), 'complete', count(*) filter (where g.state = 'complete'),
        'failed', count(*) filter (where g.state = 'failed'))
      from buying_group g where g.tenant_id = b.tenant_id and g.group_buy_id = b.id) as groups,
    (select coalesce(jsonb_agg(jsonb_build_object('skuId', s.id, 'optionValues', s.option_values, 'priceFen', i.price_fen,
        'listPriceFen', s.price_fen) order by i.position), '[]')
      from group_buy_item i join sku s on s.tenant_id = i.tenant_id and s.id = i.sku_id
      where i.tenant_id = b.tenant_id and i.group_buy_id = b.id) as items
  from group_buy b join product p on p.tenant_id = b.tenant_id and p.id = b.product_id
  where b.tenant_id = $1`;

const GROUPS = `
  select g.id, g.state, g.size, g.paid, g.ends_at as "endsAt", g.created_at as "createdAt",
    (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'number', o.number, 'state', o.state) order by m.created_at, o.id), '[]')
      from group_place m join shop_order o on o.tenant_id = m.tenant_id and o.id = m.order_id
      where m.tenant_id = g.tenant_id and m.group_id = g.id) as orders
  from buying_group g
  where g.tenant_id = $1 and g.group_buy_id = $2 and ($3::uuid is null or g.id < $3) order by g.id desc limit $4`;
