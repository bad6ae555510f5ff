import type { ProblemTable } from '../problem-table.js';

/** Lucky draws. */
export const drawsProblems = {
  'draw.not_found': {
    status: 404,
    title: { zh: '抽奖活动不存在', en: 'No such draw' },
    detail: { zh: '未找到该抽奖活动。', en: 'The draw was not found.' },
  },
  'draw.odds_sum': {
    status: 400,
    title: { zh: '中奖概率之和不等于 100%', en: 'The odds do not come to 100 %' },
    detail: {
      zh: '各项概率（百万分之）相加须正好等于 1000000，现为 {sum}，相差 {difference}；请调整“谢谢参与”或其他奖品的概率。',
      en: 'The weights must come to exactly 1,000,000; they come to {sum}, {difference} off. Change that of "thanks" or of a prize.',
    },
  },
  'draw.coupon_unfit': {
    status: 409,
    title: { zh: '优惠券不能作为奖品', en: 'A coupon cannot be promised' },
    detail: {
      zh: '有优惠券数量不足、过早失效或价值超限；请调整优惠券或奖品后再发布。',
      en: 'A coupon is too few, ends too early or is worth too much: change it or the prize, then publish.',
    },
  },
  'draw.published': {
    status: 409,
    title: { zh: '抽奖已公布', en: 'The draw is published' },
    detail: {
      zh: '活动公布后，规则、奖品、数量和概率都不能再修改；未开始的可以删除，进行中的可以提前结束。',
      en: 'Rules, prizes, counts and odds of a published draw stand still. Delete it before it begins, or end it early.',
    },
  },
  'draw.begun': {
    status: 409,
    title: { zh: '抽奖已开始', en: 'The draw has begun' },
    detail: {
      zh: '已开始的抽奖不能删除，可以提前结束。',
      en: 'A draw that has begun cannot be deleted; it can be ended early.',
    },
  },
  'draw.not_running': {
    status: 409,
    title: { zh: '抽奖不在进行中', en: 'The draw is not running' },
    detail: {
      zh: '只有进行中的抽奖可以提前结束；未开始的请直接删除。',
      en: 'Only a running draw can be ended; delete one that has not begun.',
    },
  },
  'draw.not_begun': {
    status: 409,
    title: { zh: '抽奖还没开始', en: 'Not yet' },
    detail: { zh: '抽奖还没有开始，请稍后再来。', en: 'The draw has not begun; come back later.' },
  },
  'draw.over': {
    status: 409,
    title: { zh: '抽奖已结束', en: 'The draw is over' },
    detail: { zh: '抽奖已结束，可查看结果验证。', en: 'The draw has ended; its results can be checked.' },
  },
  'draw.no_tries': {
    status: 409,
    title: { zh: '抽奖次数已用完', en: 'No tries left' },
    detail: { zh: '您在本次活动的抽奖次数已用完。', en: 'You have used all your tries at this draw.' },
  },
  'draw.no_tries_today': {
    status: 409,
    title: { zh: '今天的次数已用完', en: 'No tries left today' },
    detail: { zh: '今天的抽奖次数已用完，明天再来。', en: 'You have used today’s tries; come back tomorrow.' },
  },
  'draw.key_conflict': {
    status: 409,
    title: { zh: '重复的抽奖请求', en: 'The key was used for another draw' },
    detail: {
      zh: '该幂等键已用于另一个抽奖活动，请换一个新键。',
      en: 'Enter another draw with another Idempotency-Key.',
    },
  },
  'draw.entry_not_found': {
    status: 404,
    title: { zh: '没有这条抽奖记录', en: 'No such entry' },
    detail: { zh: '未找到该抽奖记录。', en: 'The entry was not found.' },
  },
  'draw.nothing_to_send': {
    status: 409,
    title: { zh: '没有需要寄送的奖品', en: 'Nothing is sent for this entry' },
    detail: {
      zh: '该记录没有中实物奖品，不需要收货地址和发货。',
      en: 'The entry did not win goods: it needs no address and no parcel.',
    },
  },
  'draw.address_late': {
    status: 409,
    title: { zh: '已过填写地址的期限', en: 'The time for an address has passed' },
    detail: {
      zh: '未在期限内填写收货地址，奖品已失效；如有疑问请联系商家。',
      en: 'No address was given in time, so the prize has lapsed; ask the merchant if in doubt.',
    },
  },
  'draw.no_address': {
    status: 409,
    title: { zh: '中奖者还没有填写地址', en: 'The winner has given no address' },
    detail: {
      zh: '中奖者填写收货地址后才能发货。',
      en: 'The prize can be sent once the winner has said where to.',
    },
  },
  'draw.sent': {
    status: 409,
    title: { zh: '奖品已寄出', en: 'The prize is on its way' },
    detail: {
      zh: '奖品已寄出，不能再修改地址；请联系商家。',
      en: 'The prize was sent: its address stands. Ask the merchant.',
    },
  },
  'draw.share_invalid': {
    status: 400,
    title: { zh: '链接无效', en: 'The link is not one of this draw' },
    detail: {
      zh: '该链接不完整，或不属于这场抽奖；请让好友重新发一次。',
      en: 'It is incomplete or belongs to another draw: ask your friend for the link again.',
    },
  },
  'draw.share_off': {
    status: 409,
    title: { zh: '这场抽奖不能由好友增加次数', en: 'Friends bring no tries to this draw' },
    detail: { zh: '您可以直接参加抽奖。', en: 'You can take part yourself.' },
  },
  'draw.share_own': {
    status: 409,
    title: { zh: '这是您自己的链接', en: 'This is your own link' },
    detail: { zh: '只有好友打开才会增加次数。', en: 'It brings tries when a friend comes through it.' },
  },
  'draw.share_used': {
    status: 409,
    title: { zh: '您已为一位好友增加过次数', en: 'You have brought a friend tries already' },
    detail: { zh: '每场抽奖只能为一位好友增加次数。', en: 'That is once in a draw, for one friend.' },
  },
  'draw.share_full': {
    status: 409,
    title: { zh: '好友的次数已加满', en: 'Your friend has all extra tries there are' },
    detail: { zh: '您可以直接参加抽奖。', en: 'You can take part yourself.' },
  },
  'draw.share_full_today': {
    status: 409,
    title: { zh: '好友今天的次数已加满', en: 'Your friend has all extra tries of today' },
    detail: { zh: '明天再来，或直接参加抽奖。', en: 'Come back tomorrow, or take part yourself.' },
  },
  'coupon.in_draw': {
    status: 409,
    title: { zh: '优惠券是抽奖的奖品', en: 'A draw has promised the coupon' },
    detail: {
      zh: '抽奖活动已公布用它作奖品：内容和预留数量不能改，也不能删除；可以停止发放，不影响抽奖。',
      en: 'A draw names it as a prize: its terms and what is set aside stand still. It can be stopped, which leaves the draw alone.',
    },
  },
} as const satisfies ProblemTable;
