import { Controller } from '@nestjs/common';
import { GroupPlacement } from '#commerce/group-buys/group-placement.js';
import { readOwnPlaces } from '#commerce/group-buys/group-reader.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { wireOrder } from '../orders/orders.controller.js';
import { ShopWindow } from '../shop-window/shop-window.js';
import { listOwnGroups, placeGroupOrder, quoteInGroup } from './group-buys.contract.js';

/** What a shopper does with groups. Offers and groups themselves need no log-in and go past here; paying is as for any order. */
@Controller()
export class GroupBuysController {
  constructor(
    private readonly placement: GroupPlacement,
    private readonly pool: TenantPool,
    private readonly window: ShopWindow,
  ) {}

  @Endpoint(listOwnGroups)
  async own(
    @Input() _: In<typeof listOwnGroups>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof listOwnGroups>> {
    return toWire({ items: await readOwnPlaces(this.pool, tenantId, shopperId) });
  }

  @Endpoint(quoteInGroup)
  async quote(
    @Input() { params, body }: In<typeof quoteInGroup>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof quoteInGroup>> {
    const { groupPriceFen: _, ...quote } = await this.placement.quote(buyer, params.groupBuyId, body);
    return toWire(quote);
  }

  @Endpoint(placeGroupOrder)
  async place(
    @Input() { params, headers, body }: In<typeof placeGroupOrder>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof placeGroupOrder>> {
    const order = await this.placement.place(buyer, params.groupBuyId, headers['idempotency-key'], body);
    this.window.forgetProducts(
      buyer,
      order.lines.map((line) => line.productId),
    );
    return wireOrder(order);
  }
}
