import { Module } from '@nestjs/common';
import { BookingDesk } from '#commerce/bookings/booking-desk.js';
import { BookingImporter } from '#commerce/bookings/booking-importer.js';
import { ServiceAdmin } from '#commerce/bookings/service-admin.js';
import { StaffAdmin } from '#commerce/bookings/staff-admin.js';
import { CodePictureReader } from '#commerce/codes/code-picture-reader.js';
import { ShortCodes } from '#commerce/codes/short-codes.js';
import { ComplaintAdmin } from '#commerce/complaints/complaint-admin.js';
import { ContentCheckAdmin } from '#commerce/content-checks/content-check-admin.js';
import { PhoneNumbers } from '#commerce/profiles/phone-numbers.js';
import { ShopperContacts } from '#commerce/profiles/shopper-contacts.js';
import { ArticleAdmin } from '#commerce/magazine/article-admin.js';
import { ArticleImporter } from '#commerce/magazine/article-import.js';
import { ArticlePublishing } from '#commerce/magazine/article-publishing.js';
import { AuthorAdmin } from '#commerce/magazine/author-admin.js';
import { CommentAdmin } from '#commerce/magazine/comment-admin.js';
import { BrandAdmin } from '#commerce/catalogue/brand-admin.js';
import { CategoryAdmin } from '#commerce/catalogue/category-admin.js';
import { CurrencyAdmin } from '#commerce/catalogue/currency-admin.js';
import { ImportReader } from '#commerce/catalogue/import-reader.js';
import { ProductAdmin } from '#commerce/catalogue/product-admin.js';
import { ProductBulk } from '#commerce/catalogue/product-bulk.js';
import { ProductExport } from '#commerce/catalogue/product-export.js';
import { ProductImporter } from '#commerce/catalogue/product-importer.js';
import { DiningTables } from '#commerce/dining/dining-tables.js';
import { Kitchen } from '#commerce/dining/kitchen.js';
import { ModifierGroups } from '#commerce/dining/modifier-groups.js';
import { ExpressCompaniesAcrossTenants } from '#commerce/fulfilment/express-companies-across-tenants.js';
import { PickupNotices } from '#commerce/fulfilment/pickup-notices.js';
import { Shipments } from '#commerce/fulfilment/shipments.js';
import { TradeManagement } from '#commerce/fulfilment/trade-management.js';
import { UploadRetry } from '#commerce/fulfilment/upload-retry.js';
import { MemberAdmin } from '#commerce/membership/member-admin.js';
import { PointsTotalsReader } from '#commerce/membership/points-totals.js';
import { ProgrammeAdmin } from '#commerce/membership/programme-admin.js';
import { MessageTemplates } from '#commerce/messages/message-templates.js';
import { InvoiceAdmin } from '#commerce/invoices/invoice-admin.js';
import { OrderExports } from '#commerce/order-papers/order-exports.js';
import { OrderNotes } from '#commerce/order-papers/order-notes.js';
import { OrderReceipts } from '#commerce/order-papers/order-receipt.js';
import { OrderAdmin } from '#commerce/orders/order-admin.js';
import { PaymentAccountAdmin } from '#commerce/payments/payment-account-admin.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { PayPartnerAdmin } from '#commerce/payments/pay-partner-admin.js';
import { PayPartnersAcrossTenants } from '#commerce/payments/pay-partners.repository.js';
import { SubMerchantsAcrossTenants } from '#commerce/payments/sub-merchants.repository.js';
import { ReferencePrices } from '#commerce/promotion-guard/reference-prices.js';
import { ShippingRateAdmin } from '#commerce/pricing/shipping-rate-admin.js';
import { CouponAdmin } from '#commerce/promotions/coupon-admin.js';
import { CouponDesk } from '#commerce/promotions/coupon-desk.js';
import { CouponFiguresReader } from '#commerce/promotions/coupon-figures.js';
import { FlashSaleAdmin } from '#commerce/promotions/flash-sale-admin.js';
import { DrawAdmin } from '#commerce/draws/draw-admin.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { DrawWinners } from '#commerce/draws/draw-winners.js';
import { GroupBuyAdmin } from '#commerce/group-buys/group-buy-admin.js';
import { ReconciliationOverviewAcrossTenants } from '#commerce/reconciliation/reconciliation-overview.repository.js';
import { Reconciliations } from '#commerce/reconciliation/reconciliation-reader.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { ReviewAdmin } from '#commerce/reviews/review-admin.js';
import { AccountAdmin } from '#commerce/stored-value/account-admin.js';
import { AccountLists } from '#commerce/stored-value/account-lists.js';
import { GiftCardAdmin } from '#commerce/stored-value/gift-card-admin.js';
import { StoredValueAdmin } from '#commerce/stored-value/stored-value-admin.js';
import { VirtualGoods } from '#commerce/virtual-goods/virtual-goods.js';
import { FulfilmentController } from './fulfilment.controller.js';
import { MagazineController } from './magazine.controller.js';
import { MagazineCommentsController } from './magazine-comments.controller.js';
import { MembershipController } from './membership.controller.js';
import { MessagesController } from './messages.controller.js';
import { BookingSetupController } from './booking-setup.controller.js';
import { BookingsController } from './bookings.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { CodesController } from './codes.controller.js';
import { ComplaintsController } from './complaints.controller.js';
import { DiningController } from './dining.controller.js';
import { DrawsController } from './draws.controller.js';
import { GroupBuysController } from './group-buys.controller.js';
import { InvoicesController } from './invoices.controller.js';
import { OrderPapersController } from './order-papers.controller.js';
import { OrdersController } from './orders.controller.js';
import { PayPartnerController } from './pay-partner.controller.js';
import { PaymentAccountController } from './payment-account.controller.js';
import { ProductSheetsController } from './product-sheets.controller.js';
import { ProductsController } from './products.controller.js';
import { PromotionGuardController } from './promotion-guard.controller.js';
import { CouponDeskController } from './coupon-desk.controller.js';
import { PromotionsController } from './promotions.controller.js';
import { ShippingRatesController } from './shipping-rates.controller.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { StoredValueController } from './stored-value.controller.js';
import { ReviewsController } from './reviews.controller.js';
import { VirtualGoodsController } from './virtual-goods.controller.js';

