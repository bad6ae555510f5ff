import { createDraw, publishDraw } from '../../services/control-plane/src/commerce/draws.contract.js';
import { createGroupBuy } from '../../services/control-plane/src/commerce/group-buys.contract.js';
import { replaceProgramme } from '../../services/control-plane/src/commerce/membership.contract.js';
import { changeSku } from '../../services/control-plane/src/commerce/products.contract.js';
import { createCoupon, createFlashSale } from '../../services/control-plane/src/commerce/promotions.contract.js';
import { replaceStoredValue } from '../../services/control-plane/src/commerce/stored-value.contract.js';
import type { Books } from './books.js';
import { HISTORY_SKUS } from './history-steps.fixture.js';
import type { JourneyContext } from './journey-context.js';

export interface HistoryShop {
  readonly params: { readonly appId: string };
  readonly merchant: { readonly merchantId: string };
  /** Few of each; the first two are in a flash sale. */
  readonly skus: readonly { readonly id: string; readonly price_fen: number }[];
  readonly couponIds: readonly string[];
  readonly drawId: string;
  readonly group: { readonly groupBuyId: string; readonly skuId: string; readonly priceFen: number };
  readonly topUp: { readonly amountFen: number; readonly bonusFen: number };
}

/** A shop that has everything at once: a sale, a group buy, coupons, a draw, points with tiers, and balances. */
export async function openHistoryShop(journey: JourneyContext, books: Books): Promise<HistoryShop> {
  const { merchantId = '', appId = '' } = journey.travellers[0] ?? {};
  const merchant = { merchantId };
  const { agency } = journey;
  const skus = await books.rows<{ id: string; product_id: string; price_fen: number }>(
    `select s.id, s.product_id, s.price_fen from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
     where s.active and p.state = 'active' and s.price_fen > 2000 order by s.id limit $1`,
    [HISTORY_SKUS + 1],
  );
  for (const { id } of skus) await agency.call(changeSku, { params: { ...merchant, skuId: id }, body: { stock: 40 } });
  const grouped = skus[HISTORY_SKUS];
  if (!grouped) throw new Error('the shop has too few goods');

  await agency.call(createFlashSale, {
    params: merchant,
    body: {
      title: '整点秒杀',
      ...period(),
      items: skus.slice(0, 2).map(({ id }) => ({ skuId: id, priceFen: 1500, total: 60, perShopper: 8 })),
    },
  });
  const terms = {
    kind: 'amount' as const,
    amountFen: 300,
    thresholdFen: 0,
    total: 5_000,
    perShopper: 100,
    stackable: false,
    giftable: true,
  };
  const coupons = [
    { title: '三元券', ...terms },
    { title: '叠加券', ...terms, amountFen: 200, stackable: true },
  ];
  const couponIds: string[] = [];
  for (const coupon of coupons)
    couponIds.push((await agency.call(createCoupon, { params: merchant, body: { ...coupon, ...period() } })).id);

  const prizes = [
    { kind: 'goods' as const, title: '保温杯', valueFen: 9_900, weightPpm: 300_000, count: 30 },
    { kind: 'thanks' as const, title: '谢谢参与', weightPpm: 700_000 },
  ];
  const sharing = { look: 'wheel' as const, triesPerShare: 0, maxShareTries: 0 };
  const draw = { title: '天天抽奖', rules: '', ...period(), triesTotal: 100, addressDays: 14, prizes, ...sharing };
  const { id: drawId } = await agency.call(createDraw, { params: merchant, body: draw });
  await agency.call(publishDraw, { params: { ...merchant, drawId } });

  const priceFen = grouped.price_fen - 500;
  const { id: groupBuyId } = await agency.call(createGroupBuy, {
    params: merchant,
    body: {
      title: '三人团',
      productId: grouped.product_id,
      size: 3,
      hours: 1,
      ...period(),
      perShopper: 50,
      items: [{ skuId: grouped.id, priceFen }],
    },
  });
  await agency.call(replaceProgramme, {
    params: merchant,
    body: {
      enabled: true,
      pointsPerYuan: 2,
      pointsPerYuanOff: 10,
      mostPercent: 50,
      validMonths: 12,
      signInPoints: [200, 300],
      tiers: [{ name: '银卡', fromFen: 20_000, percentOff: 5, multiplierPercent: 150 }],
    },
  });
  const topUp = { amountFen: 5_000, bonusFen: 500 };
  await agency.call(replaceStoredValue, {
    params: merchant,
    body: {
      enabled: true,
      plans: [topUp],
      customAmounts: null,
      limitFen: 500_000,
      cardFaces: [],
      terms: '余额可用于本店全部商品，未使用部分可随时申请退款。',
    },
  });
  return {
    params: { appId },
    merchant,
    skus,
    couponIds,
    drawId,
    group: { groupBuyId, skuId: grouped.id, priceFen },
    topUp,
  };
}

/** Longer than any history. */
function period() {
  const now = Date.now();
  return { startsAt: new Date(now - 60_000).toISOString(), endsAt: new Date(now + 3 * 3_600_000).toISOString() };
}
