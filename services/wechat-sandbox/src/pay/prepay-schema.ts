/** The body of a JSAPI order of a direct merchant; wechat-pay-v3.md §4. */
export interface PrepayBody {
  appid: string;
  mchid: string;
  description: string;
  out_trade_no: string;
  time_expire?: string;
  attach?: string;
  notify_url: string;
  amount: { total: number; currency?: 'CNY' };
  payer: { openid: string };
}

const text = (maxLength: number, minLength = 1): object => ({ type: 'string', minLength, maxLength });
const integer = { type: 'integer', minimum: 0, maximum: 2_147_483_647 };
const object = (properties: Record<string, object>, required: string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

export const prepaySchema = object(
  {
    appid: text(32),
    mchid: text(32),
    description: text(127),
    out_trade_no: { type: 'string', pattern: '^[0-9A-Za-z_\\-|*]{6,32}$' },
    time_expire: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(Z|[+-]\\d{2}:\\d{2})$' },
    attach: text(128),
    notify_url: text(255),
    goods_tag: text(32),
    limit_pay: { type: 'array', items: text(32) },
    support_fapiao: { type: 'boolean' },
    amount: object({ total: { type: 'integer', minimum: 1, maximum: 2_147_483_647 }, currency: { const: 'CNY' } }, [
      'total',
    ]),
    payer: object({ openid: text(128) }, ['openid']),
    detail: object({
      cost_price: integer,
      invoice_id: text(32),
      goods_detail: {
        type: 'array',
        minItems: 1,
        items: object(
          {
            merchant_goods_id: text(32),
            wechatpay_goods_id: text(32),
            goods_name: text(256),
            quantity: { type: 'integer', minimum: 1 },
            unit_price: integer,
          },
          ['merchant_goods_id', 'quantity', 'unit_price'],
        ),
      },
    }),
    scene_info: object(
      {
        payer_client_ip: text(45),
        device_id: text(32),
        store_info: object({ id: text(32), name: text(256), area_code: text(32), address: text(512) }, ['id']),
      },
      ['payer_client_ip'],
    ),
    settle_info: object({ profit_sharing: { type: 'boolean' } }),
  },
  ['appid', 'mchid', 'description', 'out_trade_no', 'notify_url', 'amount', 'payer'],
);
