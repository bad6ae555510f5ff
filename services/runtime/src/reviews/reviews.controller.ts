import { Controller } from '@nestjs/common';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { type OwnReview, Reviews } from '#commerce/reviews/reviews.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { getReviewsOfOrder, reportReview, withdrawReview, writeReview } from './reviews.contract.js';

/** What a shopper says of what they have bought. Reading needs no log-in and goes past here, and so do pictures. */
@Controller()
export class ReviewsController {
  constructor(private readonly reviews: Reviews) {}

  @Endpoint(getReviewsOfOrder)
  async ofOrder(
    @Input() { params }: In<typeof getReviewsOfOrder>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof getReviewsOfOrder>> {
    const { reviewable, lines } = await this.reviews.ofOrder(shopper, params.orderId);
    return toWire({
      reviewable,
      lines: lines.map((line) => ({ ...line, review: line.review && answer(line.review) })),
    });
  }

  @Endpoint(writeReview)
  async write(
    @Input() { params, body }: In<typeof writeReview>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof writeReview>> {
    const wish = { ...body, text: body.text ?? '', pictures: body.pictures ?? [] };
    return answer(await this.reviews.write(shopper, params.orderId, wish));
  }

  @Endpoint(withdrawReview)
  async withdraw(
    @Input() { params }: In<typeof withdrawReview>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof withdrawReview>> {
    await this.reviews.withdraw(shopper, params.reviewId);
    return null;
  }

  @Endpoint(reportReview)
  async report(
    @Input() { params, body }: In<typeof reportReview>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof reportReview>> {
    await this.reviews.report(shopper, params.reviewId, body.reason);
    return null;
  }
}

function answer({ id, line, state, stars, text, anonymous, pictures, reply, createdAt }: OwnReview) {
  return {
    id,
    line,
    state,
    stars,
    text,
    anonymous,
    pictures: pictures.map((picture) => ({ ...picture, url: `review-pictures/${picture.file}` })),
    reply,
    createdAt,
  };
}
