import type { FieldType } from '#kernel/wechat/subscribe-message-values.js';

export const messagePurposes = [
  'orderPaid',
  'orderShipped',
  'orderRefunded',
  'pickupReady',
  'groupComplete',
  'invoiceIssued',
  'reviewReplied',
] as const;
export type MessagePurpose = (typeof messagePurposes)[number];

/** What a message can speak of. */
export type MessageTopic =
  | 'orderNumber'
  | 'goods'
  | 'amount'
  | 'moment'
  | 'status'
  | 'company'
  | 'trackingNo'
  | 'address'
  | 'remark';

/** How a topic is found among the keywords of a template: by its words, and in a field that can hold it. */
interface TopicWords {
  readonly words: RegExp;
  readonly types: readonly FieldType[];
}

interface PurposeDefinition {
  /** Public templates that would do, the best first: their ids and words differ from category to category. */
  readonly titles: readonly RegExp[];
  /** WeChat's sceneDesc, at most 15 characters. */
  readonly scene: string;
  /** Said where a template asks for a state. */
  readonly status: string;
  readonly remark: string;
  /** The more important first: a template holds five. */
  readonly topics: readonly MessageTopic[];
}

export const topicWords: Readonly<Record<MessageTopic, TopicWords>> = {
  trackingNo: { words: /(快递|物流|运)单?(单号|编号|号)/, types: ['character_string', 'thing', 'letter', 'number'] },
  orderNumber: { words: /(订单|交易|退款)?(单号|编号|号码|订单号)/, types: ['character_string', 'number', 'thing'] },
  goods: { words: /商品|物品|货物|产品|礼品|订单(内容|详情)/, types: ['thing'] },
  amount: { words: /金额|总价|价格|实付|费用|款项|合计/, types: ['amount'] },
  moment: { words: /时间|日期/, types: ['time', 'date'] },
  company: { words: /(快递|物流|承运|配送).{0,2}(公司|名称|服务商|方式|商)/, types: ['thing', 'phrase', 'name'] },
  status: { words: /状态|进度|结果/, types: ['phrase', 'thing'] },
  address: { words: /(自提|取货|提货|取件|门店).{0,2}(地点|地址|点|名称)/, types: ['thing'] },
  remark: { words: /备注|提示|提醒|说明/, types: ['thing'] },
};

export const purposeDefinitions: Readonly<Record<MessagePurpose, PurposeDefinition>> = {
  orderPaid: {
    titles: [/(支付|付款)成功/, /(下单|购买)成功/, /订单.*(支付|付款)/],
    scene: '付款成功后通知买家',
    status: '已付款',
    remark: '商家正在准备您的商品',
    topics: ['orderNumber', 'goods', 'amount', 'moment', 'status', 'remark'],
  },
  orderShipped: {
    titles: [/发货(通知|提醒)/, /发货/, /(物流|配送).*通知/],
    scene: '商家发货后通知买家',
    status: '已发货',
    remark: '收到商品后请确认收货',
    topics: ['orderNumber', 'goods', 'company', 'trackingNo', 'moment', 'status', 'remark'],
  },
  orderRefunded: {
    titles: [/退款(成功|到账|结果)/, /退款.*通知/, /退款/],
    scene: '退款到账后通知买家',
    status: '已退款',
    remark: '款项已原路退回',
    topics: ['orderNumber', 'amount', 'goods', 'moment', 'status', 'remark'],
  },
  pickupReady: {
    titles: [/(取货|提货|自提).*(通知|提醒)/, /取(货|件|餐)/, /自提/],
    scene: '商品备好后通知买家自提',
    status: '待自提',
    remark: '商品已备好，请到店自提',
    // Without the moment: a template's 取货时间 is when the shop is open, which nobody here knows.
    topics: ['address', 'orderNumber', 'goods', 'status', 'remark'],
  },
  // A group that fails is told of by its refund.
  groupComplete: {
    titles: [/(拼团|成团).*(成功|结果|进度)/, /拼团|成团/],
    scene: '拼团成功后通知买家',
    status: '已成团',
    remark: '商家正在准备您的商品',
    topics: ['goods', 'orderNumber', 'status', 'amount', 'moment', 'remark'],
  },
  invoiceIssued: {
    titles: [/(开票|发票).*(成功|结果|通知|提醒)/, /发票|开票/],
    scene: '发票开具后通知买家',
    status: '已开票',
    remark: '可在订单中查看发票',
    topics: ['orderNumber', 'amount', 'moment', 'goods', 'status', 'remark'],
  },
  reviewReplied: {
    titles: [/(评价|评论|留言).*回复/, /回复.*(通知|提醒)/],
    scene: '商家回复评价后通知买家',
    status: '已回复',
    remark: '商家回复了您的评价',
    topics: ['goods', 'orderNumber', 'moment', 'status', 'remark'],
  },
};
