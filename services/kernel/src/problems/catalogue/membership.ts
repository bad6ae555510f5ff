import type { ProblemTable } from '../problem-table.js';

/** Points, tiers and members. */
export const membershipProblems = {
  'membership.off': {
    status: 404,
    title: { zh: '店铺没有会员积分', en: 'The shop has no membership' },
    detail: {
      zh: '店铺没有开通会员积分或签到；商家可在会员设置中开启。',
      en: 'The shop has no membership, or no signing in; the merchant can switch it on.',
    },
  },
  'membership.member_not_found': {
    status: 404,
    title: { zh: '会员不存在', en: 'No such member' },
    detail: { zh: '未找到该会员。', en: 'The member was not found.' },
  },
  'points.insufficient': {
    status: 409,
    title: { zh: '积分不足', en: 'Not enough points' },
    detail: {
      zh: '会员的积分不够扣减；请先查看当前积分，再减少数量。',
      en: 'The member has fewer points than that: look at what there is, and take less.',
    },
  },
  'points.key_conflict': {
    status: 409,
    title: { zh: '重复的积分调整', en: 'The key was used for other points' },
    detail: {
      zh: '该幂等键已用于另一次积分调整，请换一个新键。',
      en: 'Adjust by another amount with another Idempotency-Key.',
    },
  },
} as const satisfies ProblemTable;
