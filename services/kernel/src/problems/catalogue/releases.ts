import type { ProblemTable } from '../problem-table.js';

/** Applets, storefronts, builds and submissions. */
export const releasesProblems = {
  'applet.not_found': {
    status: 404,
    title: { zh: '小程序不存在', en: 'No such mini-program' },
    detail: {
      zh: '该商户没有 AppID 为 {appId} 的小程序。',
      en: 'This merchant has no mini-program with AppID {appId}.',
    },
  },
  'applet.taken': {
    status: 409,
    title: { zh: '小程序已被占用', en: 'The mini-program belongs to another merchant' },
    detail: {
      zh: '{appId} 已授权给本平台的另一商户，请先在那里解除。',
      en: '{appId} is authorised for another merchant here; release it there first.',
    },
  },
  'applet.other_account': {
    status: 409,
    title: { zh: '授权了另一个小程序', en: 'Another mini-program was authorised' },
    detail: {
      zh: '需要授权 {wanted}，实际授权的是 {given}。请重新授权。',
      en: '{wanted} was asked for, {given} was authorised. Authorise again.',
    },
  },
  'applet.authorisation_withdrawn': {
    status: 409,
    title: { zh: '小程序授权已取消', en: 'The authorisation was withdrawn' },
    detail: {
      zh: '请商户管理员重新授权 {appId}。',
      en: "Ask the merchant's administrator to authorise {appId} again.",
    },
  },
  'authorisation.unknown': {
    status: 404,
    title: { zh: '授权链接无效', en: 'Unknown authorisation link' },
    detail: { zh: '请从控制台重新发起授权。', en: 'Start the authorisation again from the dashboard.' },
  },
  'authorisation.expired': {
    status: 410,
    title: { zh: '授权码已失效', en: 'The authorisation code is no longer valid' },
    detail: { zh: '请重新打开授权链接。', en: 'Open a new authorisation link.' },
  },
  'storefront.not_found': {
    status: 404,
    title: { zh: '店铺尚未创建', en: 'No storefront yet' },
    detail: { zh: '请先为 {appId} 选择模板。', en: 'Choose a template for {appId} first.' },
  },
  'storefront.draft_conflict': {
    status: 409,
    title: { zh: '草稿已被他人修改', en: 'The draft was changed by somebody else' },
    detail: { zh: '请载入最新草稿后再保存。', en: 'Load the current draft and save again.' },
  },
  'storefront.revision_not_found': {
    status: 404,
    title: { zh: '版本不存在', en: 'No such revision' },
    detail: { zh: '未找到修订 {revision}。', en: 'Revision {revision} was not found.' },
  },
  'storefront.nothing_published': {
    status: 409,
    title: { zh: '店铺尚未发布', en: 'The storefront is not published' },
    detail: { zh: '请先发布店铺设置。', en: 'Publish the storefront first.' },
  },
  'build.not_found': {
    status: 404,
    title: { zh: '构建不存在', en: 'No such build' },
    detail: { zh: '未找到该构建。', en: 'The build was not found.' },
  },
  'build.not_succeeded': {
    status: 409,
    title: { zh: '构建尚未成功', en: 'The build has not succeeded' },
    detail: {
      zh: '构建状态为 {state}，只有成功的构建可以提交。',
      en: 'Its state is {state}; only a successful build can be submitted.',
    },
  },
  'submission.not_found': {
    status: 404,
    title: { zh: '提交不存在', en: 'No such submission' },
    detail: { zh: '未找到该提交。', en: 'The submission was not found.' },
  },
  'submission.under_way': {
    status: 409,
    title: { zh: '已有提交正在进行', en: 'A submission is already under way' },
    detail: { zh: '请等待其完成或先撤回。', en: 'Wait for it to end or withdraw it.' },
  },
  'submission.not_allowed': {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not possible in this state' },
    detail: { zh: '提交处于“{state}”，不能执行“{action}”。', en: 'The submission is {state}; it cannot {action}.' },
  },
  'submission.step_running': {
    status: 409,
    title: { zh: '正在处理', en: 'A step is being made' },
    detail: {
      zh: '提交处于“{state}”，正在与微信通信，请几秒后再试。',
      en: 'The submission is {state} and WeChat is being called: try again in a few seconds.',
    },
  },
  'submission.no_category': {
    status: 409,
    title: { zh: '小程序没有可用类目', en: 'The mini-program has no approved category' },
    detail: {
      zh: '请商户在微信公众平台添加并通过服务类目，然后重试。',
      en: 'The merchant must add an approved service category at mp.weixin.qq.com, then retry.',
    },
  },
  'submission.privacy_text_missing': {
    status: 409,
    title: { zh: '缺少隐私用途说明', en: 'A privacy purpose is missing' },
    detail: { zh: '模板未说明这些隐私信息的用途：{keys}。', en: 'The template does not state the purpose of: {keys}.' },
  },
  'submission.private_api_not_permitted': {
    status: 409,
    title: { zh: '代码使用了未获许可的接口', en: 'The code uses interfaces that are not permitted' },
    detail: {
      zh: '请为小程序申请或在模板中移除：{apis}。',
      en: 'Apply for them or remove them from the template: {apis}.',
    },
  },
  'submission.contact_missing': {
    status: 409,
    title: { zh: '缺少隐私联系方式', en: 'A privacy contact is missing' },
    detail: {
      zh: '请在店铺设置“联系方式”中填写电话或邮箱，发布并重新构建。',
      en: 'Enter a phone or e-mail under "contact" in the storefront settings, publish and build again.',
    },
  },
  'submission.no_previous_release': {
    status: 409,
    title: { zh: '没有可回退的版本', en: 'There is nothing to roll back to' },
    detail: { zh: '该小程序只发布过一个版本。', en: 'Only one version of this mini-program was ever released.' },
  },
  'template.not_in_library': {
    status: 409,
    title: { zh: '模板尚未入库', en: 'The template is not in the library yet' },
    detail: {
      zh: '请平台运营方将 {template} 加入微信模板库。',
      en: 'The operator must add {template} to WeChat’s template library.',
    },
  },
  'template.draft_not_found': {
    status: 404,
    title: { zh: '草稿箱中没有该版本', en: 'The draft box has no such version' },
    detail: {
      zh: '请先上传 {template}。草稿箱只保留每个开发小程序最新的一份草稿，现有：{drafts}。',
      en: 'Upload {template} first. The draft box keeps only the newest draft of each development mini-program; it holds: {drafts}.',
    },
  },
} as const satisfies ProblemTable;
