import type { ProblemTable } from '../problem-table.js';

/** Applets as shoppers reach them, catalogue, carts, orders, payments and refunds. */
export const commerceProblems = {
  'applet.unknown': {
    status: 404,
    title: { zh: '小程序不存在', en: 'No such mini-program' },
    detail: { zh: '平台上没有 AppID 为 {appId} 的小程序。', en: 'No mini-program with AppID {appId} lives here.' },
  },
  'applet.revoked': {
    status: 410,
    title: { zh: '小程序已取消授权', en: 'The mini-program has left the platform' },
    detail: { zh: '商家已取消授权，店铺暂停服务。', en: 'The merchant has withdrawn its authorisation.' },
  },
  'applet.suspended': {
    status: 403,
    title: { zh: '店铺暂停服务', en: 'The shop is suspended' },
    detail: { zh: '店铺暂停服务，请稍后再来。', en: 'This shop is suspended at the moment.' },
  },
  'applet.foreign_referer': {
    status: 403,
    title: { zh: '请求来自其他小程序', en: 'The request comes from another mini-program' },
    detail: {
      zh: '请求来源与小程序 {appId} 不一致。',
      en: 'The Referer names another mini-program than {appId}.',
    },
  },
  'storefront.not_published': {
    status: 404,
    title: { zh: '店铺尚未发布', en: 'The storefront is not published yet' },
    detail: { zh: '商家发布店铺后即可访问。', en: 'It can be visited once the merchant has published it.' },
  },
  'storefront.page_not_found': {
    status: 404,
    title: { zh: '页面不存在', en: 'No such page' },
    detail: {
      zh: '店铺没有编号为“{pageId}”的页面，它可能已被删除。',
      en: 'The shop has no page "{pageId}"; it may have been removed.',
    },
  },
  'product.not_found': {
    status: 404,
    title: { zh: '商品不存在', en: 'No such product' },
    detail: { zh: '商品不存在或已下架。', en: 'The product does not exist or is no longer on sale.' },
  },
  'sku.not_found': {
    status: 404,
    title: { zh: '商品规格不存在', en: 'No such variant' },
    detail: { zh: '该规格不存在或已下架。', en: 'The variant does not exist or is no longer on sale.' },
  },
  'media.not_found': {
    status: 404,
    title: { zh: '图片不存在', en: 'No such image' },
    detail: { zh: '未找到该图片。', en: 'The image was not found.' },
  },
  'product_import.not_found': {
    status: 404,
    title: { zh: '导入记录不存在', en: 'No such import' },
    detail: { zh: '未找到该导入记录。', en: 'The import was not found.' },
  },
  'product_import.no_problems': {
    status: 404,
    title: { zh: '没有问题行', en: 'Nothing to mend' },
    detail: { zh: '该次导入的所有行都已采用。', en: 'Every row of this import was used.' },
  },
  'shopper.login_required': {
    status: 401,
    title: { zh: '请先登录', en: 'Log in first' },
    detail: { zh: '登录已失效，请重新进入小程序。', en: 'The log-in is missing or no longer valid; log in again.' },
  },
  'cart.full': {
    status: 409,
    title: { zh: '购物车已满', en: 'The cart is full' },
    detail: { zh: '购物车最多放 {limit} 种商品。', en: 'A cart holds at most {limit} different articles.' },
  },
  'order.not_found': {
    status: 404,
    title: { zh: '订单不存在', en: 'No such order' },
    detail: { zh: '未找到该订单。', en: 'The order was not found.' },
  },
  'order.idempotency_conflict': {
    status: 409,
    title: { zh: '重复提交', en: 'The key was used for another order' },
    detail: {
      zh: '该 Idempotency-Key 已用于内容不同的订单，请换一个。',
      en: 'This Idempotency-Key has already placed a different order; send a new one.',
    },
  },
  'order.price_changed': {
    status: 409,
    title: { zh: '价格已变动', en: 'The price has changed' },
    detail: { zh: '价格已更新，请确认后重新提交。', en: 'Confirm the new total in "quote" and order again.' },
  },
  'stock.insufficient': {
    status: 409,
    title: { zh: '库存不足', en: 'Not enough in stock' },
    detail: { zh: '部分商品库存不足，请调整数量。', en: 'Some articles are sold out or short; see "errors".' },
  },
  'order.delivery_unavailable': {
    status: 422,
    title: { zh: '配送方式不可用', en: 'This delivery is not offered' },
    detail: { zh: '商家未开通该配送方式。', en: 'The shop does not offer this kind of delivery.' },
  },
  'order.total_out_of_range': {
    status: 422,
    title: { zh: '订单金额超出范围', en: 'The total is out of range' },
    detail: {
      zh: '订单金额应在 0.01 元至 1000 万元之间。',
      en: 'An order must cost between 0.01 and 10,000,000 yuan.',
    },
  },
  'order.not_payable': {
    status: 409,
    title: { zh: '订单不能支付', en: 'The order cannot be paid' },
    detail: { zh: '订单已支付、已关闭或已超时。', en: 'It is paid, closed, or its time has run out.' },
  },
  'order.not_cancellable': {
    status: 409,
    title: { zh: '订单不能取消', en: 'The order cannot be cancelled' },
    detail: { zh: '只有待支付的订单可以取消。', en: 'Only an order that awaits payment can be cancelled.' },
  },
  'order.not_refundable': {
    status: 409,
    title: { zh: '订单不能退款', en: 'The order cannot be refunded' },
    detail: {
      zh: '订单未支付、已全额退款，或已有退款在处理中。',
      en: 'It is not paid, is refunded in full, or a refund is under way.',
    },
  },
  'refund.not_found': {
    status: 404,
    title: { zh: '退款单不存在', en: 'No such refund' },
    detail: { zh: '未找到该退款单。', en: 'The refund was not found.' },
  },
  'refund.amount_too_high': {
    status: 409,
    title: { zh: '退款金额过大', en: 'The refund is too high' },
    detail: { zh: '最多可退 {maxFen} 分。', en: 'At most {maxFen} fen can be refunded.' },
  },
  'refund.already_decided': {
    status: 409,
    title: { zh: '退款已处理', en: 'The refund is decided already' },
    detail: { zh: '退款当前状态为 {state}。', en: 'The refund is {state}.' },
  },
  'payment_account.missing': {
    status: 409,
    title: { zh: '尚未配置微信支付', en: 'WeChat Pay is not set up' },
    detail: {
      zh: '请先为小程序 {appId} 配置微信支付商户号。',
      en: 'Enter the WeChat Pay account of {appId} first.',
    },
  },
  'pay_partner.missing': {
    status: 409,
    title: { zh: '平台未配置服务商商户号', en: 'The platform has no partner account' },
    detail: {
      zh: '请平台运营方先配置微信支付服务商商户号，或改用商户自己的商户号。',
      en: 'The operator enters the WeChat Pay partner account first; or use the merchant’s own account.',
    },
  },
  'reconciliation.not_found': {
    status: 404,
    title: { zh: '没有对账记录', en: 'No such reconciliation' },
    detail: { zh: '未找到该日的对账记录。', en: 'Nothing was reconciled for that day.' },
  },
  'reconciliation.day_invalid': {
    status: 422,
    title: { zh: '对账日期无效', en: 'The day cannot be reconciled' },
    detail: {
      zh: '请填写最近 90 天内的日期，格式 2026-11-21。',
      en: 'Name a day of the last 90 days, e.g. 2026-11-21; bills are kept no longer.',
    },
  },
  'reconciliation.difference_not_found': {
    status: 404,
    title: { zh: '没有该差异', en: 'No such difference' },
    detail: { zh: '未找到等待人工处理的差异。', en: 'No difference that waits for a person was found.' },
  },
  'payment_account.invalid': {
    status: 422,
    title: { zh: '微信支付配置有误', en: 'The WeChat Pay account is not valid' },
    detail: { zh: '请按 errors 中列出的字段修改。', en: 'Correct the fields listed in "errors".' },
  },
} as const satisfies ProblemTable;
