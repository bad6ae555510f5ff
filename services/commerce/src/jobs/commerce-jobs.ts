import type { Provider, Type } from '@nestjs/common';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import { DueUploadsAcrossTenants, DueUploadSweeper } from '../fulfilment/shipping-sweeper.js';
import { ShippingListener } from '../fulfilment/shipping-listener.js';
import { ShippingUpload } from '../fulfilment/shipping-upload.js';
import { TradeManagement } from '../fulfilment/trade-management.js';
import { drawJobHandlers, drawJobProviders, drawSweepers } from '../draws/draw-jobs.js';
import { groupJobHandlers, groupJobProviders, groupSweepers } from '../group-buys/group-jobs.js';
import { ImageFetcher } from '../images/image-fetcher.js';
import { ImageScaler } from '../images/image-scaler.js';
import { DueMessagesAcrossTenants } from '../messages/due-messages-across-tenants.js';
import { magazineJobHandlers, magazineJobProviders, magazineSweepers } from '../magazine/magazine-jobs.js';
import { membershipJobHandlers, membershipJobProviders, membershipSweepers } from '../membership/membership-jobs.js';
import { MessageListener } from '../messages/message-listener.js';
import { MessageSend } from '../messages/message-send.js';
import { MissingTemplateSweeper, OpenMessageSweeper } from '../messages/message-sweepers.js';
import { TemplateProvision } from '../messages/template-provision.js';
import { orderPaperJobHandlers, orderPaperJobProviders, orderPaperSweepers } from '../order-papers/order-paper-jobs.js';
import { OrderClosing } from '../orders/order-closing.js';
import { CoveredOrders } from '../payments/covered-orders.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { erasureJobHandlers, erasureJobProviders, erasureSweepers } from '../personal-data/erasure.js';
import { PaymentCheck } from '../payments/payment-check.js';
import { PayPartnersAcrossTenants } from '../payments/pay-partners.repository.js';
import {
  reconciliationHandlers,
  reconciliationProviders,
  reconciliationSweepers,
} from '../reconciliation/reconciliation-jobs.js';
import { RefundStep } from '../refunds/refund-step.js';
import { reviewJobHandlers, reviewJobProviders, reviewSweepers } from '../reviews/review-jobs.js';
import {
  ExpiredOrderSweeper,
  MissingImageSweeper,
  UnscaledImageSweeper,
  OpenPaymentSweeper,
  OpenRefundSweeper,
} from './commerce-sweepers.js';
import {
  virtualGoodsJobHandlers,
  virtualGoodsJobProviders,
  virtualGoodsSweepers,
} from '../virtual-goods/virtual-goods-jobs.js';
import { conductJobHandlers, conductJobProviders, conductPushListeners, conductSweepers } from './conduct-jobs.js';
import { DueCommerceAcrossTenants } from './due-across-tenants.js';

/** The jobs of commerce for the worker. Besides the connections they need PayClient and CommerceSettings as global providers. */
export const commerceJobHandlers: readonly Type<JobHandler>[] = [
  ImageFetcher,
  ImageScaler,
  PaymentCheck,
  OrderClosing,
  CoveredOrders,
  RefundStep,
  ShippingUpload,
  MessageSend,
  TemplateProvision,
  ...reconciliationHandlers,
  ...conductJobHandlers,
  ...magazineJobHandlers,
  ...groupJobHandlers,
  ...drawJobHandlers,
  ...erasureJobHandlers,
  ...reviewJobHandlers,
  ...virtualGoodsJobHandlers,
  ...orderPaperJobHandlers,
  ...membershipJobHandlers,
];

export const commerceSweepers: readonly Type<Sweeper>[] = [
  ExpiredOrderSweeper,
  OpenPaymentSweeper,
  OpenRefundSweeper,
  MissingImageSweeper,
  UnscaledImageSweeper,
  DueUploadSweeper,
  OpenMessageSweeper,
  MissingTemplateSweeper,
  ...reconciliationSweepers,
  ...conductSweepers,
  ...magazineSweepers,
  ...groupSweepers,
  ...drawSweepers,
  ...erasureSweepers,
  ...reviewSweepers,
  ...virtualGoodsSweepers,
  ...orderPaperSweepers,
  ...membershipSweepers,
];

/** What commerce does about WeChat's events: no two listeners for one kind. */
export const commercePushListeners: readonly Type<PushListener>[] = [
  MessageListener,
  ShippingListener,
  ...conductPushListeners,
];

/** What the lists above are made of. */
export const commerceJobProviders: readonly Provider[] = [
  PaymentAccounts,
  PayPartnersAcrossTenants,
  ...reconciliationProviders,
  ...conductJobProviders,
  ...magazineJobProviders,
  ...groupJobProviders,
  ...drawJobProviders,
  ...erasureJobProviders,
  ...reviewJobProviders,
  ...virtualGoodsJobProviders,
  ...orderPaperJobProviders,
  ...membershipJobProviders,
  DueCommerceAcrossTenants,
  DueMessagesAcrossTenants,
  DueUploadsAcrossTenants,
  TradeManagement,
];
