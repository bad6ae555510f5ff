import { type DynamicModule, Module } from '@nestjs/common';
import { Carts } from '#commerce/carts/cart.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { OrderPlacement } from '#commerce/orders/order-placement.js';
import { OrderReader } from '#commerce/orders/order-reader.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { PaymentCheck } from '#commerce/payments/payment-check.js';
import { PaymentNotices } from '#commerce/payments/payment-notices.js';
import { Prepayment } from '#commerce/payments/prepayment.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { ShopperLogin } from '#commerce/shoppers/shopper-login.js';
import { wechatSettingsOf } from '#kernel/config/common-settings.js';
import { WechatModule } from '#kernel/wechat/wechat.module.js';
import { CartsController } from './carts/carts.controller.js';
import { ConnectionsModule, type Shared } from './connections.module.js';
import { OrdersController } from './orders/orders.controller.js';
import { ShoppersController } from './shoppers/shoppers.controller.js';

@Module({})
export class RuntimeModule {
  static register(shared: Shared): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [ConnectionsModule.register(shared), WechatModule.register(wechatSettingsOf(shared.settings))],
      controllers: [ShoppersController, CartsController, OrdersController],
      providers: [
        Carts,
        OrderClosing,
        OrderPlacement,
        OrderReader,
        PaymentAccounts,
        PaymentCheck,
        PaymentNotices,
        Prepayment,
        RefundRequests,
        ShopperLogin,
      ],
    };
  }
}
