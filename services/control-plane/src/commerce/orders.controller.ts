import { Controller } from '@nestjs/common';
import { OrderAdmin } from '#commerce/orders/order-admin.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type RefundId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { approveRefund, createRefund, declineRefund, getOrder, listOrders } from './orders.contract.js';

@Controller()
export class OrdersController {
  constructor(
    private readonly orders: OrderAdmin,
    private readonly refunds: RefundRequests,
  ) {}

  @Endpoint(listOrders)
  async list(@Input() { params, query }: In<typeof listOrders>): Promise<Out<typeof listOrders>> {
    const rows = await this.orders.list(asId<TenantId>(params.merchantId), {
      after: idCursor(query.cursor),
      limit: query.limit,
      state: query.state ?? null,
      attention: query.attention ?? null,
      tag: query.tag ?? null,
    });
    return pageById(rows, query.limit, (row) => toWire(row) as Out<typeof listOrders>['items'][number]);
  }

  @Endpoint(getOrder)
  async get(@Input() { params }: In<typeof getOrder>): Promise<Out<typeof getOrder>> {
    return this.read(params.merchantId, params.orderId);
  }

  @Endpoint(createRefund)
  async refund(
    @Input() { params, body }: In<typeof createRefund>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createRefund>> {
    await this.refunds.create(asId<TenantId>(params.merchantId), params.orderId, { ...body, actor, requestId });
    return this.read(params.merchantId, params.orderId);
  }

  @Endpoint(approveRefund)
  async approve(
    @Input() { params }: In<typeof approveRefund>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof approveRefund>> {
    const { merchantId, refundId } = params;
    const orderId = await this.refunds.approve(asId<TenantId>(merchantId), asId<RefundId>(refundId), actor, requestId);
    return this.read(merchantId, orderId);
  }

  @Endpoint(declineRefund)
  async decline(
    @Input() { params }: In<typeof declineRefund>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof declineRefund>> {
    const { merchantId, refundId } = params;
    const orderId = await this.refunds.decline(asId<TenantId>(merchantId), asId<RefundId>(refundId), actor, requestId);
    return this.read(merchantId, orderId);
  }

  private async read(merchantId: string, orderId: string): Promise<Out<typeof getOrder>> {
    return toWire(await this.orders.get(asId<TenantId>(merchantId), orderId));
  }
}
