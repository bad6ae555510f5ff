import type { ProblemTable } from '../problem-table.js';

/** Where goods are sent, and what that costs. */
export const shippingProblems = {
  'order.region_not_served': {
    status: 422,
    title: { zh: '该地区暂不配送', en: 'Not delivered there' },
    detail: {
      zh: '本店暂不配送到「{region}」，请更换收货地址或选择自提。',
      en: 'The shop does not send goods to “{region}”: choose another address, or collect them.',
    },
  },
} as const satisfies ProblemTable;
