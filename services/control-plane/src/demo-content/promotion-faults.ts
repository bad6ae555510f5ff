import type { ParsedProducts } from '#commerce/catalogue/product-file.js';
import { promotionsOf } from '#commerce/demo-content/demo-promotions.js';
import type { DemoCoupon, DemoDraw, PromotionFile } from '#commerce/demo-content/promotion-file.js';
import { requirePrizes } from '#commerce/draws/draw-wishes.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';

/** What a schema cannot say of a preset's promotions: handles named twice, and articles that its own goods do not have. */
export function promotionFaults(file: PromotionFile, goods: ParsedProducts): ProblemFault[] {
  return [...repeats(file), ...strangers(file, goods)];
}

function repeats(file: PromotionFile): ProblemFault[] {
  return promotionsOf(file).flatMap(({ kind, wishes }) => {
    const handles = wishes.map(({ handle }) => handle);
    return handles.flatMap((handle, index) =>
      handles.indexOf(handle) < index ? [fault(`/${kind}s/${index}/handle`, 'repeated', REPEATED)] : [],
    );
  });
}

/** Coupons worth something else than their kind says, and articles or categories that the preset's goods do not have. */
function strangers(file: PromotionFile, { products }: ParsedProducts): ProblemFault[] {
  const { coupons = [], flashSales = [], groupBuys = [], draws = [] } = file;
  const categories = new Set(products.map(({ category }) => category));
  const ofCoupons = coupons.flatMap((coupon, index) => {
    const { kind, amountFen, percentOff, maxOffFen, category } = coupon;
    const fits =
      kind === 'amount'
        ? amountFen !== undefined && percentOff === undefined && maxOffFen === undefined
        : percentOff !== undefined && amountFen === undefined;
    const isKnown = category === undefined || categories.has(category);
    return [
      ...(fits ? [] : [fault(`/coupons/${index}/kind`, 'worth', WORTH)]),
      ...(isKnown ? [] : [fault(`/coupons/${index}/category`, 'unknown', NO_CATEGORY)]),
    ];
  });
  const ofSales = flashSales.flatMap(({ items }, sale) =>
    items.flatMap(({ product, options = [], priceFen }, index) => {
      const pointer = `/flashSales/${sale}/items/${index}`;
      const listPriceFen = listPriceOf(product, options, products);
      if (listPriceFen === undefined) return [fault(`${pointer}/product`, 'unknown', NO_ARTICLE)];
      return priceFen < listPriceFen ? [] : [fault(`${pointer}/priceFen`, 'range', dearer(listPriceFen))];
    }),
  );
  const ofGroups = groupBuys.flatMap(({ product, items, size, total }, index) => {
    const pointer = `/groupBuys/${index}`;
    const ofItems = items.flatMap(({ options = [], priceFen }, item) => {
      const at = `${pointer}/items/${item}`;
      const listPriceFen = listPriceOf(product, options, products);
      if (listPriceFen === undefined) return [fault(`${at}/options`, 'unknown', NO_ARTICLE)];
      const same = items.findIndex((other) => JSON.stringify(other.options ?? []) === JSON.stringify(options));
      if (same < item) return [fault(`${at}/options`, 'repeated', REPEATED)];
      return priceFen < listPriceFen ? [] : [fault(`${at}/priceFen`, 'range', dearer(listPriceFen))];
    });
    const enough = total === undefined || total >= size;
    return [...ofItems, ...(enough ? [] : [fault(`${pointer}/total`, 'minimum', enoughFor(size))])];
  });
  return [...ofCoupons, ...ofSales, ...ofGroups, ...draws.flatMap((draw, index) => faultsOfDraw(draw, index, coupons))];
}

function listPriceOf(product: string, options: readonly string[], products: ParsedProducts['products']) {
  return products
    .find(({ handle }) => handle === product)
    ?.skus.find(({ optionValues }) => JSON.stringify(optionValues) === JSON.stringify(options))?.priceFen;
}

