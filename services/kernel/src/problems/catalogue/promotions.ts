import type { ProblemTable } from '../problem-table.js';

/** Coupons and flash sales. */
export const promotionsProblems = {
  'coupon.not_found': {
    status: 404,
    title: { zh: '优惠券不存在', en: 'No such coupon' },
    detail: { zh: '未找到该优惠券。', en: 'The coupon was not found.' },
  },
  'coupon.terms_fixed': {
    status: 409,
    title: { zh: '优惠券已有人领取', en: 'Somebody has the coupon' },
    detail: {
      zh: '已有 {claimed} 张被领取，不能再修改面额、门槛、适用范围和有效期；请停止发放后新建一张。',
      en: '{claimed} were collected: value, threshold, goods and time stand still. Stop it and make another.',
    },
  },
  'coupon.in_use': {
    status: 409,
    title: { zh: '优惠券不能删除', en: 'The coupon cannot be deleted' },
    detail: {
      zh: '已有 {claimed} 张被领取；请改为停止发放。',
      en: '{claimed} were collected: stop it instead.',
    },
  },
  'coupon.total_too_low': {
    status: 409,
    title: { zh: '发放总量过低', en: 'More were collected already' },
    detail: {
      zh: '已有 {claimed} 张被领取，总量不能低于该数。',
      en: '{claimed} were collected: the total cannot be lower.',
    },
  },
  'coupon.not_begun': {
    status: 409,
    title: { zh: '还没到领取时间', en: 'Not yet' },
    detail: { zh: '优惠券还没有开始发放，请稍后再来。', en: 'The coupon cannot be collected yet; come back later.' },
  },
  'coupon.over': {
    status: 409,
    title: { zh: '优惠券已结束', en: 'The coupon is over' },
    detail: { zh: '优惠券已停止发放或已过期。', en: 'The coupon has ended or is not handed out any more.' },
  },
  'coupon.gone': {
    status: 409,
    title: { zh: '优惠券已领完', en: 'All gone' },
    detail: { zh: '优惠券已经被领完了。', en: 'All of these coupons were collected.' },
  },
  'coupon.limit_reached': {
    status: 409,
    title: { zh: '已达领取上限', en: 'You have it already' },
    detail: {
      zh: '您已领取过该优惠券，可在“我的优惠券”中查看。',
      en: 'You have as many of them as one person may have.',
    },
  },
  'coupon.key_conflict': {
    status: 409,
    title: { zh: '重复的领取请求', en: 'The key was used for another coupon' },
    detail: {
      zh: '该幂等键已用于另一张优惠券，请换一个新键。',
      en: 'Claim another coupon with another Idempotency-Key.',
    },
  },
  'coupon.unusable': {
    status: 409,
    title: { zh: '该优惠券不可用', en: 'The coupon cannot be used here' },
    detail: {
      zh: '该优惠券不存在、已使用、已过期，或不满足使用条件，请重新选择。',
      en: 'It is unknown, used, over or does not fit these goods: choose another, or none.',
    },
  },
  'flash_sale.not_found': {
    status: 404,
    title: { zh: '活动不存在', en: 'No such sale' },
    detail: { zh: '未找到该限时抢购活动。', en: 'The flash sale was not found.' },
  },
  'flash_sale.overlap': {
    status: 409,
    title: { zh: '活动时间冲突', en: 'Two sales of one article' },
    detail: {
      zh: '同一规格在同一时间只能参加一个限时抢购，请调整时间或移除该规格。',
      en: 'An article can be in one flash sale at a time; move the sale or leave the article out.',
    },
  },
  'flash_sale.begun': {
    status: 409,
    title: { zh: '活动已开始', en: 'The sale has begun' },
    detail: {
      zh: '活动开始后不能修改或删除，可以提前结束。',
      en: 'A sale that has begun stays as it is; it can be ended early.',
    },
  },
  'flash_sale.not_running': {
    status: 409,
    title: { zh: '活动不在进行中', en: 'The sale is not running' },
    detail: {
      zh: '只有进行中的活动可以提前结束；未开始的活动请直接删除。',
      en: 'Only a running sale can be ended; delete one that has not begun.',
    },
  },
} as const satisfies ProblemTable;
