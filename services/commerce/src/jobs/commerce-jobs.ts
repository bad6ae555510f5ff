import type { Provider, Type } from '@nestjs/common';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import { DueUploadsAcrossTenants, DueUploadSweeper } from '../fulfilment/shipping-sweeper.js';
import { ShippingListener } from '../fulfilment/shipping-listener.js';
import { ShippingUpload } from '../fulfilment/shipping-upload.js';
import { TradeManagement } from '../fulfilment/trade-management.js';
import { groupJobHandlers, groupJobProviders, groupSweepers } from '../group-buys/group-jobs.js';
import { ImageFetcher } from '../images/image-fetcher.js';
import { DueMessagesAcrossTenants } from '../messages/due-messages-across-tenants.js';
import { magazineJobHandlers, magazineJobProviders, magazineSweepers } from '../magazine/magazine-jobs.js';
import { MessageListener } from '../messages/message-listener.js';
import { MessageSend } from '../messages/message-send.js';
import { MissingTemplateSweeper, OpenMessageSweeper } from '../messages/message-sweepers.js';
import { TemplateProvision } from '../messages/template-provision.js';
import { OrderClosing } from '../orders/order-closing.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { PaymentCheck } from '../payments/payment-check.js';
import { PayPartnersAcrossTenants } from '../payments/pay-partners.repository.js';
import {
  reconciliationHandlers,
  reconciliationProviders,
  reconciliationSweepers,
} from '../reconciliation/reconciliation-jobs.js';
import { RefundStep } from '../refunds/refund-step.js';
import {
  ExpiredOrderSweeper,
  MissingImageSweeper,
  OpenPaymentSweeper,
  OpenRefundSweeper,
} from './commerce-sweepers.js';
import { conductJobHandlers, conductJobProviders, conductPushListeners, conductSweepers } from './conduct-jobs.js';
import { DueCommerceAcrossTenants } from './due-across-tenants.js';

/** The jobs of commerce for the worker. Besides the connections they need PayClient and CommerceSettings as global providers. */
export const commerceJobHandlers: readonly Type<JobHandler>[] = [
  ImageFetcher,
  PaymentCheck,
  OrderClosing,
  RefundStep,
  ShippingUpload,
  MessageSend,
  TemplateProvision,
  ...reconciliationHandlers,
  ...conductJobHandlers,
  ...magazineJobHandlers,
  ...groupJobHandlers,
];

export const commerceSweepers: readonly Type<Sweeper>[] = [
  ExpiredOrderSweeper,
  OpenPaymentSweeper,
  OpenRefundSweeper,
  MissingImageSweeper,
  DueUploadSweeper,
  OpenMessageSweeper,
  MissingTemplateSweeper,
  ...reconciliationSweepers,
  ...conductSweepers,
  ...magazineSweepers,
  ...groupSweepers,
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
  DueCommerceAcrossTenants,
  DueMessagesAcrossTenants,
  DueUploadsAcrossTenants,
  TradeManagement,
];
