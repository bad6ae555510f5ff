import { Module } from '@nestjs/common';
import { ImportReader } from '#commerce/catalogue/import-reader.js';
import { ProductAdmin } from '#commerce/catalogue/product-admin.js';
import { ProductImporter } from '#commerce/catalogue/product-importer.js';
import { OrderAdmin } from '#commerce/orders/order-admin.js';
import { PaymentAccountAdmin } from '#commerce/payments/payment-account-admin.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { OrdersController } from './orders.controller.js';
import { PaymentAccountController } from './payment-account.controller.js';
import { ProductsController } from './products.controller.js';

/** The merchant's side of commerce. Needs the program's connections and vault, which are global. */
@Module({
  controllers: [ProductsController, OrdersController, PaymentAccountController],
  providers: [
    ImportReader,
    OrderAdmin,
    PaymentAccountAdmin,
    PaymentAccounts,
    ProductAdmin,
    ProductImporter,
    RefundRequests,
  ],
})
export class CommerceFeatureModule {}
