import type { ProblemTable } from '../problem-table.js';

/** Members, sessions, API keys, agencies and merchants. */
export const identityProblems = {
  'auth.required': {
    status: 401,
    title: { zh: '请先登录', en: 'Log in first' },
    detail: { zh: '请登录，或提供有效的 API 密钥。', en: 'Log in, or send a valid API key.' },
  },
  'auth.wrong_credentials': {
    status: 401,
    title: { zh: '邮箱或密码不正确', en: 'Wrong e-mail or password' },
    detail: { zh: '请检查后重试。', en: 'Check both and try again.' },
  },
  'auth.throttled': {
    status: 429,
    title: { zh: '登录尝试过多', en: 'Too many log-in attempts' },
    detail: { zh: '请在 {seconds} 秒后重试。', en: 'Try again in {seconds} seconds.' },
  },
  'auth.forbidden': {
    status: 403,
    title: { zh: '没有权限', en: 'Not permitted' },
    detail: {
      zh: '您的角色或密钥范围不包含此操作：{permission}。',
      en: 'Your role or key does not include this: {permission}.',
    },
  },
  'auth.session_required': {
    status: 403,
    title: { zh: '需要成员登录', en: 'A member has to do this' },
    detail: {
      zh: '此操作不能使用 API 密钥，请以成员身份登录后进行。',
      en: 'An API key cannot do this; log in as a member.',
    },
  },
  'auth.agency_only': {
    status: 403,
    title: { zh: '仅限服务商成员', en: 'Only for members of an agency' },
    detail: {
      zh: 'API 密钥属于服务商，请以服务商成员身份登录。',
      en: 'API keys belong to an agency; log in as a member of one.',
    },
  },
  'auth.wrong_password': {
    status: 403,
    title: { zh: '当前密码不正确', en: 'The current password is wrong' },
    detail: { zh: '请重新输入当前密码。', en: 'Enter your current password again.' },
  },
  'member.email_taken': {
    status: 409,
    title: { zh: '邮箱已被使用', en: 'This e-mail is already in use' },
    detail: { zh: '请换一个邮箱，或让该成员直接登录。', en: 'Use another e-mail, or let that member log in.' },
  },
  'member.not_found': {
    status: 404,
    title: { zh: '成员不存在', en: 'No such member' },
    detail: { zh: '未找到该成员。', en: 'The member was not found.' },
  },
  'member.last_owner': {
    status: 409,
    title: { zh: '至少需要一位负责人', en: 'One owner has to remain' },
    detail: {
      zh: '这是最后一位在用的负责人；请先指定另一位负责人。',
      en: 'This is the last active owner; make somebody else an owner first.',
    },
  },
  'api_key.not_found': {
    status: 404,
    title: { zh: '密钥不存在', en: 'No such API key' },
    detail: { zh: '未找到该密钥。', en: 'The key was not found.' },
  },
  'agency.not_found': {
    status: 404,
    title: { zh: '服务商不存在', en: 'No such agency' },
    detail: { zh: '未找到该服务商。', en: 'The agency was not found.' },
  },
  'agency.name_taken': {
    status: 409,
    title: { zh: '服务商名称已存在', en: 'An agency of this name exists' },
    detail: { zh: '请换一个名称。', en: 'Choose another name.' },
  },
  'agency.suspended': {
    status: 403,
    title: { zh: '服务商已停用', en: 'The agency is suspended' },
    detail: { zh: '请联系平台运营方。', en: 'Ask the operator of the platform.' },
  },
  'merchant.not_found': {
    status: 404,
    title: { zh: '商户不存在', en: 'No such merchant' },
    detail: { zh: '未找到该商户。', en: 'The merchant was not found.' },
  },
  'merchant.ref_taken': {
    status: 409,
    title: { zh: '客户编号已存在', en: 'A merchant with this reference exists' },
    detail: { zh: '客户编号 {clientRef} 已被使用。', en: 'The reference {clientRef} is already in use.' },
  },
  'merchant.suspended': {
    status: 403,
    title: { zh: '商户已停用', en: 'The merchant is suspended' },
    detail: { zh: '恢复商户后才能进行此操作。', en: 'Resume the merchant before doing this.' },
  },
  'import.file_invalid': {
    status: 400,
    title: { zh: '无法读取导入文件', en: 'The import file cannot be read' },
    detail: { zh: '{reason}', en: '{reason}' },
  },
} as const satisfies ProblemTable;
