import type { ProblemTable } from '../problem-table.js';

/** What the law wants of promotions. */
export const promotionGuardProblems = {
  'promotion.reference_price': {
    status: 409,
    title: { zh: '划线原价高于七日内最低价', en: 'The price struck through is too high' },
    detail: {
      zh: '促销的原价不得高于活动前七日内的最低价，请按提示调整。',
      en: 'What a promotion strikes through may not be more than the lowest price of the seven days before it: see the items.',
    },
  },
  'promotion.price_stands': {
    status: 409,
    title: { zh: '活动商品不能涨价', en: 'The price stands while a promotion refers to it' },
    detail: {
      zh: '该规格正在参加或即将参加限时抢购或拼团，原价不能上调；请先结束或删除活动。',
      en: 'The article is in a flash sale or group buy that runs or is planned: its usual price cannot be raised. End or delete the promotion first.',
    },
  },
} as const satisfies ProblemTable;
