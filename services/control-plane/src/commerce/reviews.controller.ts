import { Controller } from '@nestjs/common';
import { ReviewAdmin } from '#commerce/reviews/review-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { hideReview, listReviews, replyToReview, showReview } from './reviews.contract.js';

/** What the merchant's staff do about reviews of goods. */
@Controller()
export class ReviewsController {
  constructor(private readonly reviews: ReviewAdmin) {}

  @Endpoint(listReviews)
  async list(@Input() { params, query }: In<typeof listReviews>): Promise<Out<typeof listReviews>> {
    const { cursor, limit, state = null, productId = null, mostStars = null, reported } = query;
    const wanted = { after: idCursor(cursor), limit, state, productId, mostStars, reported };
    const rows = await this.reviews.list(asId<TenantId>(params.merchantId), wanted);
    return pageById(rows, limit, (row) => toWire(row));
  }

  @Endpoint(replyToReview)
  async reply(
    @Input() { params, body }: In<typeof replyToReview>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replyToReview>> {
    const reply = body.reply?.trim() ?? null;
    const { merchantId, reviewId } = params;
    return toWire(await this.reviews.reply(asId<TenantId>(merchantId), reviewId, reply, { actor, requestId }));
  }

  @Endpoint(hideReview)
  async hide(
    @Input() { params, body }: In<typeof hideReview>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof hideReview>> {
    const { merchantId, reviewId } = params;
    const reason = body.reason.trim();
    return toWire(await this.reviews.hide(asId<TenantId>(merchantId), reviewId, reason, { actor, requestId }));
  }

  @Endpoint(showReview)
  async show(
    @Input() { params }: In<typeof showReview>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof showReview>> {
    const { merchantId, reviewId } = params;
    return toWire(await this.reviews.show(asId<TenantId>(merchantId), reviewId, { actor, requestId }));
  }
}
