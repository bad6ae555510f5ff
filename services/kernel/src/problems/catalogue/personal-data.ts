import type { ProblemTable } from '../problem-table.js';

/** Favourites, and what a shopper may ask of a shop about themselves. */
export const personalDataProblems = {
  'favourites.full': {
    status: 409,
    title: { zh: '收藏已满', en: 'Too many favourites' },
    detail: {
      zh: '最多可收藏 {limit} 件商品，请先取消一些收藏。',
      en: 'At most {limit} products can be kept; let some go first.',
    },
  },
  'personal_data.blocked': {
    status: 409,
    title: { zh: '暂时不能注销', en: 'Something has to be settled first' },
    detail: {
      zh: '还有未完成的事项，请按提示处理后再申请。',
      en: 'Something is still under way: see what has to be settled, then ask again.',
    },
  },
  'personal_data.not_requested': {
    status: 404,
    title: { zh: '没有注销申请', en: 'Nothing was asked for' },
    detail: { zh: '当前没有可撤回的注销申请。', en: 'There is no wish to be forgotten that could be taken back.' },
  },
} as const satisfies ProblemTable;
