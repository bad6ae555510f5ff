import type { TenantTransaction } from '#kernel/data/tenant-database.js';

export type ExportLanguage = 'zh' | 'en';
export type ExportCell = string | number | null;

/** Which orders. Times are ISO 8601; `to` is not included. */
export interface ExportFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: string | undefined;
  readonly fulfilment?: string | undefined;
  readonly delivery?: string | undefined;
  readonly tag?: string | undefined;
}

/** One row per line of an order: what is the order's own stands in its first row. */
export const exportHeader: Readonly<Record<ExportLanguage, readonly string[]>> = {
  zh: [
    '订单号',
    '状态',
    '发货状态',
    '配送方式',
    '下单时间',
    '付款时间',
    '收货人',
    '电话',
    '地区',
    '地址',
    '买家备注',
    '商品',
    '规格',
    'SKU',
    '单价（元）',
    '数量',
    '小计（元）',
    '商品合计（元）',
    '优惠（元）',
    '包装费（元）',
    '运费（元）',
    '订单金额（元）',
    '余额支付（元）',
    '赠金支付（元）',
    '已退款（元）',
    '优惠券',
    '快递单号',
    '微信支付单号',
    '标签',
  ],
  en: [
    'Order',
    'State',
    'Fulfilment',
    'Delivery',
    'Ordered at',
    'Paid at',
    'Receiver',
    'Phone',
    'Region',
    'Address',
    'Note of the shopper',
    'Goods',
    'Options',
    'SKU',
    'Price (CNY)',
    'Quantity',
    'Line total (CNY)',
    'Goods total (CNY)',
    'Discount (CNY)',
    'Packing (CNY)',
    'Shipping (CNY)',
    'Order total (CNY)',
    'By balance (CNY)',
    'By bonus (CNY)',
    'Refunded (CNY)',
    'Coupons',
    'Tracking numbers',
    'WeChat Pay transaction',
    'Tags',
  ],
};

const words: Readonly<Record<ExportLanguage, Readonly<Record<string, string>>>> = {
  zh: {
    pending: '待付款',
    paid: '已付款',
    closed: '已关闭',
    refunded: '已退款',
    unfulfilled: '未发货',
    partly: '部分发货',
    shipped: '已发货',
    received: '已收货',
    express: '快递',
    pickup: '自提',
    dineIn: '堂食',
    takeaway: '外带',
    local: '同城配送',
    booking: '预约',
    virtual: '虚拟商品',
  },
  en: {},
};

export interface ExportedOrder {
  readonly id: string;
  readonly age_key: string;
  readonly number: string;
  readonly state: string;
  readonly fulfilment: string;
  readonly delivery: string;
  readonly ordered: string;
  readonly paid: string | null;
  readonly address: { name: string; phone: string; region: string; detail: string } | null;
  readonly note: string | null;
  readonly lines: readonly {
    title: string;
    optionValues: readonly string[];
    skuId: string;
    priceFen: number;
    quantity: number;
    totalFen: number;
  }[];
  readonly subtotal_fen: number;
  readonly discount_fen: number;
  readonly packing_fen: number;
  readonly shipping_fen: number;
  readonly total_fen: number;
  readonly balance_fen: number;
  readonly bonus_fen: number;
  readonly refunded_fen: number;
  readonly coupons: readonly { title: string }[] | null;
  readonly tracking: string | null;
  readonly transaction_id: string | null;
  readonly tags: string | null;
}

/** SQL that an order row `o` has to meet, with the filter as `$2` and the moment the export was asked for as `$3`. */
const WANTED = `o.tenant_id = $1 and o.created_at < $3
  and ($2::jsonb ->> 'from' is null or o.created_at >= ($2::jsonb ->> 'from')::timestamptz)
  and ($2::jsonb ->> 'to' is null or o.created_at < ($2::jsonb ->> 'to')::timestamptz)
  and ($2::jsonb ->> 'state' is null or o.state = $2::jsonb ->> 'state')
  and ($2::jsonb ->> 'fulfilment' is null or o.fulfilment = $2::jsonb ->> 'fulfilment')
  and ($2::jsonb ->> 'delivery' is null or o.delivery = $2::jsonb ->> 'delivery')
  and ($2::jsonb ->> 'tag' is null or exists (select from order_tag t where t.tenant_id = o.tenant_id and t.order_id = o.id
    and t.tag = $2::jsonb ->> 'tag'))`;

export async function countRows(tx: TenantTransaction, filter: ExportFilter, askedAt: Date): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(
    `select coalesce(sum(jsonb_array_length(o.lines)), 0)::int as rows from shop_order o where ${WANTED}`,
    [tx.tenantId, JSON.stringify(filter), askedAt],
  );
  return row?.rows ?? 0;
}

/** The next orders after `after`, oldest first. */
export async function readOrders(
  tx: TenantTransaction,
  filter: ExportFilter,
  askedAt: Date,
  after: readonly [string, string] | null,
  limit: number,
): Promise<ExportedOrder[]> {
  return tx.query<ExportedOrder>(
    `select o.id, o.created_at::text as age_key, o.number, o.state, o.fulfilment, o.delivery, ${chinaTime('o.created_at')} as ordered,
       ${chinaTime('o.paid_at')} as paid, o.address, o.note, o.lines, o.subtotal_fen, o.discount_fen, o.packing_fen, o.shipping_fen, o.total_fen,
       o.balance_fen, o.bonus_fen, o.refunded_fen, o.coupons,
       (select string_agg(h.tracking_no, ' ' order by h.id) from shipment h where h.tenant_id = o.tenant_id and h.order_id = o.id) as tracking,
       (select p.transaction_id from payment p where p.tenant_id = o.tenant_id and p.order_id = o.id and p.state = 'succeeded' limit 1) as transaction_id,
       (select string_agg(t.tag, ' ' order by t.tag) from order_tag t where t.tenant_id = o.tenant_id and t.order_id = o.id) as tags
     from shop_order o where ${WANTED} and ($4::timestamptz is null or (o.created_at, o.id) > ($4, $5::uuid))
     order by o.created_at, o.id limit $6`,
    [tx.tenantId, JSON.stringify(filter), askedAt, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

export function rowsOf(order: ExportedOrder, language: ExportLanguage): ExportCell[][] {
  const say = (word: string) => words[language][word] ?? word;
  const { address } = order;
  return order.lines.map(({ title, optionValues, skuId, priceFen, quantity, totalFen }, index) => {
    const first = <Cell extends ExportCell>(cell: Cell) => (index === 0 ? cell : null);
    return [
      order.number,
      say(order.state),
      say(order.fulfilment),
      say(order.delivery),
      order.ordered,
      order.paid,
      first(address?.name ?? null),
      first(address?.phone ?? null),
      first(address?.region ?? null),
      first(address?.detail ?? null),
      first(order.note),
      title,
      optionValues.join(' / '),
      skuId,
      yuan(priceFen),
      quantity,
      yuan(totalFen),
      first(yuan(order.subtotal_fen)),
      first(yuan(order.discount_fen)),
      first(yuan(order.packing_fen)),
      first(yuan(order.shipping_fen)),
      first(yuan(order.total_fen)),
      first(yuan(order.balance_fen)),
      first(yuan(order.bonus_fen)),
      first(yuan(order.refunded_fen)),
      first((order.coupons ?? []).map((coupon) => coupon.title).join(' / ')),
      first(order.tracking),
      first(order.transaction_id),
      first(order.tags),
    ];
  });
}

/** The nearest double of a hundredth is written as that hundredth. */
function yuan(fen: number): number {
  return fen / 100;
}

function chinaTime(column: string): string {
  return `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')`;
}
