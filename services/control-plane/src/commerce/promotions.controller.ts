import { Controller } from '@nestjs/common';
import { CouponAdmin, type CouponDraft } from '#commerce/promotions/coupon-admin.js';
import { FlashSaleAdmin } from '#commerce/promotions/flash-sale-admin.js';
import type { FlashSaleDraft } from '#commerce/promotions/flash-sale-draft.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  createCoupon,
  createFlashSale,
  getCoupon,
  getFlashSale,
  listCoupons,
  listFlashSales,
  removeCoupon,
  removeFlashSale,
  replaceCoupon,
  replaceFlashSale,
  setCouponState,
  stopFlashSale,
} from './promotions.contract.js';

/** Coupons and flash sales, the merchant's side. */
@Controller()
export class PromotionsController {
  constructor(
    private readonly coupons: CouponAdmin,
    private readonly sales: FlashSaleAdmin,
  ) {}

  @Endpoint(listCoupons)
  async listCoupons(@Input() { params, query }: In<typeof listCoupons>): Promise<Out<typeof listCoupons>> {
    const page = { after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.coupons.list(tenant(params), page), query.limit, toWire);
  }

  @Endpoint(createCoupon)
  async createCoupon(
    @Input() { params, body }: In<typeof createCoupon>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createCoupon>> {
    return toWire(await this.coupons.create(tenant(params), couponDraft(body), { actor, requestId }));
  }

  @Endpoint(getCoupon)
  async getCoupon(@Input() { params }: In<typeof getCoupon>): Promise<Out<typeof getCoupon>> {
    return toWire(await this.coupons.get(tenant(params), params.couponId));
  }

  @Endpoint(replaceCoupon)
  async replaceCoupon(
    @Input() { params, body }: In<typeof replaceCoupon>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceCoupon>> {
    const author = { actor, requestId };
    return toWire(await this.coupons.replace(tenant(params), params.couponId, couponDraft(body), author));
  }

  @Endpoint(setCouponState)
  async setCouponState(
    @Input() { params, body }: In<typeof setCouponState>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof setCouponState>> {
    return toWire(await this.coupons.setState(tenant(params), params.couponId, body.state, { actor, requestId }));
  }

  @Endpoint(removeCoupon)
  async removeCoupon(
    @Input() { params }: In<typeof removeCoupon>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeCoupon>> {
    await this.coupons.remove(tenant(params), params.couponId, { actor, requestId });
    return null;
  }

  @Endpoint(listFlashSales)
  async listFlashSales(@Input() { params, query }: In<typeof listFlashSales>): Promise<Out<typeof listFlashSales>> {
    const page = { after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.sales.list(tenant(params), page), query.limit, toWire);
  }

  @Endpoint(createFlashSale)
  async createFlashSale(
    @Input() { params, body }: In<typeof createFlashSale>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createFlashSale>> {
    return toWire(await this.sales.create(tenant(params), saleDraft(body), { actor, requestId }));
  }

  @Endpoint(getFlashSale)
  async getFlashSale(@Input() { params }: In<typeof getFlashSale>): Promise<Out<typeof getFlashSale>> {
    return toWire(await this.sales.get(tenant(params), params.saleId));
  }

  @Endpoint(replaceFlashSale)
  async replaceFlashSale(
    @Input() { params, body }: In<typeof replaceFlashSale>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceFlashSale>> {
    return toWire(await this.sales.replace(tenant(params), params.saleId, saleDraft(body), { actor, requestId }));
  }

  @Endpoint(stopFlashSale)
  async stopFlashSale(
    @Input() { params }: In<typeof stopFlashSale>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof stopFlashSale>> {
    return toWire(await this.sales.stop(tenant(params), params.saleId, { actor, requestId }));
  }

  @Endpoint(removeFlashSale)
  async removeFlashSale(
    @Input() { params }: In<typeof removeFlashSale>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeFlashSale>> {
    await this.sales.remove(tenant(params), params.saleId, { actor, requestId });
    return null;
  }
}

function tenant({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}

/** What a schema cannot say: each kind has a value of its own, and not the other's; and a coupon is for one category or for products. */
function couponDraft(wish: In<typeof createCoupon>['body']): CouponDraft {
  const { kind, amountFen, percentOff, maxOffFen } = wish;
  const needed = kind === 'percent' ? { percentOff } : { amountFen };
  const stray = {
    amount: { percentOff, maxOffFen },
    percent: { amountFen },
    voucher: {
      percentOff,
      maxOffFen,
      thresholdFen: wish.thresholdFen || undefined,
      categoryId: wish.categoryId,
      productIds: wish.productIds,
      stackable: wish.stackable || undefined,
    },
  }[kind];
  const errors: ProblemFault[] = [
    ...pointersTo(needed, (value) => value === undefined, 'required', REQUIRED),
    ...pointersTo(stray, (value) => value !== undefined && value !== null, 'unexpected', UNEXPECTED),
  ];
  if (kind !== 'voucher' && wish.categoryId && wish.productIds)
    errors.push({ pointer: '/productIds', code: 'unexpected', detail: ONE_SCOPE });
  if (errors.length > 0) throw new Problem('request.invalid', { errors });
  return {
    ...wish,
    title: wish.title.trim(),
    amountFen: amountFen ?? 0,
    percentOff: percentOff ?? 0,
    maxOffFen: maxOffFen ?? null,
    categoryId: wish.categoryId ?? null,
    productIds: wish.productIds?.map((id) => id.toLowerCase()) ?? null,
    total: wish.total ?? null,
  };
}

function pointersTo(
  members: Readonly<Record<string, unknown>>,
  isWrong: (value: unknown) => boolean,
  code: string,
  detail: Text,
): ProblemFault[] {
  return Object.entries(members).flatMap(([name, value]) =>
    isWrong(value) ? [{ pointer: `/${name}`, code, detail }] : [],
  );
}

const REQUIRED = { zh: '该类型的优惠券必须填写', en: 'is required for this kind of coupon' };
const UNEXPECTED = { zh: '该类型的优惠券没有此项', en: 'belongs to another kind of coupon: leave it out' };
const ONE_SCOPE = { zh: '分类和商品只能选择一种', en: 'cannot stand beside a category: name one of the two' };

function saleDraft(wish: In<typeof createFlashSale>['body']): FlashSaleDraft {
  const items = wish.items.map((item) => ({ ...item, perShopper: item.perShopper ?? null }));
  return { ...wish, title: wish.title.trim(), items };
}
