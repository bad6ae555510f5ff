import type { ProblemTable } from '../problem-table.js';

/** Categories, brands and what a merchant changes of many products at once. */
export const goodsProblems = {
  'category.not_found': {
    status: 404,
    title: { zh: '分类不存在', en: 'No such category' },
    detail: { zh: '未找到该分类。', en: 'The category was not found.' },
  },
  'category.name_taken': {
    status: 409,
    title: { zh: '分类名称已被使用', en: 'The name is taken' },
    detail: {
      zh: '店铺已有名为“{name}”的分类，请换一个名称。',
      en: 'There is a category "{name}" already: choose another name.',
    },
  },
  'category.levels': {
    status: 409,
    title: { zh: '分类最多两级', en: 'Categories have two levels' },
    detail: {
      zh: '上级分类必须是一级分类，且有下级分类的不能再归入别的分类。',
      en: 'The parent must stand at the top, and a category with others in it cannot be put into one.',
    },
  },
  'category.in_use': {
    status: 409,
    title: { zh: '分类正在使用', en: 'The category is in use' },
    detail: {
      zh: '请先移走其中的商品与下级分类，并停用限该分类的优惠券。',
      en: 'First move its products and the categories in it elsewhere, and withdraw coupons that are limited to it.',
    },
  },
  'category.too_many': {
    status: 409,
    title: { zh: '分类过多', en: 'Too many categories' },
    detail: { zh: '每个店铺最多 {limit} 个分类。', en: 'A shop has at most {limit} categories.' },
  },
  'brand.not_found': {
    status: 404,
    title: { zh: '品牌不存在', en: 'No such brand' },
    detail: { zh: '未找到该品牌。', en: 'The brand was not found.' },
  },
  'brand.name_taken': {
    status: 409,
    title: { zh: '品牌名称已被使用', en: 'The name is taken' },
    detail: {
      zh: '店铺已有名为“{name}”的品牌，请换一个名称。',
      en: 'There is a brand "{name}" already: choose another name.',
    },
  },
  'brand.in_use': {
    status: 409,
    title: { zh: '品牌正在使用', en: 'The brand is in use' },
    detail: { zh: '请先把 {count} 件商品改为其他品牌。', en: 'First give its {count} products another brand.' },
  },
  'brand.too_many': {
    status: 409,
    title: { zh: '品牌过多', en: 'Too many brands' },
    detail: { zh: '每个店铺最多 {limit} 个品牌。', en: 'A shop has at most {limit} brands.' },
  },
  'product.change_invalid': {
    status: 422,
    title: { zh: '商品信息有误', en: 'The product cannot be changed like that' },
    detail: { zh: '请按 errors 中的说明修改。', en: 'See "errors" for what to change.' },
  },
  'product_bulk.none': {
    status: 422,
    title: { zh: '没有符合条件的商品', en: 'No such products' },
    detail: { zh: '没有商品符合所选条件。', en: 'No product is what was asked for.' },
  },
  'product_bulk.too_many': {
    status: 422,
    title: { zh: '商品过多', en: 'Too many products' },
    detail: {
      zh: '一次最多修改 {limit} 件商品，所选条件符合 {count} 件，请缩小范围。',
      en: 'At most {limit} products are changed at once and {count} are what was asked for: ask for fewer.',
    },
  },
  'product_bulk.refused': {
    status: 422,
    title: { zh: '部分商品不能这样修改', en: 'Some products cannot be changed like that' },
    detail: {
      zh: '没有修改任何商品；请按 errors 中逐条列出的原因调整后重试。',
      en: 'Nothing was changed; see "errors" for each product and why, and try again without them.',
    },
  },
  'product_bulk.idempotency_conflict': {
    status: 409,
    title: { zh: '请求标识已用于其他修改', en: 'The key was used for another change' },
    detail: { zh: '请为新的修改使用新的 Idempotency-Key。', en: 'Use a new Idempotency-Key for another change.' },
  },
} as const satisfies ProblemTable;