/** What a merchant's own draw may not be either, told at the draw; and coupons that the file does not have, or that end too soon. */
function faultsOfDraw(draw: DemoDraw, index: number, coupons: readonly DemoCoupon[]): ProblemFault[] {
  const pointer = `/draws/${index}`;
  const endsIn = draw.startsInHours + draw.lastsHours;
  const ofCoupons = draw.prizes.flatMap(({ coupon: name }, place) => {
    if (name === undefined) return [];
    const at = `${pointer}/prizes/${place}/coupon`;
    const coupon = coupons.find(({ handle }) => handle === name);
    if (!coupon) return [fault(at, 'unknown', NO_COUPON)];
    const promised = draw.prizes.reduce((sum, prize) => sum + (prize.coupon === name ? (prize.count ?? 0) : 0), 0);
    return [
      ...(coupon.startsInHours + coupon.lastsHours > endsIn ? [] : [fault(at, 'unfit', ENDS_BEFORE)]),
      ...(coupon.total === undefined || coupon.total >= promised ? [] : [fault(at, 'unfit', tooFew(promised))]),
      ...(coupon.kind === 'amount' || coupon.maxOffFen !== undefined ? [] : [fault(at, 'unfit', NO_MOST)]),
    ];
  });
  if (draw.triesDaily !== undefined && draw.triesDaily > draw.triesTotal)
    return [...ofCoupons, fault(`${pointer}/triesDaily`, 'maximum', TOO_MANY_TRIES)];
  try {
    requirePrizes(
      draw.prizes.map(({ coupon = null, imageUrl = null, valueFen = null, count = null, ...prize }) => ({
        ...prize,
        imageUrl,
        valueFen,
        count,
        couponId: coupon,
      })),
    );
    return ofCoupons;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = error.options.errors ?? [];
    return [...ofCoupons, ...errors.map((one) => ({ ...one, pointer: drawPointer(pointer, one.pointer) }))];
  }
}

/** The file names a prize's coupon by its handle. */
function drawPointer(pointer: string, place: string): string {
  return `${pointer}${place.replace(/couponId$/, 'coupon')}`;
}

const REPEATED = { zh: '与前面的一项同名', en: 'names what an earlier item is called already' };
const WORTH = {
  zh: 'amount 只写 amountFen；percent 写 percentOff 和可选的 maxOffFen',
  en: 'amount goes with amountFen alone, percent with percentOff and, if wanted, maxOffFen',
};
const NO_CATEGORY = { zh: '预设的商品没有该分类', en: "is no category of the preset's goods" };
const NO_ARTICLE = { zh: '预设的商品没有该规格', en: "with these options is no article of the preset's goods" };

const NO_COUPON = { zh: '文件中没有该优惠券', en: "is no coupon of this file's" };
const ENDS_BEFORE = { zh: '优惠券须在抽奖结束后仍然有效', en: 'must be good until after the draw has ended' };
const NO_MOST = {
  zh: '折扣券作为奖品须设置 maxOffFen',
  en: 'a percentage needs a maxOffFen to be a prize',
};
const TOO_MANY_TRIES = { zh: '不能多于 triesTotal', en: 'cannot be more than triesTotal' };

function tooFew(promised: number): Text {
  return {
    zh: `发行量须不少于奖品的 ${promised} 张`,
    en: `must have a total of at least ${promised}, as many as are prizes`,
  };
}

function enoughFor(size: number): Text {
  return { zh: `至少够一个团：${size} 件`, en: `must do for one group: at least ${size}` };
}

function dearer(listPriceFen: number): Text {
  return { zh: `必须低于原价 ${listPriceFen} 分`, en: `must be less than the usual ${listPriceFen} fen` };
}

function fault(pointer: string, code: string, detail: Text): ProblemFault {
  return { pointer, code, detail };
}
