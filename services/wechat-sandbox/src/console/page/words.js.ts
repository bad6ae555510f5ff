/** What the page says, zh and en. */
export const wordsScript = String.raw`
const words = {
  accounts: ['小程序', 'Mini-programs'], messages: ['推送', 'Pushes'], payments: ['支付', 'Payments'], faults: ['故障与时钟', 'Faults, clock'],
  none: ['暂无', 'Nothing yet'], search: ['搜索名称或 AppID', 'Search name or AppID'], register: ['注册小程序', 'Register'], name: ['名称', 'Name'],
  account: ['帐号', 'Account'], authorised: ['授权', 'Authorised'], yes: ['已授权', 'authorised'], no: ['未授权', 'not authorised'], show: ['查看', 'Show'], back: ['返回列表', 'Back to the list'],
  authorise: ['授权给平台', 'Authorise'], withdraw: ['取消授权', 'Withdraw'], more: ['下一页', 'Next page'], first: ['回到第一页', 'First page'], of: ['共', 'total'], find: ['搜索', 'Search'],
  versions: ['版本', 'Versions'], trial: ['体验版', 'Trial'], online: ['线上版', 'Online'], history: ['历史版本', 'Earlier'], version: ['版本号', 'Version'], note: ['说明', 'Note'],
  audits: ['审核', 'Audits'], state: ['状态', 'State'], submitted: ['提交时间', 'Submitted'], reason: ['原因', 'Reason'], approve: ['通过', 'Approve'], reject: ['驳回', 'Reject'], delay: ['延后', 'Delay'],
  audit0: ['已通过', 'approved'], audit1: ['已驳回', 'rejected'], audit2: ['审核中', 'auditing'], audit3: ['已撤回', 'withdrawn'], audit4: ['已延后', 'delayed'],
  sent: ['订阅消息', 'Subscribe messages'], service: ['客服消息', 'Customer service'], write: ['以用户身份发送', 'Write as a shopper'], person: ['用户', 'Person'], text: ['内容', 'Text'], from: ['来自', 'From'],
  shopper: ['用户', 'shopper'], shop: ['商家', 'shop'], shipments: ['发货', 'Shipments'], confirm: ['确认收货', 'Confirm receipt'], transaction: ['微信支付单号', 'Transaction'], time: ['时间', 'Time'],
  event: ['事件', 'Event'], answer: ['应答', 'Answer'], again: ['重新推送', 'Push again'], ticket: ['立即推送 ticket', 'Push a ticket now'], content: ['明文', 'Plaintext'],
  order: ['商户订单号', 'Order'], amount: ['金额', 'Amount'], pay: ['付款', 'Pay'], complain: ['投诉', 'Complain'], refunds: ['退款', 'Refunds'], settle: ['到账', 'Settle'], abnormal: ['异常', 'Abnormal'], close: ['关闭', 'Close'],
  refund: ['退款', 'Refund'], howMuch: ['退款金额（元）', 'How much, in yuan?'], noAmount: ['金额应为数字，最多两位小数', 'An amount is a number with at most two decimals'], writeAgain: ['再次留言', 'Write again'], complainAgain: ['再次投诉', 'Complain again'],
  shipment1: ['待发货', 'to ship'], shipment2: ['已发货', 'shipped'], shipment3: ['已确认收货', 'received'], shipment4: ['交易完成', 'settled'], shipment5: ['已退款', 'refunded'], shipment6: ['资金待结算', 'settlement held back'],
  remind: ['提醒发货', 'Remind to ship'], hold: ['投诉冻结结算', 'Hold by complaint'], endComplaint: ['投诉结束', 'End the complaint'], complaint: ['投诉中', 'in complaint'],
  notices: ['支付通知', 'Pay notices'], complaints: ['投诉', 'Complaints'], cancel: ['撤诉', 'Take back'], saying: ['什么原因？', 'What is it about?'],
  clock: ['时钟', 'Clock'], advanced: ['已拨快', 'Moved ahead by'], min10: ['+10 分钟', '+10 minutes'], hour2: ['+2 小时', '+2 hours'], day1: ['+1 天', '+1 day'], waiting: ['等待中的任务', 'Waiting tasks'],
  nextPushes: ['接下来的事件推送', 'The next events'], nextNotices: ['接下来的支付通知', 'The next pay notices'], lose: ['丢失', 'Lost'], double: ['重复', 'Doubled'], reorder: ['乱序', 'Reordered'], late: ['迟到', 'Late'], forge: ['伪造签名', 'Forged signature'], signTest: ['签名探测', 'Signature probe'],
  calls: ['接下来的调用', 'The next calls'], path: ['路径', 'Path'], times: ['次数', 'Times'], inject: ['注入', 'Inject'], clear: ['全部清除', 'Clear all'], kind: ['故障', 'Fault'], faultList: ['已排队的故障', 'Faults waiting'],
  busy: ['系统繁忙 -1', 'busy -1'], quotaSpent: ['日额度用完 45009', 'daily quota 45009'], minute: ['每分钟限频 45011', 'minute limit 45011'], http502: ['HTTP 502', 'HTTP 502'], cut: ['断开连接', 'connection cut'], slow: ['慢 5 秒', 'slow by 5 s'], lostAnswer: ['生效但应答丢失', 'done, answer lost'],
  tokens: ['令牌', 'Tokens'], expire: ['立即过期', 'Expire'], revoke: ['吊销', 'Revoke'], platform: ['平台令牌', 'Platform tokens'], recent: ['最近调用', 'Recent calls'], failed: ['无法读取', 'Cannot be read'],
  merchants: ['商户号', 'Merchants'], merchant: ['商户', 'Merchant'], mode: ['验签方式', 'Signed with'], rotate: ['更换平台证书与公钥', 'Rotate certificate and key'], rotated: ['已更换', 'Rotated for'],
  auditQuota: ['每月提审额度（全平台）', 'Audits a month, all accounts'], set: ['设为', 'Set'], spent: ['用完 85085', 'spent 85085'],
  auditRule: ['审核规则', 'Audit rule'], reset: ['清空一切', 'Empty everything'], sure: ['确定清空全部数据？', 'Really empty everything?'], secret: ['AppSecret', 'AppSecret'], loading: ['读取中…', 'Loading…'], off: ['沙箱没有应答', 'The sandbox does not answer'],
};
let english = localStorage.getItem('language') === 'en' || (localStorage.getItem('language') === null && !navigator.language.startsWith('zh'));
export const word = (name) => (words[name] ?? [name, name])[english ? 1 : 0];
export function useLanguage(change) {
  if (change) english = !english;
  localStorage.setItem('language', english ? 'en' : 'zh');
  document.documentElement.lang = english ? 'en' : 'zh-CN';
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = word(node.dataset.word);
}
`;
