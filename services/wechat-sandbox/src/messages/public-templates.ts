/** Kinds of keywords; the key of a field is its kind and its number, `thing1` (login-and-user.md §6.2). */
export type KeywordKind =
  | 'thing'
  | 'number'
  | 'letter'
  | 'symbol'
  | 'character_string'
  | 'time'
  | 'date'
  | 'amount'
  | 'phone_number'
  | 'car_number'
  | 'name'
  | 'phrase'
  | 'enum';

export interface Keyword {
  kid: number;
  name: string;
  kind: KeywordKind;
  example: string;
  values?: readonly string[];
}

export interface PublicTemplate {
  tid: string;
  title: string;
  /** 2 one-time, 3 long-term. */
  type: 2 | 3;
  /** Second-level categories whose accounts may use it. */
  categories: readonly number[];
  keywords: readonly Keyword[];
}

const SHOPS = [...Array.from({ length: 17 }, (_, index) => 321 + index), 2];

type KeywordRow = readonly [name: string, kind: KeywordKind, example: string, values?: readonly string[]];

const template = (
  tid: number,
  title: string,
  rows: readonly KeywordRow[],
  options: { type?: 2 | 3; categories?: readonly number[] } = {},
): PublicTemplate => ({
  tid: String(tid),
  title,
  type: options.type ?? 2,
  categories: options.categories ?? SHOPS,
  keywords: rows.map(([name, kind, example, values], index) => ({
    kid: index + 1,
    name,
    kind,
    example,
    ...(values && { values }),
  })),
});

const ORDER_NO: KeywordRow = ['订单编号', 'character_string', '20261122101530001'];
const GOODS: KeywordRow = ['商品名称', 'thing', '武夷岩茶礼盒'];
const AMOUNT: KeywordRow = ['订单金额', 'amount', '¥128.00'];
const NOTE: KeywordRow = ['温馨提示', 'thing', '点击查看详情'];
const SHOP: KeywordRow = ['门店名称', 'thing', '花间茶舍'];

/** The sandbox's own small library, worded like WeChat's; numbers are its own. */
export const publicTemplates: readonly PublicTemplate[] = [
  template(1001, '订单支付成功通知', [ORDER_NO, GOODS, AMOUNT, ['支付时间', 'date', '2026年11月22日 10:15'], NOTE]),
  template(1002, '订单待支付提醒', [ORDER_NO, GOODS, AMOUNT, ['支付截止时间', 'time', '10:45'], NOTE]),
  template(1003, '订单发货提醒', [
    ORDER_NO,
    GOODS,
    ['快递公司', 'thing', '顺丰速运'],
    ['快递单号', 'character_string', 'SF1234567890'],
    ['发货时间', 'time', '2026年11月22日 15:30'],
    ['收货地址', 'thing', '福州市鼓楼区五四路1号'],
  ]),
  template(1004, '订单签收通知', [ORDER_NO, GOODS, ['签收时间', 'time', '2026年11月24日 15:30'], NOTE]),
  template(1005, '退款成功通知', [
    ORDER_NO,
    ['退款金额', 'amount', '¥128.00'],
    ['退款时间', 'date', '2026年11月23日 09:00'],
    ['退款原因', 'thing', '不想要了'],
    GOODS,
  ]),
  template(1006, '退款申请处理通知', [
    ORDER_NO,
    ['处理结果', 'phrase', '已同意'],
    ['处理时间', 'time', '2026年11月23日 09:00'],
    ['说明', 'thing', '请在七天内寄回商品'],
  ]),
  template(1007, '取货提醒', [
    SHOP,
    ['取货码', 'character_string', '8231'],
    ['取货时间', 'time', '09:00~18:00'],
    ['取货地址', 'thing', '福州市鼓楼区五四路1号'],
    ['联系电话', 'phone_number', '0591-87654321'],
  ]),
  template(1008, '拼团成功通知', [GOODS, ['拼团价', 'amount', '¥99.00'], ['成团人数', 'number', '3'], ORDER_NO, NOTE]),
  template(1009, '拼团失败通知', [
    GOODS,
    ['失败原因', 'thing', '人数不足'],
    ['退款金额', 'amount', '¥99.00'],
    ORDER_NO,
  ]),
  template(1010, '拼团进度提醒', [
    GOODS,
    ['还差人数', 'number', '1'],
    ['截止时间', 'time', '2026年11月23日 20:00'],
    NOTE,
  ]),
  template(1011, '抽奖结果通知', [
    ['活动名称', 'thing', '周年庆抽奖'],
    ['中奖结果', 'phrase', '已中奖'],
    ['奖品名称', 'thing', '茶具一套'],
    ['开奖时间', 'time', '2026年11月22日 20:00'],
    NOTE,
  ]),
  template(1012, '优惠券到期提醒', [
    ['券名称', 'thing', '满100减20'],
    ['到期时间', 'time', '2026年11月30日 23:59'],
    ['数量', 'number', '2'],
    NOTE,
  ]),
  template(1013, '优惠券到账通知', [
    ['券名称', 'thing', '满100减20'],
    ['有效期', 'date', '2026.11.22~2026.11.30'],
    NOTE,
  ]),
  template(1014, '商品到货通知', [GOODS, ['价格', 'amount', '¥128.00'], SHOP, NOTE]),
  template(1015, '降价提醒', [GOODS, ['现价', 'amount', '¥99.00'], ['原价', 'amount', '¥128.00'], NOTE]),
  template(1016, '秒杀开始提醒', [GOODS, ['秒杀价', 'amount', '¥59.00'], ['开始时间', 'time', '20:00'], NOTE]),
  template(1017, '配送通知', [
    ORDER_NO,
    ['配送员', 'name', '王师傅'],
    ['联系电话', 'phone_number', '13800138000'],
    ['预计送达', 'time', '18:30'],
    ['车牌号', 'car_number', '闽A12345'],
  ]),
  template(1018, '会员积分变动通知', [
    ['变动类型', 'enum', '增加', ['增加', '扣减', '过期']],
    ['变动数量', 'number', '100'],
    ['当前积分', 'number', '1600'],
    ['变动时间', 'time', '2026年11月22日 10:15'],
  ]),
  template(1019, '会员等级变更通知', [
    ['当前等级', 'phrase', '金卡'],
    ['等级代号', 'letter', 'GOLD'],
    ['标记', 'symbol', '★'],
    NOTE,
  ]),
  template(1020, '直播开播提醒', [['直播间', 'thing', '新茶上市'], ['开播时间', 'time', '2026年11月22日 20:00'], NOTE]),
  template(
    1021,
    '预订结果通知',
    [SHOP, ['预订人', 'name', '王小明'], ['预订日期', 'date', '2026-11-25'], ['结果', 'phrase', '成功']],
    {
      categories: [...SHOPS, 298],
    },
  ),
  template(
    1022,
    '办理进度提醒',
    [
      ['事项', 'thing', '证照换领'],
      ['进度', 'phrase', '已受理'],
      ['时间', 'date', '2026-11-25'],
    ],
    {
      type: 3,
      categories: [298],
    },
  ),
];

export const findPublicTemplate = (tid: string): PublicTemplate | null =>
  publicTemplates.find((candidate) => candidate.tid === tid) ?? null;

export const fieldKey = ({ kind, kid }: Keyword): string => `${kind}${kid}`;
