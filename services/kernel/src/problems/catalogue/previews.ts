import type { ProblemTable } from '../problem-table.js';

/** Live previews: tickets, the player's own origin, what it plays of WeChat. */
export const previewProblems = {
  'preview.ticket_invalid': {
    status: 403,
    title: { zh: '预览链接无效', en: 'This preview link is not valid' },
    detail: {
      zh: '链接不完整或已被改动，请在后台重新打开预览。',
      en: 'The link is incomplete or was altered: open the preview again from the dashboard.',
    },
  },
  'preview.ticket_expired': {
    status: 410,
    title: { zh: '预览链接已过期', en: 'This preview link has expired' },
    detail: { zh: '请在后台重新打开预览。', en: 'Open the preview again from the dashboard.' },
  },
  'preview.ticket_withdrawn': {
    status: 410,
    title: { zh: '预览链接已失效', en: 'This preview link is no longer good' },
    detail: {
      zh: '链接已被收回，或店铺已停用，或创建链接的人不再有权查看。请在后台重新打开预览。',
      en: 'It was withdrawn, the shop was closed, or whoever made it may no longer look at the shop: open the preview again from the dashboard.',
    },
  },
  'preview.base_not_found': {
    status: 404,
    title: { zh: '模板代码不存在', en: 'No such template code' },
    detail: {
      zh: '没有摘要为 {digest} 的模板代码，请重新打开预览。',
      en: 'There is no template code with the digest {digest}: open the preview again.',
    },
  },
  'preview.cannot_compile': {
    status: 422,
    title: { zh: '模板无法在浏览器中运行', en: 'This template cannot be run in the browser' },
    detail: {
      zh: '编译在限定的时间或内存内没有完成：{reason}。请用 `npm run template -- check` 检查模板。',
      en: 'Compiling it did not end within its limits ({reason}): check the template with `npm run template -- check`.',
    },
  },
  'preview.host_not_allowed': {
    status: 403,
    title: { zh: '该地址不在合法域名列表中', en: 'This address is not among the allowed domains' },
    detail: {
      zh: '预览只能请求 {allowed}，而小程序请求了 {address}。请使用 ext 中的 apiBase。',
      en: 'A preview may call {allowed} only, but the mini-program called {address}: use apiBase of its ext settings.',
    },
  },
  'preview.runtime_unreachable': {
    status: 502,
    title: { zh: '店铺服务没有应答', en: 'The shop did not answer' },
    detail: {
      zh: '预览暂时无法连接店铺服务，请稍后重试。',
      en: 'The preview cannot reach the shop at the moment: try again shortly.',
    },
  },
  'preview.runtime_timeout': {
    status: 504,
    title: { zh: '店铺服务没有及时应答', en: 'The shop did not answer in time' },
    detail: {
      zh: '{milliseconds} 毫秒内没有应答，请稍后重试，或在请求中放宽 timeout。',
      en: 'There was no answer within {milliseconds} ms: try again, or give the request a longer timeout.',
    },
  },
  'preview.answer_too_large': {
    status: 502,
    title: { zh: '店铺的应答过大', en: "The shop's answer is too large" },
    detail: {
      zh: '应答超过 {megabytes} MB，预览不予接收。请分页请求。',
      en: 'It is larger than {megabytes} MB, which a preview does not take: ask for it in pages.',
    },
  },
  'preview.too_many_requests': {
    status: 429,
    title: { zh: '预览请求过于频繁', en: 'This preview asks too often' },
    detail: { zh: '请在 {seconds} 秒后重试。', en: 'Try again in {seconds} seconds.' },
  },
  'preview.no_wechat': {
    status: 409,
    title: { zh: '此功能需要在手机上使用', en: 'This needs a phone' },
    detail: {
      zh: '登录、支付等微信功能无法在此预览中演示，请用手机扫码体验。',
      en: 'Log-in, payment and the like cannot be shown in this preview: try them on a phone.',
    },
  },
  'preview.wechat_refused': {
    status: 422,
    title: { zh: '微信拒绝了这一步', en: 'WeChat refused this step' },
    detail: { zh: '{reason}', en: '{reason}' },
  },
  'preview.token_invalid': {
    status: 403,
    title: { zh: '草稿预览凭证无效', en: 'The key to this draft is not valid' },
    detail: {
      zh: '请求头 x-xiaopu-preview 已过期或不属于这个小程序；去掉它即可看到已发布的店铺。',
      en: 'The header x-xiaopu-preview has expired or is not for this mini-program; without it, the published shop is answered.',
    },
  },
} as const satisfies ProblemTable;
