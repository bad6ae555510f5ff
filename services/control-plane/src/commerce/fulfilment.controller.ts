import { Controller } from '@nestjs/common';
import { ExpressCompaniesAcrossTenants } from '#commerce/fulfilment/express-companies-across-tenants.js';
import { PickupNotices } from '#commerce/fulfilment/pickup-notices.js';
import { Shipments } from '#commerce/fulfilment/shipments.js';
import { TradeManagement } from '#commerce/fulfilment/trade-management.js';
import { UploadRetry } from '#commerce/fulfilment/upload-retry.js';
import { OrderAdmin } from '#commerce/orders/order-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type OrderId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import {
  announcePickup,
  correctShipment,
  createShipment,
  getTradeManagement,
  retryShippingUpload,
  searchExpressCompanies,
} from './fulfilment.contract.js';
import type { getOrder } from './orders.contract.js';

@Controller()
export class FulfilmentController {
  constructor(
    private readonly shipments: Shipments,
    private readonly uploads: UploadRetry,
    private readonly pickups: PickupNotices,
    private readonly companies: ExpressCompaniesAcrossTenants,
    private readonly trade: TradeManagement,
    private readonly orders: OrderAdmin,
  ) {}

  @Endpoint(createShipment)
  async ship(
    @Input() { params, headers, body }: In<typeof createShipment>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createShipment>> {
    const { merchantId, orderId } = params;
    const key = headers['idempotency-key'];
    await this.shipments.ship(asId<TenantId>(merchantId), orderId, key, body, { actor, requestId });
    return this.read(merchantId, orderId);
  }

  @Endpoint(correctShipment)
  async correct(
    @Input() { params, body }: In<typeof correctShipment>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof correctShipment>> {
    const { merchantId, orderId, shipmentId } = params;
    await this.shipments.correct(asId<TenantId>(merchantId), orderId, shipmentId, body, { actor, requestId });
    return this.read(merchantId, orderId);
  }

  @Endpoint(retryShippingUpload)
  async retry(@Input() { params }: In<typeof retryShippingUpload>): Promise<Out<typeof retryShippingUpload>> {
    await this.uploads.retry(asId<TenantId>(params.merchantId), asId<OrderId>(params.orderId));
    return this.read(params.merchantId, params.orderId);
  }

  @Endpoint(announcePickup)
  async announce(@Input() { params }: In<typeof announcePickup>): Promise<Out<typeof announcePickup>> {
    await this.pickups.announce(asId<TenantId>(params.merchantId), params.orderId);
    return this.read(params.merchantId, params.orderId);
  }

  @Endpoint(searchExpressCompanies)
  async search(@Input() { query }: In<typeof searchExpressCompanies>): Promise<Out<typeof searchExpressCompanies>> {
    return { items: await this.companies.search(query.q, query.limit) };
  }

  @Endpoint(getTradeManagement)
  async tradeManagement(@Input() { params }: In<typeof getTradeManagement>): Promise<Out<typeof getTradeManagement>> {
    return toWire(await this.trade.view(asId<TenantId>(params.merchantId), params.appId));
  }

  private async read(merchantId: string, orderId: string): Promise<Out<typeof getOrder>> {
    return toWire(await this.orders.get(asId<TenantId>(merchantId), orderId));
  }
}
