import type { ProblemTable } from '../problem-table.js';

/** Codes to scan, what shoppers say of themselves, its checking, violations and complaints. */
export const conductProblems = {
  'code.not_found': {
    status: 404,
    title: { zh: '码不存在', en: 'No such code' },
    detail: { zh: '未找到该码，或已停用。', en: 'The code does not exist or was switched off.' },
  },
  'code.target_unknown': {
    status: 422,
    title: { zh: '码指向的商品不存在', en: 'A code leads nowhere' },
    detail: { zh: '请选择店铺中的商品。', en: 'Choose a product of this shop.' },
  },
  'code.picture_pending': {
    status: 409,
    title: { zh: '小程序码生成中', en: 'The picture is being made' },
    detail: {
      zh: '还有 {count} 个小程序码正在生成或未能生成，请稍后再试。',
      en: '{count} pictures are not made yet, or WeChat refused them: try again shortly, or see their problem.',
    },
  },
  'content.refused': {
    status: 422,
    title: { zh: '内容未通过审核', en: 'The text cannot be used' },
    detail: { zh: '内容含有不当信息，请修改后再提交。', en: 'WeChat finds it unsuitable: please change it.' },
  },
  'content.too_many': {
    status: 429,
    title: { zh: '提交太频繁', en: 'Too many texts' },
    detail: { zh: '提交的文字太多，请十分钟后再试。', en: 'Wait ten minutes before sending the next one.' },
  },
  'content.not_found': {
    status: 404,
    title: { zh: '审核内容不存在', en: 'No such content' },
    detail: { zh: '未找到该内容。', en: 'The content was not found.' },
  },
  'content.already_decided': {
    status: 409,
    title: { zh: '内容已处理', en: 'The content is decided already' },
    detail: { zh: '该内容的状态为 {state}。', en: 'The content is {state}.' },
  },
  'avatar.invalid': {
    status: 422,
    title: { zh: '头像无效', en: 'The picture cannot be used' },
    detail: {
      zh: '请上传不超过2MB的 PNG、JPEG、GIF 或 WebP 图片。',
      en: 'Send a PNG, JPEG, GIF or WebP picture of at most 2 MB.',
    },
  },
  'penalty.not_found': {
    status: 404,
    title: { zh: '处罚记录不存在', en: 'No such violation' },
    detail: { zh: '未找到该处罚记录。', en: 'The violation was not found.' },
  },
  'penalty.already_resolved': {
    status: 409,
    title: { zh: '处罚已处理', en: 'The violation is resolved already' },
    detail: { zh: '该处罚已标记为处理完成。', en: 'The violation has been marked as resolved.' },
  },
  'complaint.not_found': {
    status: 404,
    title: { zh: '投诉不存在', en: 'No such complaint' },
    detail: { zh: '未找到该投诉。', en: 'The complaint was not found.' },
  },
  'complaint.processed': {
    status: 409,
    title: { zh: '投诉已处理完成', en: 'The complaint is closed' },
    detail: { zh: '该投诉已处理完成，不能再回复。', en: 'The complaint is closed and takes no further answer.' },
  },
  'complaint.answer_under_way': {
    status: 409,
    title: { zh: '上一条回复正在发送', en: 'An answer is on its way' },
    detail: { zh: '请等待上一条回复发送完成。', en: 'Wait until the answer before has reached WeChat Pay.' },
  },
} as const satisfies ProblemTable;
