import type { Provider, Type } from '@nestjs/common';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { ImageFetcher } from '../images/image-fetcher.js';
import { OrderClosing } from '../orders/order-closing.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { PaymentCheck } from '../payments/payment-check.js';
import { RefundStep } from '../refunds/refund-step.js';
import {
  ExpiredOrderSweeper,
  MissingImageSweeper,
  OpenPaymentSweeper,
  OpenRefundSweeper,
} from './commerce-sweepers.js';
import { DueCommerceAcrossTenants } from './due-across-tenants.js';

/** The jobs of commerce for the worker. Besides the connections they need PayClient and CommerceSettings as global providers. */
export const commerceJobHandlers: readonly Type<JobHandler>[] = [ImageFetcher, PaymentCheck, OrderClosing, RefundStep];

export const commerceSweepers: readonly Type<Sweeper>[] = [
  ExpiredOrderSweeper,
  OpenPaymentSweeper,
  OpenRefundSweeper,
  MissingImageSweeper,
];

/** What the two lists above are made of. */
export const commerceJobProviders: readonly Provider[] = [PaymentAccounts, DueCommerceAcrossTenants];
