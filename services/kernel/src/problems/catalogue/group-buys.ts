import type { ProblemTable } from '../problem-table.js';

/** Buying together. */
export const groupBuysProblems = {
  'group_buy.not_found': {
    status: 404,
    title: { zh: '拼团活动不存在', en: 'No such group buy' },
    detail: { zh: '未找到该拼团活动。', en: 'The group buy was not found.' },
  },
  'group_buy.group_not_found': {
    status: 404,
    title: { zh: '拼团不存在', en: 'No such group' },
    detail: { zh: '未找到该团，可能还没有人付款。', en: 'The group was not found; perhaps nobody has paid yet.' },
  },
  'group_buy.begun': {
    status: 409,
    title: { zh: '活动已开始', en: 'The group buy has begun' },
    detail: {
      zh: '活动开始后不能修改或删除，可以提前结束。',
      en: 'One that has begun stays as it is; it can be ended early.',
    },
  },
  'group_buy.not_running': {
    status: 409,
    title: { zh: '拼团活动不在进行中', en: 'The group buy is not running' },
    detail: {
      zh: '活动未开始或已结束，不能开团。',
      en: 'It has not begun or is over: no group can be opened.',
    },
  },
  'group_buy.group_over': {
    status: 409,
    title: { zh: '该团已结束', en: 'The group is over' },
    detail: {
      zh: '该团已成团或已过时间，请另开一团。',
      en: 'It is complete or its time is over: open one of your own.',
    },
  },
  'group_buy.group_full': {
    status: 409,
    title: { zh: '该团已满', en: 'The group is full' },
    detail: {
      zh: '名额已被占满（可能有人正在付款），请稍后再试或另开一团。',
      en: 'Its places are taken, perhaps by somebody who is paying: try again later or open one of your own.',
    },
  },
  'group_buy.already_in': {
    status: 409,
    title: { zh: '您已在该团中', en: 'You are in this group' },
    detail: {
      zh: '每人在一个团里只能占一个名额，可邀请好友参加。',
      en: 'Everybody has one place in a group: invite others.',
    },
  },
  'group_buy.limit_reached': {
    status: 409,
    title: { zh: '超过每人限购', en: 'More than one person may have' },
    detail: { zh: '该活动每人限购 {limit} 件。', en: 'Everybody may have {limit} of this group buy.' },
  },
  'group_buy.sold_out': {
    status: 409,
    title: { zh: '拼团名额已抢光', en: 'None are left at this price' },
    detail: {
      zh: '活动剩余数量不足，可按原价购买。',
      en: 'Too few are left of this group buy; they can be had at the usual price.',
    },
  },
  'group_buy.incomplete': {
    status: 409,
    title: { zh: '该订单尚未成团', en: 'The group is not complete' },
    detail: {
      zh: '还差 {missing} 人成团；成团后才能发货或提货，未成团将自动退款。',
      en: '{missing} are missing: goods leave the shop when the group is complete; otherwise the money goes back by itself.',
    },
  },
} as const satisfies ProblemTable;
