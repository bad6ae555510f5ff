import type { ParsedProducts } from '#commerce/catalogue/product-csv.js';
import { promotionsOf } from '#commerce/demo-content/demo-promotions.js';
import type { PromotionFile } from '#commerce/demo-content/promotion-file.js';
import type { ProblemFault } from '#kernel/problems/problem.js';
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
function strangers({ coupons = [], flashSales = [] }: PromotionFile, { products }: ParsedProducts): ProblemFault[] {
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
      const found = products
        .find(({ handle }) => handle === product)
        ?.skus.find(({ optionValues }) => JSON.stringify(optionValues) === JSON.stringify(options));
      if (!found) return [fault(`${pointer}/product`, 'unknown', NO_ARTICLE)];
      return priceFen < found.priceFen ? [] : [fault(`${pointer}/priceFen`, 'range', dearer(found.priceFen))];
    }),
  );
  return [...ofCoupons, ...ofSales];
}

const REPEATED = { zh: '与前面的一项同名', en: 'names what an earlier item is called already' };
const WORTH = {
  zh: 'amount 只写 amountFen；percent 写 percentOff 和可选的 maxOffFen',
  en: 'amount goes with amountFen alone, percent with percentOff and, if wanted, maxOffFen',
};
const NO_CATEGORY = { zh: '预设的商品没有该分类', en: "is no category of the preset's goods" };
const NO_ARTICLE = { zh: '预设的商品没有该规格', en: "with these options is no article of the preset's goods" };

function dearer(listPriceFen: number): Text {
  return { zh: `必须低于原价 ${listPriceFen} 分`, en: `must be less than the usual ${listPriceFen} fen` };
}

function fault(pointer: string, code: string, detail: Text): ProblemFault {
  return { pointer, code, detail };
}
