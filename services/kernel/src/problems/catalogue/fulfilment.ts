import type { ProblemTable } from '../problem-table.js';

/** Shipping, receipt and subscribe messages. */
export const fulfilmentProblems = {
  'order.not_shippable': {
    status: 409,
    title: { zh: '订单不能发货', en: 'The order cannot be shipped' },
    detail: {
      zh: '只有已付款、未退款且未收货的订单可以发货。',
      en: 'Only an order that is paid, has no refund under way and is not received yet can be shipped.',
    },
  },
  'order.nothing_to_ship': {
    status: 409,
    title: { zh: '商品已全部发出', en: 'Everything is shipped' },
    detail: { zh: '该订单的商品已全部发出。', en: 'All goods of the order are on their way.' },
  },
  'order.receipt_not_open': {
    status: 409,
    title: { zh: '暂不能确认收货', en: 'The receipt cannot be confirmed yet' },
    detail: {
      zh: '商品全部发出并同步到微信后才能确认收货，请稍后再试。',
      en: 'It can be confirmed once all goods are shipped and WeChat knows of it; try again shortly.',
    },
  },
  'shipment.not_found': {
    status: 404,
    title: { zh: '包裹不存在', en: 'No such parcel' },
    detail: { zh: '未找到该包裹。', en: 'The order has no such parcel.' },
  },
  'shipment.idempotency_conflict': {
    status: 409,
    title: { zh: '重复提交', en: 'The key was used for another parcel' },
    detail: {
      zh: '该 Idempotency-Key 已用于内容不同的包裹，请换一个。',
      en: 'This Idempotency-Key has already shipped something else; send a new one.',
    },
  },
  'shipment.invalid': {
    status: 422,
    title: { zh: '发货信息有误', en: 'The parcel is not valid' },
    detail: { zh: '请按 errors 中列出的字段修改。', en: 'Correct the fields listed in "errors".' },
  },
  'shipment.too_many': {
    status: 409,
    title: { zh: '包裹过多', en: 'Too many parcels' },
    detail: { zh: '一个订单最多 {limit} 个包裹。', en: 'An order can have at most {limit} parcels.' },
  },
  'shipment.already_corrected': {
    status: 409,
    title: { zh: '发货信息不能再修改', en: 'The parcel cannot be corrected again' },
    detail: {
      zh: '微信只允许在确认收货前修改一次发货信息。',
      en: 'WeChat takes one correction per order, before its receipt is confirmed.',
    },
  },
  'shipping_upload.not_refused': {
    status: 409,
    title: { zh: '无需重新上传', en: 'Nothing to upload again' },
    detail: {
      zh: '只有被微信拒绝的发货信息可以重新上传。',
      en: 'Only shipping information that WeChat refused can be uploaded again.',
    },
  },
  'express_company.unavailable': {
    status: 503,
    title: { zh: '暂时无法获取快递公司', en: 'The express companies are not at hand' },
    detail: {
      zh: '请先授权一个小程序（含发货信息管理权限），稍后再试。',
      en: 'The list comes from WeChat through an authorised mini-program with permission set 142; try again shortly.',
    },
  },
  'message_template.unavailable': {
    status: 409,
    title: { zh: '没有合适的消息模板', en: 'No suitable message template' },
    detail: {
      zh: '小程序的服务类目下没有适合“{purpose}”的订阅消息模板，请在小程序后台添加相关类目。',
      en: 'The categories of the mini-program offer no template for "{purpose}": add a fitting category in its console.',
    },
  },
  'message.outcome_unknown': {
    status: 503,
    title: { zh: '消息是否送达未知', en: 'Nobody knows whether the message was sent' },
    detail: {
      zh: '微信没有回答。为避免重复打扰，消息不再发送。',
      en: 'WeChat did not answer; the message is not repeated, so that nobody gets it twice.',
    },
  },
  'message.expired': {
    status: 409,
    title: { zh: '消息已过时', en: 'The message is out of date' },
    detail: { zh: '一天内未能发出，消息不再发送。', en: 'It could not be sent within a day and is not sent any more.' },
  },
} as const satisfies ProblemTable;
