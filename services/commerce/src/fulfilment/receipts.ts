import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ShippingClient } from '#kernel/wechat/shipping-client.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import { receiveOrder } from './receipt-booking.js';
import type { FulfilmentState, UploadState } from './upload-machine.js';

interface ConfirmableOrder {
  readonly app_id: AppId;
  readonly state: string;
  readonly fulfilment: FulfilmentState;
  readonly transaction_id: string | null;
  readonly upload_state: UploadState | null;
}

/** Shoppers confirming that their goods have arrived. */
@Injectable()
export class Receipts {
  constructor(
    private readonly database: TenantDatabase,
    private readonly shipping: ShippingClient,
  ) {}

  /**
   * Looks whether the shopper has confirmed at WeChat (`weappOrderConfirm`); the mini-program's word is not taken for it. Where WeChat
   * does not manage the trade there is nobody to ask, and the shopper's own word counts.
   * @throws Problem order.not_found, order.receipt_not_open, and WeChat's when it does not answer
   */
  async confirm(tenantId: TenantId, shopperId: ShopperId, orderId: string): Promise<void> {
    const order = await this.load(tenantId, shopperId, orderId);
    if (!order) throw new Problem('order.not_found');
    if (order.fulfilment === 'received') return;
    const isTold = order.upload_state === 'uploaded' && order.transaction_id !== null;
    const isOpen = order.state === 'paid' && order.fulfilment === 'shipped';
    if (!isOpen || (!isTold && order.upload_state !== 'unneeded')) throw new Problem('order.receipt_not_open');
    if (order.upload_state === 'uploaded' && !(await this.isConfirmed(tenantId, order))) return;
    await this.database.transaction(tenantId, (tx) => receiveOrder(tx, orderId, { by: 'shopper', at: null }));
  }

  private async load(tenantId: TenantId, shopperId: ShopperId, orderId: string): Promise<ConfirmableOrder | undefined> {
    const [order] = await this.database.transaction(tenantId, (tx) =>
      tx.query<ConfirmableOrder>(
        `select o.app_id, o.state, o.fulfilment, p.transaction_id, u.state as upload_state
         from shop_order o
           left join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
           left join shipping_upload u on u.tenant_id = o.tenant_id and u.order_id = o.id
         where o.tenant_id = $1 and o.id = $2 and o.shopper_id = $3`,
        [tenantId, orderId, shopperId],
      ),
    );
    return order;
  }

  private async isConfirmed(tenantId: TenantId, order: ConfirmableOrder): Promise<boolean> {
    const known = await this.shipping
      .getOrder(tenantId, order.app_id, order.transaction_id ?? '')
      .catch((error: unknown) => {
        throw error instanceof WechatError ? toProblem(error) : error;
      });
    return known !== null && (known.state === 'confirmed' || known.state === 'done' || known.state === 'settling');
  }
}
