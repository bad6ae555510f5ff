import { Controller } from '@nestjs/common';
import { OrderReceipts } from '#commerce/order-papers/order-receipt.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { VirtualGoods } from '#commerce/virtual-goods/virtual-goods.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { getHandedOver, getReceipt } from './order-papers.contract.js';

@Controller()
export class OrderPapersController {
  constructor(
    private readonly receipts: OrderReceipts,
    private readonly virtual: VirtualGoods,
  ) {}

  @Endpoint(getHandedOver)
  async handedOver(
    @Input() { params }: In<typeof getHandedOver>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof getHandedOver>> {
    return toWire({ items: await this.virtual.ofOrder(tenantId, shopperId, params.orderId) });
  }

  @Endpoint(getReceipt)
  async receipt(
    @Input() { params }: In<typeof getReceipt>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof getReceipt>> {
    return toWire(await this.receipts.ofShopper(tenantId, shopperId, params.orderId));
  }
}
