import type { ProblemTable } from '../problem-table.js';

/** What follows an order: goods given back, reviews, invoices, papers, goods without a parcel. */
export const afterSaleProblems = {
  'refund.lines_invalid': {
    status: 422,
    title: { zh: '退款商品有误', en: 'These goods cannot be given back' },
    detail: {
      zh: '请按“errors”修改要退的商品和数量。',
      en: 'Choose goods and quantities that are left; see "errors".',
    },
  },
  'review.not_found': {
    status: 404,
    title: { zh: '评价不存在', en: 'No such review' },
    detail: { zh: '评价不存在或已删除。', en: 'The review does not exist or was taken back.' },
  },
  'review.not_yet': {
    status: 409,
    title: { zh: '还不能评价', en: 'Not to be reviewed yet' },
    detail: {
      zh: '收到商品（或到店取货、消费）后才能评价，已退款的订单不能评价。',
      en: 'Only what was received, and not refunded, can be reviewed.',
    },
  },
  'review.line_unknown': {
    status: 422,
    title: { zh: '订单中没有这件商品', en: 'The order has no such line' },
    detail: { zh: '请从订单商品中选择要评价的一件。', en: 'Choose one of the lines of the order.' },
  },
  'review.already_written': {
    status: 409,
    title: { zh: '已经评价过', en: 'Reviewed already' },
    detail: {
      zh: '每件商品只能评价一次；如需修改请先删除原评价。',
      en: 'Each line is reviewed once: take the review back to write another one.',
    },
  },
  'review.state_conflict': {
    status: 409,
    title: { zh: '评价当前状态不能这样操作', en: 'Not possible in this state' },
    detail: {
      zh: '评价的状态为 {state}；待审核的评价请在内容审核中处理。',
      en: 'The review is {state}; one that is held is decided among the held contents.',
    },
  },
  'review.picture_invalid': {
    status: 422,
    title: { zh: '图片不能使用', en: 'The picture cannot be used' },
    detail: {
      zh: '请上传 PNG、JPEG、GIF 或 WebP 图片，每张不超过2MB。',
      en: 'Send PNG, JPEG, GIF or WebP of at most 2 MB.',
    },
  },
  'review.pictures_unknown': {
    status: 422,
    title: { zh: '图片不可用', en: 'The pictures are not there' },
    detail: {
      zh: '图片已过期、已被使用或未通过审核，请重新上传。',
      en: 'A picture was refused, used before or is too old: send it again.',
    },
  },
  'review.too_many_pictures': {
    status: 429,
    title: { zh: '图片上传太多', en: 'Too many pictures' },
    detail: {
      zh: '最多可有 {limit} 张未发表的图片，请先发表评价。',
      en: 'At most {limit} pictures may wait for their review.',
    },
  },
  'invoice.not_found': {
    status: 404,
    title: { zh: '发票申请不存在', en: 'No such invoice' },
    detail: { zh: '未找到该发票申请。', en: 'The invoice was not found.' },
  },
  'invoice.not_possible': {
    status: 409,
    title: { zh: '不能申请发票', en: 'No invoice for this order' },
    detail: {
      zh: '订单未支付或款项已全部退回，不能开票。',
      en: 'The order is not paid, or all of its money went back.',
    },
  },
  'invoice.already_asked': {
    status: 409,
    title: { zh: '已申请发票', en: 'An invoice is asked for already' },
    detail: { zh: '该订单的发票已申请或已开具。', en: 'This order has an invoice, or one is asked for.' },
  },
  'invoice.invalid': {
    status: 422,
    title: { zh: '发票信息有误', en: 'The invoice cannot be made out like that' },
    detail: {
      zh: '请核对抬头类型与税号：企业须填写正确的统一社会信用代码，个人不填。',
      en: 'Check kind and tax number: a company needs its unified social credit identifier, a person none.',
    },
  },
  'invoice.state_conflict': {
    status: 409,
    title: { zh: '发票当前状态不能这样操作', en: 'Not possible in this state' },
    detail: { zh: '发票的状态为 {state}，请刷新后再试。', en: 'The invoice is {state}: look at it again.' },
  },
  'invoice.amount_changed': {
    status: 409,
    title: { zh: '可开票金额已变化', en: 'The amount has changed' },
    detail: { zh: '可开票金额现为 {amountFen} 分，请刷新后再开。', en: 'It is {amountFen} fen now: look at it again.' },
  },
  'invoice.file_invalid': {
    status: 422,
    title: { zh: '文件不是有效的 PDF', en: 'The file is no PDF' },
    detail: { zh: '请上传不超过5MB的 PDF 文件。', en: 'Send a PDF of at most 5 MB.' },
  },
  'order_tag.too_many': {
    status: 409,
    title: { zh: '标签太多', en: 'Too many tags' },
    detail: { zh: '每个订单最多 {limit} 个标签。', en: 'An order has at most {limit} tags.' },
  },
  'order_export.not_found': {
    status: 404,
    title: { zh: '导出不存在', en: 'No such export' },
    detail: { zh: '导出不存在，或文件已过期删除。', en: 'The export does not exist, or its file is gone.' },
  },
  'order_export.not_ready': {
    status: 409,
    title: { zh: '文件还没有准备好', en: 'The file is not ready' },
    detail: { zh: '导出的状态为 {state}。', en: 'The export is {state}.' },
  },
  'order_export.too_many_rows': {
    status: 422,
    title: { zh: '订单太多', en: 'Too many orders' },
    detail: {
      zh: '一次最多导出 {limit} 行，现有 {rows} 行，请缩小时间范围。',
      en: 'It would have {rows} rows of at most {limit}: choose a shorter time.',
    },
  },
  'order_export.too_many': {
    status: 429,
    title: { zh: '导出太频繁', en: 'Too many exports' },
    detail: {
      zh: '已有 {limit} 个导出在进行，请稍后再试。',
      en: '{limit} exports are under way: wait until one of them is done.',
    },
  },
  'order_export.idempotency_conflict': {
    status: 409,
    title: { zh: '重复的请求标识', en: 'The key was used for another export' },
    detail: { zh: '该请求标识已用于另一个导出，请换一个。', en: 'Use another Idempotency-Key.' },
  },
  'order_export.failed': {
    status: 500,
    title: { zh: '导出失败', en: 'The export has failed' },
    detail: { zh: '导出多次失败，请重新导出。', en: 'It has failed several times: ask for it again.' },
  },
  'virtual_goods.not_virtual': {
    status: 409,
    title: { zh: '不是虚拟商品', en: 'Not goods of that kind' },
    detail: { zh: '请先把商品设为“卡密”类虚拟商品。', en: 'Make it a product with codes first.' },
  },
} as const satisfies ProblemTable;
