import type { ProblemTable } from '../problem-table.js';

/** What shoppers do with the coupons they have: together, as a gift, at the counter. */
export const couponWalletProblems = {
  'coupon.not_together': {
    status: 409,
    title: { zh: '这些优惠券不能同时使用', en: 'The coupons do not go together' },
    detail: {
      zh: '只有可叠加的不同优惠券才能同时使用，最多 5 张，请重新选择。',
      en: 'Only stackable coupons of different kinds go together, five at most: choose again.',
    },
  },
  'coupon.not_giftable': {
    status: 409,
    title: { zh: '该优惠券不能赠送', en: 'The coupon cannot be given away' },
    detail: {
      zh: '商家未开放赠送，您可以自己使用。',
      en: 'The shop keeps it for whoever collected it: use it yourself.',
    },
  },
  'coupon.used_already': {
    status: 409,
    title: { zh: '优惠券已使用', en: 'The coupon is used' },
    detail: { zh: '每张优惠券只能使用一次。', en: 'A coupon is good once.' },
  },
  'coupon.expired': {
    status: 409,
    title: { zh: '优惠券已过期', en: 'The coupon is over' },
    detail: { zh: '优惠券已超过有效期，不能再使用。', en: 'Its time has passed; it cannot be used any more.' },
  },
  'coupon.given_away': {
    status: 409,
    title: { zh: '优惠券正在赠送或已送出', en: 'The coupon is being given away' },
    detail: {
      zh: '还没有人领取时可以撤回赠送，撤回后即可使用；已被领取的不能再使用。',
      en: 'As long as nobody has taken it, take the gift back and then use it.',
    },
  },
  'coupon_gift.not_found': {
    status: 404,
    title: { zh: '赠送不存在', en: 'No such gift' },
    detail: {
      zh: '链接不完整或不属于本店，请让好友重新发一次。',
      en: 'The link is incomplete or of another shop: ask for it again.',
    },
  },
  'coupon_gift.own': {
    status: 409,
    title: { zh: '这是您自己送出的券', en: 'This is your own gift' },
    detail: {
      zh: '请发给好友领取；想自己使用时可以撤回。',
      en: 'Send it to a friend, or take it back to use it yourself.',
    },
  },
  'coupon_gift.taken': {
    status: 409,
    title: { zh: '来晚了，券已被领取', en: 'Somebody was faster' },
    detail: { zh: '每份赠送只能由一人领取。', en: 'A gift goes to the first who takes it.' },
  },
  'coupon_gift.withdrawn': {
    status: 409,
    title: { zh: '赠送已撤回', en: 'The gift was taken back' },
    detail: { zh: '好友已撤回这份赠送。', en: 'Whoever gave it has taken it back.' },
  },
  'coupon_gift.over': {
    status: 409,
    title: { zh: '赠送已超时', en: 'The gift has run out' },
    detail: { zh: '超过领取时间，券已退回好友。', en: 'Its time is over; the coupon went back to your friend.' },
  },
  'coupon_code.unknown': {
    status: 404,
    title: { zh: '券码无效或已过期', en: 'The code is unknown or over' },
    detail: {
      zh: '券码两分钟内有效，请让顾客出示最新的券码。',
      en: 'A code is good for two minutes: ask for the one shown now.',
    },
  },
  'coupon_redemption.bill_too_low': {
    status: 409,
    title: { zh: '账单未达到使用门槛', en: 'The bill is below the threshold' },
    detail: { zh: '还差 {missingYuan} 元才能使用。', en: '{missingYuan} yuan are missing.' },
  },
  'coupon_redemption.key_conflict': {
    status: 409,
    title: { zh: '重复的核销请求', en: 'The key was used for another code' },
    detail: { zh: '该幂等键已用于另一个券码，请换一个新键。', en: 'Redeem another code with another Idempotency-Key.' },
  },
  'coupon_redemption.not_found': {
    status: 404,
    title: { zh: '核销记录不存在', en: 'No such redemption' },
    detail: { zh: '未找到该核销记录。', en: 'The redemption was not found.' },
  },
  'coupon_redemption.too_late': {
    status: 409,
    title: { zh: '已超过撤销时间', en: 'Too late to undo' },
    detail: { zh: '核销后 15 分钟内可以撤销。', en: 'A redemption can be undone within 15 minutes.' },
  },
  'coupon_redemption.elsewhere': {
    status: 409,
    title: { zh: '不是本门店核销', en: 'Redeemed at another place' },
    detail: { zh: '只有核销的门店可以撤销。', en: 'Only the place that redeemed it can undo it.' },
  },
} as const satisfies ProblemTable;
