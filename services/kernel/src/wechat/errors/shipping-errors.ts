import { ourFault, rule, type WechatRule } from '../error-rules.js';

const refused = (zh: string, en: string) => rule('wechat.shipping_refused', 'never', 'merchant', zh, en);
const known = (zh: string, en: string) => rule('wechat.shipping_known', 'never', 'nobody', zh, en);
const busy = (zh: string, en: string) => rule('wechat.unavailable', 'backoff', 'nobody', zh, en);

/** Shipping information (`shared/wechat/login-and-user.md` §9). */
export const shippingErrors: Readonly<Record<number, WechatRule>> = {
  10060001: rule(
    'wechat.shipping_order_unknown',
    'later',
    'merchant',
    '微信尚未找到这笔支付。刚付款的订单约一分钟后可上传；若一直失败，请核对支付商户号与小程序的绑定。',
    'WeChat does not know the payment: it takes about a minute after paying; if it stays, the payment belongs to another AppID or merchant number.',
  ),
  10060002: known('微信已有该订单的发货信息。', 'WeChat has the shipping information already.'),
  10060003: refused('该订单已重新发货一次，不能再次修改。', 'The one re-shipping of this order is used up.'),
  10060004: refused(
    '订单当前状态不能上传发货信息（可能已退款或已确认收货）。',
    'The order cannot be shipped at WeChat: it is refunded, or its receipt is confirmed.',
  ),
  10060005: refused('物流方式有误。', 'The kind of delivery was refused.'),
  10060006: refused('只有快递可以分多个包裹发货。', 'Only courier deliveries can be split into parcels.'),
  10060007: ourFault('缺少是否全部发货标记，请联系平台技术支持。', 'is_all_delivered is missing.'),
  10060008: ourFault('缺少商品描述，请联系平台技术支持。', 'item_desc is missing.'),
  10060009: ourFault('商品描述过长，请联系平台技术支持。', 'item_desc is too long.'),
  10060011: ourFault('查询位置有误，请联系平台技术支持。', 'last_index was refused.'),
  10060012: busy('微信系统繁忙，稍后会自动重试。', 'WeChat is busy; tried again shortly.'),
  10060014: ourFault('参数有误，请联系平台技术支持。', 'An argument was refused.'),
  10060019: busy('微信系统繁忙，稍后会自动重试。', 'WeChat is busy; tried again shortly.'),
  10060020: ourFault('缺少商品描述，请联系平台技术支持。', 'The description of the goods is missing.'),
  10060023: known('发货信息没有变化。', 'The shipping information is unchanged.'),
  10060024: refused('一个订单最多 15 个包裹。', 'An order can have at most 15 parcels.'),
  10060025: refused('发货信息中有内容过长。', 'A text of the shipping information is too long.'),
  10060026: refused('发货信息中有内容过长。', 'A text of the shipping information is too long.'),
  10060028: refused('订单尚未发货，不能提醒收货。', 'The order is not shipped yet.'),
  10060029: refused(
    '签收时间有误，应晚于发货时间。',
    'The time of receipt was refused: it must be after the shipping.',
  ),
  10060030: refused('该订单已提醒过一次收货。', 'The one reminder of this order is used up.'),
  10060031: refused('支付人与订单不一致。', 'The openid is not that of the payer.'),
  10060032: refused('只有快递订单可以提醒收货。', 'Only courier orders can be reminded of.'),
  268485194: ourFault('订单编号类型有误，请联系平台技术支持。', 'order_key was refused.'),
  268485195: ourFault('订单编号有误，请联系平台技术支持。', 'order_key was refused.'),
  268485196: ourFault('订单编号有误，请联系平台技术支持。', 'order_key was refused.'),
  268485197: ourFault('订单编号有误，请联系平台技术支持。', 'order_key was refused.'),
  268485216: ourFault('上传时间格式有误，请联系平台技术支持。', 'upload_time was refused.'),
  268485224: ourFault('发货模式有误，请联系平台技术支持。', 'delivery_mode was refused.'),
  268485226: refused('缺少运单号。', 'The tracking number is missing.'),
  268485227: refused('缺少快递公司。', 'The express company is missing.'),
  268485228: ourFault('统一发货只能有一个包裹，请联系平台技术支持。', 'UNIFIED takes exactly one parcel.'),
};
