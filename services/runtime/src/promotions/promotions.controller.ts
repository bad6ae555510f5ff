import { Controller } from '@nestjs/common';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { CouponClaims } from '#commerce/promotions/coupon-claims.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { claimCoupon, listWallet } from './promotions.contract.js';

/** Collecting coupons, and the wallet. What there is to collect needs no log-in and goes past here. */
@Controller()
export class PromotionsController {
  constructor(private readonly claims: CouponClaims) {}

  @Endpoint(claimCoupon)
  async claim(
    @Input() { params, headers }: In<typeof claimCoupon>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof claimCoupon>> {
    return toWire(await this.claims.claim(shopper, params.couponId, headers['idempotency-key']));
  }

  @Endpoint(listWallet)
  async wallet(
    @Input() { query }: In<typeof listWallet>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof listWallet>> {
    return toWire(await this.claims.wallet(shopper, query));
  }
}
