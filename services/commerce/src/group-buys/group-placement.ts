import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ContentChecks } from '../content-checks/content-checks.js';
import { isNumberTaken } from '../orders/order-number.js';
import { type Buyer, newOrder, regionOf, requireAddress, requireExpected } from '../orders/order-placement.js';
import { OrderReader } from '../orders/order-reader.js';
import type { Address, OrderView } from '../orders/order-view.js';
import { type GroupPriceList, type GroupQuote, quoteInGroup, readGroupPrices } from './group-prices.js';
import type { GroupWish } from './group-terms.js';

export interface GroupOrderRequest extends GroupWish {
  readonly delivery: 'express' | 'pickup';
  readonly address?: Address;
  readonly note?: string;
  /** What the shopper was shown; the order is refused when it would cost anything else. */
  readonly expectedTotalFen: number;
}

const ATTEMPTS = 3;

/** Opens groups and joins them, by an order each: two round trips to the database in all, like any order. */
@Injectable()
export class GroupPlacement {
  constructor(
    private readonly pool: TenantPool,
    private readonly orders: OrderReader,
    private readonly broadcast: Broadcast,
    private readonly settings: CommerceSettings,
    private readonly checks: ContentChecks,
  ) {}

  /** @throws Problem those of `quoteInGroup` */
  async quote(
    buyer: Buyer,
    groupBuyId: string,
    wish: GroupWish & Pick<GroupOrderRequest, 'delivery'> & { readonly region?: readonly string[] | undefined },
  ): Promise<GroupQuote> {
    return quoteInGroup(await readGroupPrices(this.pool, buyer, groupBuyId, wish), wish, wish);
  }

  /**
   * Places an order whose place in the group is held until it is paid or closed: a quarter of an hour, or less when the group ends sooner.
   * The same key with the same request answers the same order again.
   * @throws Problem content.refused, order.idempotency_conflict, order.price_changed, stock.insufficient, request.invalid and those of `quoteInGroup`
   */
  async place(
    buyer: Buyer,
    groupBuyId: string,
    idempotencyKey: string,
    request: GroupOrderRequest,
  ): Promise<OrderView> {
    const goods = { lines: [{ skuId: request.skuId, quantity: request.quantity }], ...request };
    requireAddress(goods);
    const requestHash = hashRequest(groupBuyId, request);
    let note: Promise<string | null> | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const prices = await readGroupPrices(this.pool, buyer, groupBuyId, { ...request, key: idempotencyKey });
      if (prices.placed) {
        if (prices.placed.requestHash !== requestHash.toString('hex')) throw new Problem('order.idempotency_conflict');
        return this.orders.get(buyer.tenantId, buyer.shopperId, prices.placed.id);
      }
      const { delivery, address } = request;
      const priced = quoteInGroup(prices, request, { delivery, region: regionOf(address) });
      requireExpected(priced, goods);
      note ??= this.checks.screenNote(buyer, idempotencyKey, request.note);
      const group = groupOf(prices, request);
      const ordered = { ...newOrder(goods, priced, this.settings.times.orderLifetime), note: await note };
      const expiresAt = ordered.expiresAt < group.endsAt ? ordered.expiresAt : group.endsAt;
      const order = { ...ordered, expiresAt, groupBuy: { ...group, groupBuyId } };
      const outcome = await this.write(buyer, idempotencyKey, requestHash, {
        order,
        groupPriceFen: priced.groupPriceFen,
        opens: request.groupId === undefined,
      });
      if (outcome === 'sold_out') await this.broadcast.publish('catalogue', buyer.tenantId);
      if (outcome !== 'again') return order;
      // Someone was faster between reading and writing; reading again says what exactly has changed.
      if (attempt === ATTEMPTS) throw new Problem('stock.insufficient');
    }
  }

  private async write(buyer: Buyer, key: string, requestHash: Buffer, placed: PlacedInGroup) {
    const { order, groupPriceFen, opens } = placed;
    const [line] = order.lines;
    if (!line || !order.groupBuy) throw new Error('an order in a group has one line and a group');
    try {
      const [row] = await this.pool.call<{ outcome: 'placed' | 'sold_out' }>(buyer.tenantId, PLACE, [
        order.groupBuy.groupBuyId,
        order.groupBuy.groupId,
        opens,
        order.groupBuy.endsAt,
        groupPriceFen,
        order.id,
        order.number,
        buyer.appId,
        buyer.shopperId,
        key,
        requestHash,
        JSON.stringify(order.lines),
        order.subtotalFen,
        order.shippingFen,
        order.totalFen,
        order.delivery,
        order.address === null ? null : JSON.stringify(order.address),
        order.note,
        order.createdAt,
        order.expiresAt,
        line.skuId,
        line.quantity,
        line.listPriceFen,
        newId(),
        newId(),
        JSON.stringify(order.adjustments),
      ]);
      return row?.outcome ?? 'again';
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === GONE || code === DEADLOCK || isNumberTaken(error)) return 'again';
      throw error;
    }
  }
}

interface PlacedInGroup {
  readonly order: OrderView;
  readonly groupPriceFen: number;
  readonly opens: boolean;
}

const GONE = 'XP001';
const DEADLOCK = '40P01';
const HOUR_MS = 3_600_000;

const PLACE: Statement = {
  name: 'place_group_order',
  text: `select place_group_order(${Array.from({ length: 27 }, (_, index) => `$${index + 1}`).join(', ')}) as outcome`,
};

/** As the order tells it from the start: nobody has paid yet who opens a group. */
function groupOf({ offer, joined }: GroupPriceList, { groupId }: GroupWish) {
  if (groupId !== undefined && joined) {
    const { size, paid, endsAt } = joined;
    return { groupId: joined.id, state: 'open' as const, size, joined: paid, endsAt: new Date(endsAt).toISOString() };
  }
  if (!offer) throw new Problem('group_buy.not_found');
  const endsAt = new Date(Date.now() + offer.hours * HOUR_MS).toISOString();
  return { groupId: newId<string>(), state: 'open' as const, size: offer.size, joined: 0, endsAt };
}

/** Members in one fixed order, whatever order the client sent them in. */
function hashRequest(groupBuyId: string, request: GroupOrderRequest): Buffer {
  const { skuId, quantity, groupId, delivery, address, note, expectedTotalFen } = request;
  const place = address ? [address.name, address.phone, address.region, address.detail] : null;
  const canonical = ['group', groupBuyId, groupId ?? null, skuId, quantity, delivery, place, note ?? null];
  return createHash('sha256')
    .update(JSON.stringify([...canonical, expectedTotalFen]))
    .digest();
}
