import { Controller } from '@nestjs/common';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { CouponClaims } from '#commerce/promotions/coupon-claims.js';
import { CouponCodes } from '#commerce/promotions/coupon-codes.js';
import { CouponGifts } from '#commerce/promotions/coupon-gifts.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import {
  getGift,
  getWalletCoupon,
  giveCoupon,
  showCouponCode,
  takeGift,
  withdrawGift,
} from './coupon-wallet.contract.js';

/** What a shopper does with a coupon besides ordering with it: shows it at the counter, gives it away. */
@Controller()
export class CouponWalletController {
  constructor(
    private readonly claims: CouponClaims,
    private readonly codes: CouponCodes,
    private readonly gifts: CouponGifts,
  ) {}

  @Endpoint(getWalletCoupon)
  async coupon(
    @Input() { params }: In<typeof getWalletCoupon>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof getWalletCoupon>> {
    return toWire(await this.claims.get(shopper, params.claimId));
  }

  @Endpoint(showCouponCode)
  async code(
    @Input() { params }: In<typeof showCouponCode>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof showCouponCode>> {
    return toWire(await this.codes.show(shopper, params.claimId));
  }

  @Endpoint(giveCoupon)
  async give(
    @Input() { params }: In<typeof giveCoupon>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof giveCoupon>> {
    return toWire(await this.gifts.give(shopper, params.claimId));
  }

  @Endpoint(withdrawGift)
  async withdraw(
    @Input() { params }: In<typeof withdrawGift>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof withdrawGift>> {
    return toWire(await this.gifts.withdraw(shopper, params.giftId));
  }

  @Endpoint(getGift)
  async gift(@Input() { params }: In<typeof getGift>, @ShopperParam() shopper: Buyer): Promise<Out<typeof getGift>> {
    return toWire(await this.gifts.look(shopper, params.code));
  }

  @Endpoint(takeGift)
  async take(@Input() { params }: In<typeof takeGift>, @ShopperParam() shopper: Buyer): Promise<Out<typeof takeGift>> {
    return toWire(await this.gifts.take(shopper, params.code));
  }
}
