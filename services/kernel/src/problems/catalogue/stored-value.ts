import type { ProblemTable } from '../problem-table.js';

/** Balances, top-ups and gift cards. */
export const storedValueProblems = {
  'stored_value.unlawful': {
    status: 409,
    title: { zh: '储值设置不符合规定', en: 'The law does not allow these settings' },
    detail: {
      zh: '按《单用途商业预付卡管理办法（试行）》，请按提示修改后再启用。',
      en: 'China’s rules for single-purpose prepaid cards forbid them: see the items, and switch it on afterwards.',
    },
  },
  'stored_value.off': {
    status: 409,
    title: { zh: '商家未开通', en: 'Not offered' },
    detail: { zh: '商家未开通余额充值或礼品卡。', en: 'This shop does not offer it.' },
  },
  'stored_value.limit': {
    status: 409,
    title: { zh: '超过余额上限', en: 'More than one person may have' },
    detail: {
      zh: '每人余额（含赠送和未支付的充值）最多 {limitYuan} 元，请减少金额，或先支付、取消未完成的充值。',
      en: 'A balance, with its bonus and top-ups not paid yet, may be {limitYuan} yuan at most: choose less, or pay or cancel an unpaid top-up first.',
    },
  },
  'stored_value.key_conflict': {
    status: 409,
    title: { zh: '重复的请求', en: 'The key was used for something else' },
    detail: { zh: '该幂等键已用于另一个请求，请换一个新键。', en: 'Use another Idempotency-Key for another request.' },
  },
  'stored_value.not_enough': {
    status: 409,
    title: { zh: '余额不足', en: 'The account has less than that' },
    detail: { zh: '账户余额不足，不能扣减。', en: 'No more can be taken than the account has.' },
  },
  'stored_value.shopper_not_found': {
    status: 404,
    title: { zh: '顾客不存在', en: 'No such shopper' },
    detail: { zh: '未找到该顾客。', en: 'The shopper was not found.' },
  },
  'refund.parts_taken': {
    status: 409,
    title: { zh: '退款无法重试', en: 'This refund cannot be tried again' },
    detail: {
      zh: '之后的退款已占用该笔退款的微信或余额部分；请按剩余金额 {leftFen} 分新建退款。',
      en: 'Later refunds have taken the part of WeChat or of the balance it was made of: make a new refund of the {leftFen} fen that are left.',
    },
  },
  'top_up.amount_refused': {
    status: 422,
    title: { zh: '充值金额不可用', en: 'No such amount' },
    detail: {
      zh: '请选择充值档位，或输入允许范围内的金额。',
      en: 'Choose one of the plans, or an amount between the ends given.',
    },
  },
  'top_up.changed': {
    status: 409,
    title: { zh: '充值优惠已变化', en: 'The bonus has changed' },
    detail: {
      zh: '该金额现赠送 {bonusFen} 分，请确认后重新充值。',
      en: 'This amount now brings {bonusFen} fen: look again.',
    },
  },
  'top_up.not_found': {
    status: 404,
    title: { zh: '充值记录不存在', en: 'No such top-up' },
    detail: { zh: '未找到该充值记录。', en: 'The top-up was not found.' },
  },
  'top_up.spent': {
    status: 409,
    title: { zh: '余额已使用', en: 'The money is spent' },
    detail: {
      zh: '余额中未使用的本金不足，请刷新后按剩余本金退款。',
      en: 'Less is left unspent than that: look again and give back what is left.',
    },
  },
  'gift_card.not_found': {
    status: 404,
    title: { zh: '礼品卡不存在', en: 'No such card' },
    detail: { zh: '未找到该礼品卡。', en: 'The card was not found.' },
  },
  'gift_card.unknown': {
    status: 404,
    title: { zh: '卡密不正确', en: 'No such code' },
    detail: {
      zh: '没有这个卡密，请核对后重新输入；一小时内最多输错 5 次。',
      en: 'No card has this code: check it. Five wrong codes an hour are the most.',
    },
  },
  'gift_card.blocked': {
    status: 429,
    title: { zh: '输错次数过多', en: 'Too many wrong codes' },
    detail: { zh: '一小时内输错 5 次，请稍后再试。', en: 'Five codes were wrong within an hour; try again later.' },
  },
  'gift_card.used': {
    status: 409,
    title: { zh: '礼品卡已使用', en: 'The card is used' },
    detail: { zh: '该礼品卡已被兑换。', en: 'Somebody has redeemed this card.' },
  },
  'gift_card.over': {
    status: 409,
    title: { zh: '礼品卡已失效', en: 'The card is not valid' },
    detail: { zh: '该礼品卡已停用或已过有效期。', en: 'The card was stopped or is past its time.' },
  },
  'gift_card.not_yet': {
    status: 409,
    title: { zh: '礼品卡尚未生效', en: 'Not yet' },
    detail: { zh: '还没到该礼品卡的生效时间。', en: 'The card cannot be redeemed yet.' },
  },
  'gift_card.redeemed_already': {
    status: 409,
    title: { zh: '礼品卡已兑换', en: 'The card was redeemed' },
    detail: { zh: '礼品卡已被兑换，不能退款。', en: 'What was redeemed cannot be given back.' },
  },
  'gift_card.batch_not_found': {
    status: 404,
    title: { zh: '卡批次不存在', en: 'No such batch' },
    detail: { zh: '未找到该批礼品卡。', en: 'The batch was not found.' },
  },
} as const satisfies ProblemTable;