/** The merchant's side of commerce. Needs the program's connections and vault, which are global. */
@Module({
  controllers: [
    ProductsController,
    CatalogueController,
    ProductSheetsController,
    PromotionsController,
    CouponDeskController,
    PromotionGuardController,
    GroupBuysController,
    DrawsController,
    BookingSetupController,
    BookingsController,
    CodesController,
    ComplaintsController,
    OrdersController,
    DiningController,
    FulfilmentController,
    MagazineController,
    MagazineCommentsController,
    MembershipController,
    MessagesController,
    PaymentAccountController,
    PayPartnerController,
    ReconciliationController,
    ShippingRatesController,
    StoredValueController,
    ReviewsController,
    VirtualGoodsController,
    InvoicesController,
    OrderPapersController,
  ],
  providers: [
    ExpressCompaniesAcrossTenants,
    BookingDesk,
    BookingImporter,
    ServiceAdmin,
    StaffAdmin,
    CodePictureReader,
    CouponAdmin,
    CouponDesk,
    CouponFiguresReader,
    ReferencePrices,
    FlashSaleAdmin,
    GroupBuyAdmin,
    DrawAdmin,
    DrawSeeds,
    DrawWinners,
    ComplaintAdmin,
    ContentCheckAdmin,
    ArticleAdmin,
    ArticleImporter,
    ArticlePublishing,
    AuthorAdmin,
    CommentAdmin,
    DiningTables,
    Kitchen,
    ModifierGroups,
    ImportReader,
    PhoneNumbers,
    ShopperContacts,
    ShortCodes,
    MemberAdmin,
    PointsTotalsReader,
    ProgrammeAdmin,
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
    BrandAdmin,
    CategoryAdmin,
    CurrencyAdmin,
    ProductAdmin,
    ProductBulk,
    ProductExport,
    ProductImporter,
    RefundRequests,
    ShippingRateAdmin,
    AccountAdmin,
    AccountLists,
    GiftCardAdmin,
    StoredValueAdmin,
    ReviewAdmin,
    VirtualGoods,
    InvoiceAdmin,
    OrderExports,
    OrderNotes,
    OrderReceipts,
  ],
})
export class CommerceFeatureModule {}
