import type { ProblemTable } from '../problem-table.js';

/** What goes wrong at the door, whatever the endpoint. */
export const httpProblems = {
  'request.malformed_json': {
    status: 400,
    title: { zh: '请求不是有效的 JSON', en: 'The request is not valid JSON' },
    detail: { zh: '请检查请求正文的 JSON 语法。', en: 'Check the JSON syntax of the request body.' },
  },
  'request.malformed_http': {
    status: 400,
    title: { zh: '不是有效的 HTTP 请求', en: 'This is not a valid HTTP request' },
    detail: { zh: '请检查客户端或代理。', en: 'Check the client, and the proxy between it and us.' },
  },
  'request.headers_too_large': {
    status: 431,
    title: { zh: '请求头过大', en: 'The request headers are too large' },
    detail: { zh: '请求行与请求头合计最多 16 KB。', en: 'Request line and headers may have 16 KB together.' },
  },
  'request.invalid': {
    status: 400,
    title: { zh: '请求内容有误', en: 'The request is not valid' },
    detail: { zh: '请按 errors 中列出的字段修改后重试。', en: 'Correct the fields listed in "errors" and try again.' },
  },
  'request.too_large': {
    status: 413,
    title: { zh: '请求内容过大', en: 'The request is too large' },
    detail: { zh: '最大允许 {limit}。', en: 'At most {limit} are accepted.' },
  },
  'request.unsupported_media_type': {
    status: 415,
    title: { zh: '不支持的内容类型', en: 'Unsupported content type' },
    detail: { zh: '请使用文档中说明的 Content-Type。', en: 'Send the Content-Type that the documentation names.' },
  },
  'request.cross_site': {
    status: 403,
    title: { zh: '拒绝跨站请求', en: 'Cross-site request refused' },
    detail: { zh: '请从控制台页面发起该操作。', en: 'Start this action from the dashboard itself.' },
  },
  'request.rate_limited': {
    status: 429,
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    detail: { zh: '请在 {seconds} 秒后重试。', en: 'Try again in {seconds} seconds.' },
  },
  'request.not_found': {
    status: 404,
    title: { zh: '地址不存在', en: 'No such address' },
    detail: { zh: '请检查请求路径与方法。', en: 'Check the path and the method.' },
  },
  'internal.unexpected': {
    status: 500,
    title: { zh: '服务暂时不可用', en: 'Something went wrong on our side' },
    detail: {
      zh: '请稍后重试；如仍失败，请提供请求编号 {requestId}。',
      en: 'Try again later; if it persists, quote request {requestId}.',
    },
  },
  'service.unavailable': {
    status: 503,
    title: { zh: '服务正在恢复', en: 'The service is recovering' },
    detail: { zh: '请稍后重试。', en: 'Try again in a moment.' },
  },
} as const satisfies ProblemTable;
