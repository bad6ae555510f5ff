import { Module } from '@nestjs/common';
import { CodePictureReader } from '#commerce/codes/code-picture-reader.js';
import { ShortCodes } from '#commerce/codes/short-codes.js';
import { ComplaintAdmin } from '#commerce/complaints/complaint-admin.js';
import { ContentCheckAdmin } from '#commerce/content-checks/content-check-admin.js';
import { PhoneNumbers } from '#commerce/profiles/phone-numbers.js';
import { ShopperContacts } from '#commerce/profiles/shopper-contacts.js';
import { ImportReader } from '#commerce/catalogue/import-reader.js';
import { ProductAdmin } from '#commerce/catalogue/product-admin.js';
import { ProductImporter } from '#commerce/catalogue/product-importer.js';
import { ExpressCompaniesAcrossTenants } from '#commerce/fulfilment/express-companies-across-tenants.js';
import { PickupNotices } from '#commerce/fulfilment/pickup-notices.js';
import { Shipments } from '#commerce/fulfilment/shipments.js';
import { TradeManagement } from '#commerce/fulfilment/trade-management.js';
import { UploadRetry } from '#commerce/fulfilment/upload-retry.js';
import { MessageTemplates } from '#commerce/messages/message-templates.js';
import { OrderAdmin } from '#commerce/orders/order-admin.js';
import { PaymentAccountAdmin } from '#commerce/payments/payment-account-admin.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { PayPartnerAdmin } from '#commerce/payments/pay-partner-admin.js';
import { PayPartnersAcrossTenants } from '#commerce/payments/pay-partners.repository.js';
import { SubMerchantsAcrossTenants } from '#commerce/payments/sub-merchants.repository.js';
import { ReconciliationOverviewAcrossTenants } from '#commerce/reconciliation/reconciliation-overview.repository.js';
import { Reconciliations } from '#commerce/reconciliation/reconciliation-reader.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { FulfilmentController } from './fulfilment.controller.js';
import { MessagesController } from './messages.controller.js';
import { CodesController } from './codes.controller.js';
import { ComplaintsController } from './complaints.controller.js';
import { OrdersController } from './orders.controller.js';
import { PayPartnerController } from './pay-partner.controller.js';
import { PaymentAccountController } from './payment-account.controller.js';
import { ProductsController } from './products.controller.js';
import { ReconciliationController } from './reconciliation.controller.js';

/** The merchant's side of commerce. Needs the program's connections and vault, which are global. */
@Module({
  controllers: [
    ProductsController,
    CodesController,
    ComplaintsController,
    OrdersController,
    FulfilmentController,
    MessagesController,
    PaymentAccountController,
    PayPartnerController,
    ReconciliationController,
  ],
  providers: [
    ExpressCompaniesAcrossTenants,
    CodePictureReader,
    ComplaintAdmin,
    ContentCheckAdmin,
    ImportReader,
    PhoneNumbers,
    ShopperContacts,
    ShortCodes,
    MessageTemplates,
    OrderAdmin,
    PickupNotices,
    Shipments,
    TradeManagement,
    UploadRetry,
    PaymentAccountAdmin,
    PaymentAccounts,
    PayPartnerAdmin,
    PayPartnersAcrossTenants,
    SubMerchantsAcrossTenants,
    ReconciliationOverviewAcrossTenants,
    Reconciliations,
    ProductAdmin,
    ProductImporter,
    RefundRequests,
  ],
})
export class CommerceFeatureModule {}
