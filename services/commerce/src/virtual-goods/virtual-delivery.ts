import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import { handOver } from '../fulfilment/hand-over.js';

interface PaidLine {
  readonly line: number;
  readonly sku_id: string;
  readonly quantity: number;
  readonly kind: 'text' | 'codes' | null;
  readonly words: string;
}

/**
 * Hands over what has no parcel once it is paid: the text of its product, or a code of the pool for each piece. All of an order or nothing
 * of it; one that finds too few codes waits for the merchant to bring more.
 */
@Injectable()
export class VirtualDelivery implements JobHandler<'virtual-goods.deliver'> {
  readonly job = 'virtual-goods.deliver';

  constructor(private readonly database: TenantDatabase) {}

  async handle({ tenantId, orderId }: JobPayload<'virtual-goods.deliver'>): Promise<void> {
    await this.database.transaction(tenantId, (tx) => deliver(tx, orderId)).catch(unlessTooFew);
  }
}

class TooFewCodes extends Error {}

/** What was taken of the pool goes back with the transaction. */
function unlessTooFew(error: unknown): void {
  if (!(error instanceof TooFewCodes)) throw error;
}

async function deliver(tx: TenantTransaction, orderId: string): Promise<void> {
  // The order's row comes first, as everywhere: of two jobs the second finds it handed over.
  const open = await tx.query(
    `select 1 from shop_order o where o.tenant_id = $1 and o.id = $2 and o.state = 'paid' and o.delivery = 'virtual' and o.purpose = 'goods'
       and o.fulfilment = 'unfulfilled' for update`,
    [tx.tenantId, orderId],
  );
  if (open.length === 0 || (await isGoingBack(tx, orderId))) return;
  for (const line of await readLines(tx, orderId)) {
    if (line.kind === 'codes') await giveCodes(tx, orderId, line);
    else await giveText(tx, orderId, line);
  }
  await handOver(tx, orderId, systemActor('virtual goods'));
}

/** Whoever gets all of their money back gets no code besides. */
async function isGoingBack(tx: TenantTransaction, orderId: string): Promise<boolean> {
  const whole = await tx.query(
    `select 1 from shop_order o where o.tenant_id = $1 and o.id = $2 and o.total_fen <= (
       select coalesce(sum(amount_fen), 0) from refund r where r.tenant_id = $1 and r.order_id = $2 and r.state in ('approved', 'processing', 'succeeded'))`,
    [tx.tenantId, orderId],
  );
  return whole.length > 0;
}

/** What is not given back of each line. Sorted by SKU: two orders take from two pools in the same sequence. */
async function readLines(tx: TenantTransaction, orderId: string): Promise<PaidLine[]> {
  return tx.query<PaidLine>(
    `select (l.position - 1)::int as line, (l.item ->> 'skuId')::uuid as sku_id, (l.item ->> 'quantity')::int - back.pieces as quantity,
       p.virtual_kind as kind, coalesce(p.virtual_text, '') as words
     from shop_order o cross join jsonb_array_elements(o.lines) with ordinality as l (item, position)
       left join product p on p.tenant_id = o.tenant_id and p.id = (l.item ->> 'productId')::uuid
       cross join lateral (
         select coalesce(sum((given ->> 'quantity')::int), 0)::int as pieces from refund r cross join jsonb_array_elements(r.lines) as given
         where r.tenant_id = o.tenant_id and r.order_id = o.id and r.state in ('approved', 'processing', 'succeeded')
           and (given ->> 'line')::int = l.position - 1) back
     where o.tenant_id = $1 and o.id = $2 and (l.item ->> 'quantity')::int > back.pieces order by 2, 1`,
    [tx.tenantId, orderId],
  );
}

/** The oldest first; those that another order is taking at this moment are passed over. */
async function giveCodes(tx: TenantTransaction, orderId: string, { line, sku_id, quantity }: PaidLine): Promise<void> {
  const given = await tx.execute(
    `update virtual_code c set order_id = $3, line = $4, given_at = now()
     where c.tenant_id = $1 and c.id = any(array(
       select id from virtual_code where tenant_id = $1 and sku_id = $2 and order_id is null order by id limit $5 for update skip locked))`,
    [tx.tenantId, sku_id, orderId, line, quantity],
  );
  if (given < quantity) throw new TooFewCodes(`SKU ${sku_id} has ${given} of ${quantity} codes.`);
}

async function giveText(tx: TenantTransaction, orderId: string, { line, words }: PaidLine): Promise<void> {
  if (words === '') return;
  await tx.execute(
    `insert into virtual_text (tenant_id, order_id, line, words) values ($1, $2, $3, $4) on conflict do nothing`,
    [tx.tenantId, orderId, line, words],
  );
}

/** More codes are there: the orders that wait for them go on. */
export async function resumeWaiting(tx: TenantTransaction, tenantId: TenantId, skuId: string): Promise<void> {
  const waiting = await tx.query<{ id: JobPayload<'virtual-goods.deliver'>['orderId'] }>(
    `select o.id from shop_order o where o.tenant_id = $1 and o.delivery = 'virtual' and o.purpose = 'goods' and o.state = 'paid'
       and o.fulfilment = 'unfulfilled' and o.lines @> jsonb_build_array(jsonb_build_object('skuId', $2::text)) order by o.paid_at limit 500`,
    [tenantId, skuId],
  );
  for (const { id } of waiting) await tx.enqueue('virtual-goods.deliver', { tenantId, orderId: id });
}
