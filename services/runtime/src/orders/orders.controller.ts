import { Controller } from '@nestjs/common';
import { Receipts } from '#commerce/fulfilment/receipts.js';
import { ScreenedRefunds } from '#commerce/content-checks/screened-refunds.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { OrderReader } from '#commerce/orders/order-reader.js';
import type { OrderView } from '#commerce/orders/order-view.js';
import { PaymentCheck } from '#commerce/payments/payment-check.js';
import { Prepayment } from '#commerce/payments/prepayment.js';
import { SaleRush } from '#commerce/sale-rush/sale-rush.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import { ShopperParam } from '../access/visitor.js';
import { ShopWindow } from '../shop-window/shop-window.js';
import {
  cancelOrder,
  confirmReceipt,
  getOrder,
  listOrders,
  payOrder,
  placeOrder,
  quoteOrder,
  requestRefund,
  syncPayment,
} from './orders.contract.js';

type Wire<T> = { -readonly [Key in keyof T]: T[Key] };

@Controller()
export class OrdersController {
  constructor(
    private readonly placement: SaleRush,
    private readonly orders: OrderReader,
    private readonly closing: OrderClosing,
    private readonly prepayment: Prepayment,
    private readonly payments: PaymentCheck,
    private readonly refunds: ScreenedRefunds,
    private readonly receipts: Receipts,
    private readonly window: ShopWindow,
  ) {}

  @Endpoint(quoteOrder)
  async quote(@Input() { body }: In<typeof quoteOrder>, @ShopperParam() buyer: Buyer): Promise<Out<typeof quoteOrder>> {
    return toWire(await this.placement.quote(buyer, body));
  }

  @Endpoint(placeOrder)
  async place(
    @Input() { headers, body }: In<typeof placeOrder>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof placeOrder>> {
    const order = await this.placement.place(buyer, headers['idempotency-key'], body);
    this.window.forgetProducts(
      buyer,
      order.lines.map((line) => line.productId),
    );
    return wireOrder(order);
  }

  @Endpoint(listOrders)
  async list(
    @Input() { query }: In<typeof listOrders>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof listOrders>> {
    return this.orders.list(tenantId, shopperId, query);
  }

  @Endpoint(getOrder)
  async get(@Input() { params }: In<typeof getOrder>, @ShopperParam() buyer: Buyer): Promise<Out<typeof getOrder>> {
    return this.read(buyer, params.orderId);
  }

  @Endpoint(payOrder)
  async pay(@Input() { params }: In<typeof payOrder>, @ShopperParam() buyer: Buyer): Promise<Out<typeof payOrder>> {
    return this.prepayment.prepay(buyer, params.orderId);
  }

  @Endpoint(syncPayment)
  async sync(
    @Input() { params }: In<typeof syncPayment>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof syncPayment>> {
    const order = await this.read(buyer, params.orderId);
    if (order.state !== 'pending') return order;
    await this.payments.checkOrder(buyer.tenantId, params.orderId).catch((error: unknown) => {
      throw error instanceof PayError ? error.toProblem() : error;
    });
    return this.read(buyer, params.orderId);
  }

  @Endpoint(cancelOrder)
  async cancel(
    @Input() { params }: In<typeof cancelOrder>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof cancelOrder>> {
    await this.closing.cancel(buyer.tenantId, buyer.shopperId, params.orderId);
    const order = await this.read(buyer, params.orderId);
    this.window.forgetProducts(
      buyer,
      order.lines.map((line) => line.productId),
    );
    return order;
  }

  @Endpoint(requestRefund)
  async refund(
    @Input() { params, body }: In<typeof requestRefund>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof requestRefund>> {
    await this.refunds.request(buyer, params.orderId, body.reason, body.lines);
    return this.read(buyer, params.orderId);
  }

  @Endpoint(confirmReceipt)
  async confirmReceipt(
    @Input() { params }: In<typeof confirmReceipt>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof confirmReceipt>> {
    await this.receipts.confirm(buyer.tenantId, buyer.shopperId, params.orderId);
    return this.read(buyer, params.orderId);
  }

  private async read({ tenantId, shopperId }: Buyer, orderId: string): Promise<Out<typeof getOrder>> {
    return wireOrder(await this.orders.get(tenantId, shopperId, orderId));
  }
}

/** What the contract describes, readonly or not: nobody writes to it between here and the wire. */
export function wireOrder(order: OrderView): Out<typeof getOrder> {
  return wire(order) as Out<typeof getOrder>;
}

function wire<T>(value: T): Wire<T> {
  return value;
}
