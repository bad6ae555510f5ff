import { type DynamicModule, Module } from '@nestjs/common';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { BookingChanges } from '#commerce/bookings/booking-changes.js';
import { BookingPlacement } from '#commerce/bookings/booking-placement.js';
import { BookingReader } from '#commerce/bookings/booking-reader.js';
import { FreeTimesReader } from '#commerce/bookings/free-times.js';
import { Carts } from '#commerce/carts/cart.js';
import { ComplaintNotices } from '#commerce/complaints/complaint-notices.js';
import { ContentChecks } from '#commerce/content-checks/content-checks.js';
import { ScreenedRefunds } from '#commerce/content-checks/screened-refunds.js';
import { Favourites } from '#commerce/favourites/favourites.js';
import { DrawEntries } from '#commerce/draws/draw-entries.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { DrawSharing } from '#commerce/draws/draw-sharing.js';
import { DrawTries } from '#commerce/draws/draw-tries.js';
import { Receipts } from '#commerce/fulfilment/receipts.js';
import { GroupPlacement } from '#commerce/group-buys/group-placement.js';
import { Comments } from '#commerce/magazine/comments.js';
import { Memberships } from '#commerce/membership/memberships.js';
import { InvoiceRequests } from '#commerce/invoices/invoice-requests.js';
import { OrderReceipts } from '#commerce/order-papers/order-receipt.js';
import { MessageConsents } from '#commerce/messages/message-consents.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { OrderPlacement } from '#commerce/orders/order-placement.js';
import { OrderReader } from '#commerce/orders/order-reader.js';
import { CoveredOrders } from '#commerce/payments/covered-orders.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { PaymentCheck } from '#commerce/payments/payment-check.js';
import { PayPartnersAcrossTenants } from '#commerce/payments/pay-partners.repository.js';
import { PaymentNotices } from '#commerce/payments/payment-notices.js';
import { Prepayment } from '#commerce/payments/prepayment.js';
import { CouponClaims } from '#commerce/promotions/coupon-claims.js';
import { CouponCodes } from '#commerce/promotions/coupon-codes.js';
import { CouponGifts } from '#commerce/promotions/coupon-gifts.js';
import { PersonalData } from '#commerce/personal-data/personal-data.js';
import { PhoneNumbers } from '#commerce/profiles/phone-numbers.js';
import { Profiles } from '#commerce/profiles/profiles.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { ReviewPictures } from '#commerce/reviews/review-pictures.js';
import { Reviews } from '#commerce/reviews/reviews.js';
import { SaleRush } from '#commerce/sale-rush/sale-rush.js';
import { GiftCards } from '#commerce/stored-value/gift-cards.js';
import { MoneyOrders } from '#commerce/stored-value/money-orders.js';
import { Wallet } from '#commerce/stored-value/wallet.js';
import { ShopperLogin } from '#commerce/shoppers/shopper-login.js';
import { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import { VirtualGoods } from '#commerce/virtual-goods/virtual-goods.js';
import { wechatSettingsOf } from '#kernel/config/common-settings.js';
import type { Connections } from '#kernel/program/connections.js';
import { ConnectionsModule } from '#kernel/program/connections.module.js';
import { WechatModule } from '#kernel/wechat/wechat.module.js';
import { BookingsController } from './bookings/bookings.controller.js';
import { CartsController } from './carts/carts.controller.js';
import { DrawsController } from './draws/draws.controller.js';
import { FavouritesController } from './favourites/favourites.controller.js';
import { GroupBuysController } from './group-buys/group-buys.controller.js';
import { InvoicesController } from './invoices/invoices.controller.js';
import { OrderPapersController } from './order-papers/order-papers.controller.js';
import { MagazineController } from './magazine/magazine.controller.js';
import { MembershipController } from './membership/membership.controller.js';
import { MessagesController } from './messages/messages.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { PersonalDataController } from './personal-data/personal-data.controller.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { CouponWalletController } from './promotions/coupon-wallet.controller.js';
import { PromotionsController } from './promotions/promotions.controller.js';
import { ReviewsController } from './reviews/reviews.controller.js';
import type { RuntimeSettings } from './runtime-settings.js';
import { ShopWindow } from './shop-window/shop-window.js';
import { ShoppersController } from './shoppers/shoppers.controller.js';
import { StoredValueController } from './stored-value/stored-value.controller.js';

/** What the modules of the program share besides its connections. */
export interface Shared {
  readonly commerce: CommerceSettings;
  readonly tokens: ShopperTokens;
  readonly window: ShopWindow;
}

@Module({})
export class RuntimeModule {
  static register(
    settings: RuntimeSettings,
    connections: Connections,
    { commerce, tokens, window }: Shared,
  ): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [
        ConnectionsModule.register(settings, connections, [
          { provide: CommerceSettings, useValue: commerce },
          { provide: ShopperTokens, useValue: tokens },
          { provide: ShopWindow, useValue: window },
        ]),
        WechatModule.register(wechatSettingsOf(settings)),
      ],
      controllers: [
        ShoppersController,
        CartsController,
        BookingsController,
        OrdersController,
        ProfilesController,
        FavouritesController,
        PersonalDataController,
        MessagesController,
        MagazineController,
        PromotionsController,
        CouponWalletController,
        ReviewsController,
        InvoicesController,
        OrderPapersController,
        StoredValueController,
        GroupBuysController,
        DrawsController,
        MembershipController,
      ],
      providers: [
        BookingChanges,
        BookingPlacement,
        BookingReader,
        FreeTimesReader,
        Carts,
        Comments,
        ComplaintNotices,
        ContentChecks,
        CouponClaims,
        CouponCodes,
        CouponGifts,
        GiftCards,
        MoneyOrders,
        Wallet,
        GroupPlacement,
        DrawEntries,
        Favourites,
        PersonalData,
        DrawSeeds,
        DrawSharing,
        DrawTries,
        PhoneNumbers,
        Profiles,
        ScreenedRefunds,
        MessageConsents,
        Memberships,
        Receipts,
        OrderClosing,
        CoveredOrders,
        OrderPlacement,
        OrderReader,
        PaymentAccounts,
        PayPartnersAcrossTenants,
        PaymentCheck,
        PaymentNotices,
        Prepayment,
        RefundRequests,
        ReviewPictures,
        InvoiceRequests,
        OrderReceipts,
        VirtualGoods,
        Reviews,
        SaleRush,
        ShopperLogin,
      ],
    };
  }
}
