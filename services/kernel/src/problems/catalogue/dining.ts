import type { ProblemTable } from '../problem-table.js';

/** Tables, extras, opening hours, delivery by the shop, and the kitchen. */
export const diningProblems = {
  'order.shop_closed': {
    status: 409,
    title: { zh: '店铺休息中', en: 'The shop is closed' },
    detail: {
      zh: '店铺现在不营业，下次营业时间 {opensAt}；自取和外送可以预订营业时间。',
      en: 'The shop is closed and opens at {opensAt} (China). Food to take away may be ordered for a time when it is open.',
    },
  },
  'order.pickup_time_unavailable': {
    status: 409,
    title: { zh: '该时间不可选', en: 'Not at that time' },
    detail: { zh: '请重新选择取餐或送达时间。', en: 'Choose another of the times in /dining.' },
  },
  'order.below_minimum': {
    status: 422,
    title: { zh: '未达到起送金额', en: 'Below the minimum order' },
    detail: { zh: '满 {minimum} 元起订，还差 {missing} 元。', en: 'Orders begin at ¥{minimum}: ¥{missing} more.' },
  },
  'order.too_far': {
    status: 422,
    title: { zh: '超出配送范围', en: 'Too far away' },
    detail: {
      zh: '收货位置距店铺 {distance} 公里，只送 {radius} 公里以内；可以改为自取。',
      en: 'The place is {distance} km away and the shop delivers within {radius} km; take it away instead.',
    },
  },
  'order.table_unavailable': {
    status: 409,
    title: { zh: '该桌不能点餐', en: 'This table takes no orders' },
    detail: {
      zh: '桌号不存在或已停用，请扫描桌上的点餐码或咨询店员。',
      en: 'Scan the code on the table, or ask the staff.',
    },
  },
  'dining_table.not_found': {
    status: 404,
    title: { zh: '桌台不存在', en: 'No such table' },
    detail: { zh: '未找到该桌台。', en: 'The table was not found.' },
  },
  'dining_table.name_taken': {
    status: 409,
    title: { zh: '桌号重复', en: 'The name is taken' },
    detail: { zh: '同一区域已有同名桌台，请换一个桌号。', en: 'The area has a table of that name; choose another.' },
  },
  'dining_table.in_use': {
    status: 409,
    title: { zh: '桌台已有订单', en: 'The table has orders' },
    detail: { zh: '该桌台已有订单，不能删除；请改为停用。', en: 'A table with orders stays; set its state to closed.' },
  },
  'modifier_group.not_found': {
    status: 404,
    title: { zh: '加料分组不存在', en: 'No such group of extras' },
    detail: { zh: '未找到该加料分组。', en: 'The group was not found.' },
  },
  'modifier_group.name_taken': {
    status: 409,
    title: { zh: '分组名称重复', en: 'The name is taken' },
    detail: { zh: '已有同名加料分组，请换一个名称。', en: 'Another group has that name; choose a different one.' },
  },
  'modifier.not_found': {
    status: 404,
    title: { zh: '加料不存在', en: 'No such extra' },
    detail: { zh: '未找到该加料选项。', en: 'The extra was not found.' },
  },
  'kitchen.ticket_not_found': {
    status: 404,
    title: { zh: '没有该后厨单', en: 'No such kitchen ticket' },
    detail: {
      zh: '该订单不存在、未支付，或不是餐饮订单。',
      en: 'The order is unknown, unpaid, or not for the kitchen.',
    },
  },
  'kitchen.move_refused': {
    status: 409,
    title: { zh: '后厨单状态不符', en: 'The ticket cannot move there' },
    detail: { zh: '后厨单当前为 {from}，不能改为 {to}。', en: 'The ticket is {from} and cannot become {to}.' },
  },
} as const satisfies ProblemTable;
