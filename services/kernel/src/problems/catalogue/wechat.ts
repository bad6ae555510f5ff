import type { ProblemTable } from '../problem-table.js';

/** Problems of WeChat and WeChat Pay. `detail` is the general text; `wechat/error-table.ts` gives the exact one for each errcode. */
export const wechatProblems = {
  'wechat.unavailable': {
    status: 503,
    title: { zh: '微信暂时不可用', en: 'WeChat is unavailable' },
    detail: { zh: '暂时无法连接微信，请稍后再试。', en: 'WeChat cannot be reached; try again shortly.' },
  },
  'wechat.unexpected_answer': {
    status: 502,
    title: { zh: '微信返回异常', en: 'Unexpected answer from WeChat' },
    detail: { zh: '微信返回了无法识别的内容。', en: 'WeChat sent an answer this version does not understand.' },
  },
  'wechat.refused': {
    status: 502,
    title: { zh: '微信拒绝了操作', en: 'WeChat refused the operation' },
    detail: { zh: '微信拒绝了该操作。', en: 'WeChat refused the operation.' },
  },
  'wechat.request_rejected': {
    status: 502,
    title: { zh: '微信拒绝了请求', en: 'WeChat rejected the request' },
    detail: {
      zh: '请求不符合微信要求，请联系平台技术支持。',
      en: 'The request does not meet WeChat’s rules; this is a fault to report.',
    },
  },
  'wechat.rate_limited': {
    status: 503,
    title: { zh: '微信接口调用过于频繁', en: 'Too many calls to WeChat' },
    detail: { zh: '请稍后再试。', en: 'Try again in a minute.' },
  },
  'wechat.quota_exhausted': {
    status: 503,
    title: { zh: '微信接口次数已用完', en: 'WeChat call quota used up' },
    detail: { zh: '请次日再试。', en: 'Try again tomorrow.' },
  },
  'wechat.platform_misconfigured': {
    status: 503,
    title: { zh: '第三方平台配置有误', en: 'The WeChat platform is misconfigured' },
    detail: { zh: '请检查第三方平台的 AppID 与密钥。', en: 'Check the AppID and secret of the platform.' },
  },
  'wechat.ip_not_allowed': {
    status: 503,
    title: { zh: '服务器 IP 未加入白名单', en: 'Server address not allowed' },
    detail: {
      zh: '请在开放平台添加服务器出口 IP。',
      en: 'Add the address of this server in the open platform console.',
    },
  },
  'wechat.ticket_missing': {
    status: 503,
    title: { zh: '缺少微信验证票据', en: 'No WeChat ticket' },
    detail: {
      zh: '请检查授权事件接收URL，票据约每10分钟推送一次。',
      en: 'Check the auth-event URL; a ticket comes about every 10 minutes.',
    },
  },
  'wechat.not_authorised': {
    status: 409,
    title: { zh: '小程序未授权', en: 'The mini-program is not authorised' },
    detail: { zh: '请重新授权小程序。', en: 'Authorise the mini-program again.' },
  },
  'wechat.applet_unknown': {
    status: 404,
    title: { zh: '小程序不存在', en: 'No such mini-program' },
    detail: { zh: '没有 AppID 为 {appId} 的小程序。', en: 'There is no mini-program with AppID {appId}.' },
  },
  'wechat.permission_missing': {
    status: 409,
    title: { zh: '缺少权限', en: 'Permission missing' },
    detail: { zh: '请重新授权并勾选全部权限。', en: 'Authorise again with every permission ticked.' },
  },
  'wechat.account_restricted': {
    status: 409,
    title: { zh: '账号受限', en: 'The account is restricted' },
    detail: { zh: '请登录小程序后台查看原因。', en: 'See the mini-program console for the reason.' },
  },
  'wechat.authorisation_code_invalid': {
    status: 400,
    title: { zh: '授权码无效', en: 'Authorisation code invalid' },
    detail: { zh: '请重新发起授权。', en: 'Start the authorisation again.' },
  },
  'wechat.login_code_invalid': {
    status: 400,
    title: { zh: '登录凭证无效', en: 'Login code invalid' },
    detail: { zh: '请重新进入小程序。', en: 'Call wx.login again.' },
  },
  'wechat.login_blocked': {
    status: 403,
    title: { zh: '用户无法登录', en: 'The user cannot log in' },
    detail: { zh: '微信判定该用户存在风险。', en: 'WeChat blocks this user as high-risk.' },
  },
  'wechat.template_missing': {
    status: 409,
    title: { zh: '模板不存在', en: 'Template not in the library' },
    detail: { zh: '请重新上传模板。', en: 'Add the template again.' },
  },
  'wechat.template_library_full': {
    status: 409,
    title: { zh: '模板库已满', en: 'The template library is full' },
    detail: { zh: '请删除不再使用的模板。', en: 'Delete templates that are no longer used.' },
  },
  'wechat.package_rejected': {
    status: 422,
    title: { zh: '代码包未被接受', en: 'The package was rejected' },
    detail: { zh: '请检查页面与配置。', en: 'Check pages and configuration.' },
  },
  'wechat.privacy_detection_running': {
    status: 409,
    title: { zh: '隐私检测未完成', en: 'Privacy detection is running' },
    detail: { zh: '请稍后再试。', en: 'Try again in a few seconds.' },
  },
  'wechat.privacy_undeclared': {
    status: 409,
    title: { zh: '隐私接口未声明', en: 'Privacy interface not declared' },
    detail: { zh: '请补充声明或申请权限。', en: 'Declare it, or apply for the permission.' },
  },
  'wechat.privacy_setting_invalid': {
    status: 422,
    title: { zh: '隐私保护指引有误', en: 'Privacy guideline invalid' },
    detail: { zh: '请检查隐私保护指引。', en: 'Check the privacy guideline.' },
  },
  'wechat.domain_refused': {
    status: 409,
    title: { zh: '服务器域名未被接受', en: 'Domain refused' },
    detail: { zh: '请检查域名备案与平台登记。', en: 'Check the ICP filing and the registration on the platform.' },
  },
  'wechat.domain_unchanged': {
    status: 409,
    title: { zh: '服务器域名未变化', en: 'No domain changed' },
    detail: {
      zh: '域名已设置，或未在平台登记。',
      en: 'The domains are set already, or not registered on the platform.',
    },
  },
  'wechat.category_missing': {
    status: 409,
    title: { zh: '缺少服务类目', en: 'No approved category' },
    detail: { zh: '请在小程序后台设置服务类目。', en: 'Set a category in the mini-program console.' },
  },
  'wechat.profile_incomplete': {
    status: 409,
    title: { zh: '小程序信息不完整', en: 'Mini-program profile incomplete' },
    detail: { zh: '请先填写名称、头像与简介。', en: 'Set name, avatar and introduction first.' },
  },
  'wechat.nothing_committed': {
    status: 409,
    title: { zh: '尚未上传代码', en: 'Nothing committed' },
    detail: { zh: '请先上传代码。', en: 'Commit a package first.' },
  },
  'wechat.tester_refused': {
    status: 409,
    title: { zh: '不能添加体验者', en: 'The tester was refused' },
    detail: { zh: '请检查微信号与体验者数量。', en: 'Check the WeChat id and the number of testers.' },
  },
  'wechat.audit_request_invalid': {
    status: 422,
    title: { zh: '审核信息有误', en: 'Audit request invalid' },
    detail: { zh: '请检查提交的审核信息。', en: 'Check what is sent for the audit.' },
  },
  'wechat.audit_running': {
    status: 409,
    title: { zh: '审核进行中', en: 'An audit is running' },
    detail: { zh: '请等待审核结束。', en: 'Wait for the audit to end.' },
  },
  'wechat.audit_unknown': {
    status: 404,
    title: { zh: '没有审核记录', en: 'No such audit' },
    detail: { zh: '找不到审核记录。', en: 'The audit does not exist.' },
  },
  'wechat.audit_quota_exhausted': {
    status: 409,
    title: { zh: '审核次数已用完', en: 'Audit quota used up' },
    detail: { zh: '本月平台的审核次数已用完。', en: 'The audit quota of the platform is used up for this month.' },
  },
  'wechat.provider_punished': {
    status: 409,
    title: { zh: '服务商被处罚', en: 'The provider is punished' },
    detail: { zh: '请在开放平台查看处罚详情。', en: 'See the open platform console.' },
  },
  'wechat.withdraw_limit': {
    status: 409,
    title: { zh: '撤回次数已用完', en: 'No withdrawals left' },
    detail: { zh: '每天最多5次，每月最多10次。', en: '5 a day and 10 a month.' },
  },
  'wechat.not_releasable': {
    status: 409,
    title: { zh: '不能发布', en: 'Not releasable' },
    detail: { zh: '没有可发布的版本。', en: 'There is no version to release.' },
  },
  'wechat.already_released': {
    status: 409,
    title: { zh: '已经发布', en: 'Already released' },
    detail: { zh: '该版本已经发布。', en: 'The version is released already.' },
  },
  'wechat.filing_required': {
    status: 409,
    title: { zh: '需要完成备案', en: 'ICP filing required' },
    detail: { zh: '请在小程序后台办理备案。', en: 'Complete the ICP filing in the mini-program console.' },
  },
  'wechat.rollback_refused': {
    status: 409,
    title: { zh: '不能回退', en: 'Rollback refused' },
    detail: { zh: '没有可回退的版本。', en: 'There is no version to go back to.' },
  },
  'wechat.not_subscribed': {
    status: 409,
    title: { zh: '用户未订阅', en: 'Not subscribed' },
    detail: { zh: '用户未订阅该消息。', en: 'The shopper has not subscribed to this message.' },
  },
  'wechat.message_refused': {
    status: 422,
    title: { zh: '消息内容未被接受', en: 'The message was refused' },
    detail: { zh: '请检查消息内容。', en: 'Check what the message says.' },
  },
  'wechat.message_template_gone': {
    status: 409,
    title: { zh: '消息模板已被删除', en: 'The message template is gone' },
    detail: { zh: '系统会重新添加消息模板。', en: 'It is provisioned again.' },
  },
  'wechat.message_template_exists': {
    status: 409,
    title: { zh: '消息模板已存在', en: 'The message template exists' },
    detail: { zh: '该模板已添加过。', en: 'The mini-program has this template already.' },
  },
  'wechat.message_template_refused': {
    status: 409,
    title: { zh: '不能添加消息模板', en: 'The message template was refused' },
    detail: { zh: '请在小程序后台查看订阅消息。', en: 'See the subscribe messages in the mini-program console.' },
  },
  'wechat.message_library_full': {
    status: 409,
    title: { zh: '消息模板数量已满', en: 'The message templates are full' },
    detail: { zh: '请删除不用的消息模板。', en: 'Delete message templates that are no longer used.' },
  },
  'wechat.shipping_order_unknown': {
    status: 409,
    title: { zh: '微信未找到该支付单', en: 'WeChat does not know the payment' },
    detail: { zh: '请稍后再试，或核对支付商户号。', en: 'Try again shortly, or check the merchant number.' },
  },
  'wechat.shipping_known': {
    status: 409,
    title: { zh: '微信已有发货信息', en: 'WeChat has the shipping information' },
    detail: { zh: '发货信息没有变化。', en: 'The shipping information is unchanged.' },
  },
  'wechat.shipping_refused': {
    status: 409,
    title: { zh: '微信未接受发货信息', en: 'WeChat refused the shipping information' },
    detail: { zh: '请检查发货信息。', en: 'Check the shipping information.' },
  },
  'wechat.page_not_released': {
    status: 409,
    title: { zh: '页面尚未发布', en: 'The page is not released' },
    detail: { zh: '请先发布小程序。', en: 'Release the mini-program first.' },
  },
  'wechat.phone_code_invalid': {
    status: 400,
    title: { zh: '手机号授权已失效', en: 'The phone number was not given' },
    detail: {
      zh: '手机号授权码无效、已使用或超过5分钟，请重新点击“获取手机号”。',
      en: 'The code is invalid, was used already or is older than five minutes: tap the phone number button again.',
    },
  },
  'wechat.content_check_running': {
    status: 409,
    title: { zh: '内容检测中', en: 'The content is being checked' },
    detail: { zh: '请等待检测结果。', en: 'Its verdict is on the way.' },
  },
  'wechat.conversation_over': {
    status: 409,
    title: { zh: '暂不能回复', en: 'No answer can be sent' },
    detail: { zh: '请等待用户再次发送消息。', en: 'Wait until the shopper writes again.' },
  },
  'wechat.push_refused': {
    status: 403,
    title: { zh: '推送校验失败', en: 'Push refused' },
    detail: { zh: '推送内容未通过校验（{reason}）。', en: 'The push failed its check ({reason}).' },
  },
  'wechat_pay.unavailable': {
    status: 503,
    title: { zh: '微信支付暂时不可用', en: 'WeChat Pay is unavailable' },
    detail: { zh: '请稍后再试。', en: 'Try again shortly.' },
  },
  'wechat_pay.rate_limited': {
    status: 503,
    title: { zh: '微信支付调用过于频繁', en: 'Too many calls to WeChat Pay' },
    detail: { zh: '请稍后再试。', en: 'Try again in a minute.' },
  },
  'wechat_pay.unexpected_answer': {
    status: 502,
    title: { zh: '微信支付返回异常', en: 'Unexpected answer from WeChat Pay' },
    detail: {
      zh: '微信支付返回了无法识别或未通过验签的内容。',
      en: 'WeChat Pay sent an answer that is not understood or not signed.',
    },
  },
  'wechat_pay.refused': {
    status: 409,
    title: { zh: '微信支付拒绝了请求', en: 'WeChat Pay refused' },
    detail: { zh: '微信支付拒绝了该操作。', en: 'WeChat Pay refused the operation.' },
  },
  'wechat_pay.request_rejected': {
    status: 502,
    title: { zh: '支付请求有误', en: 'Payment request rejected' },
    detail: {
      zh: '支付请求不符合要求，请联系平台技术支持。',
      en: 'The payment request does not meet the rules; this is a fault to report.',
    },
  },
  'wechat_pay.account_misconfigured': {
    status: 409,
    title: { zh: '商户号配置有误', en: 'Merchant account misconfigured' },
    detail: { zh: '请检查商户号、证书与 APIv3 密钥。', en: 'Check merchant number, certificate and APIv3 key.' },
  },
  'wechat_pay.payer_mismatch': {
    status: 409,
    title: { zh: '付款人不匹配', en: 'Payer does not match' },
    detail: { zh: '付款用户与小程序不匹配。', en: 'The payer does not belong to this mini-program.' },
  },
  'wechat_pay.order_closed': {
    status: 409,
    title: { zh: '订单已关闭', en: 'The order is closed' },
    detail: { zh: '请重新下单。', en: 'Place the order again.' },
  },
  'wechat_pay.order_paid': {
    status: 409,
    title: { zh: '订单已支付', en: 'The order is paid' },
    detail: { zh: '该订单已支付。', en: 'The order is paid already.' },
  },
  'wechat_pay.order_unknown': {
    status: 404,
    title: { zh: '订单不存在', en: 'No such order at WeChat Pay' },
    detail: { zh: '微信支付没有该订单。', en: 'WeChat Pay does not know the order.' },
  },
  'wechat_pay.order_number_used': {
    status: 409,
    title: { zh: '订单号重复', en: 'Order number used' },
    detail: { zh: '商户订单号已被使用。', en: 'The order number was used already.' },
  },
  'wechat_pay.balance_too_low': {
    status: 409,
    title: { zh: '商户余额不足', en: 'Balance too low' },
    detail: {
      zh: '商户余额不足，充值后会自动重试退款。',
      en: 'Top up the merchant account; the refund is tried again.',
    },
  },
  'wechat_pay.bill_missing': {
    status: 404,
    title: { zh: '没有账单', en: 'No such bill' },
    detail: { zh: '该日没有账单。', en: 'There is no bill for that day.' },
  },
  'wechat_pay.bill_not_ready': {
    status: 503,
    title: { zh: '账单生成中', en: 'The bill is not ready' },
    detail: { zh: '账单生成中，请稍后再试。', en: 'The bill is being written; try again later.' },
  },
  'wechat_pay.notice_refused': {
    status: 401,
    title: { zh: '支付通知校验失败', en: 'Payment notice refused' },
    detail: { zh: '支付通知未通过校验（{reason}）。', en: 'The payment notice failed its check ({reason}).' },
  },
} as const satisfies ProblemTable;
