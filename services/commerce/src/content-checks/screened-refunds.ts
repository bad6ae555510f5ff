import { Injectable } from '@nestjs/common';
import type { RefundedLine } from '../refunds/refund-lines.js';
import { RefundRequests } from '../refunds/refund-requests.js';
import { HELD_REASON } from './content-check.js';
import { type Author, ContentChecks } from './content-checks.js';

/** A shopper's wish for a refund, its words looked at before the merchant reads them. */
@Injectable()
export class ScreenedRefunds {
  constructor(
    private readonly refunds: RefundRequests,
    private readonly checks: ContentChecks,
  ) {}

  /** @throws Problem content.refused, order.not_found, order.not_refundable, refund.lines_invalid */
  async request(author: Author, orderId: string, reason: string, lines?: readonly RefundedLine[]): Promise<void> {
    const submitted = { field: 'reason', subjectKey: orderId, text: reason, pointer: '/reason' } as const;
    const outcome = await this.checks.screen(author, submitted);
    const shown = outcome === 'passed' ? reason : HELD_REASON;
    await this.refunds.request(author.tenantId, author.shopperId, orderId, shown, lines);
  }
}
