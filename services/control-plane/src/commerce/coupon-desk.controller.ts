import { Controller } from '@nestjs/common';
import { CouponDesk } from '#commerce/promotions/coupon-desk.js';
import { CouponFiguresReader } from '#commerce/promotions/coupon-figures.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  getCouponFigures,
  listClaims,
  listRedemptions,
  redeemVoucher,
  undoRedemption,
  verifyVoucher,
} from './coupon-desk.contract.js';

/** Coupons at the counter, and how they do. */
@Controller()
export class CouponDeskController {
  constructor(
    private readonly desk: CouponDesk,
    private readonly figures: CouponFiguresReader,
  ) {}

  @Endpoint(verifyVoucher)
  async verify(@Input() { params, body }: In<typeof verifyVoucher>): Promise<Out<typeof verifyVoucher>> {
    return toWire(await this.desk.look(tenant(params), body.code, body.billFen ?? null));
  }

  @Endpoint(redeemVoucher)
  async redeem(
    @Input() { params, headers, body }: In<typeof redeemVoucher>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof redeemVoucher>> {
    const wish = { code: body.code, billFen: body.billFen ?? null, place: body.place?.trim() ?? '' };
    const author = { actor, requestId };
    return toWire(await this.desk.redeem(tenant(params), wish, headers['idempotency-key'], author));
  }

  @Endpoint(undoRedemption)
  async undo(
    @Input() { params, body }: In<typeof undoRedemption>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof undoRedemption>> {
    const place = body.place?.trim() ?? '';
    return toWire(await this.desk.undo(tenant(params), params.redemptionId, place, { actor, requestId }));
  }

  @Endpoint(listRedemptions)
  async redemptions(@Input() { params, query }: In<typeof listRedemptions>): Promise<Out<typeof listRedemptions>> {
    const page = { after: idCursor(query.cursor), limit: query.limit, couponId: query.couponId ?? null };
    return pageById(await this.desk.list(tenant(params), page), query.limit, toWire);
  }

  @Endpoint(listClaims)
  async claims(@Input() { params, query }: In<typeof listClaims>): Promise<Out<typeof listClaims>> {
    const page = { state: query.state ?? null, after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.figures.claims(tenant(params), params.couponId, page), query.limit, toWire);
  }

  @Endpoint(getCouponFigures)
  async couponFigures(@Input() { params }: In<typeof getCouponFigures>): Promise<Out<typeof getCouponFigures>> {
    return toWire(await this.figures.read(tenant(params), params.couponId));
  }
}

function tenant({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}
