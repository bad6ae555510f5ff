import { integer, list, matching, money, object, outTradeNo, text } from '../body-schema.js';

interface CommonPrepayBody {
  description: string;
  out_trade_no: string;
  time_expire?: string;
  attach?: string;
  notify_url: string;
  amount: { total: number; currency?: 'CNY' };
  scene_info?: { device_id?: string };
  settle_info?: { profit_sharing?: boolean };
}

/** The body of a JSAPI order of a direct merchant; wechat-pay-v3.md §4. */
export interface DirectPrepayBody extends CommonPrepayBody {
  appid: string;
  mchid: string;
  payer: { openid: string };
}

/** The same of a partner. */
export interface PartnerPrepayBody extends CommonPrepayBody {
  sp_appid?: string;
  sp_mchid: string;
  sub_appid?: string;
  sub_mchid: string;
  payer: { sp_openid?: string; sub_openid?: string };
}

const goods = object(
  {
    merchant_goods_id: text(32),
    wechatpay_goods_id: text(32),
    goods_name: text(256),
    quantity: integer(1),
    unit_price: integer(),
  },
  ['merchant_goods_id', 'quantity', 'unit_price'],
);

const commonProperties = {
  description: text(127),
  out_trade_no: outTradeNo,
  time_expire: matching('^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$'),
  attach: text(128),
  notify_url: text(255),
  goods_tag: text(32),
  limit_pay: list(text(32), 10),
  support_fapiao: { type: 'boolean' },
  amount: object({ total: money, currency: { const: 'CNY' } }, ['total']),
  detail: object({ cost_price: integer(), invoice_id: text(32), goods_detail: list(goods, 6000) }),
  scene_info: object(
    {
      payer_client_ip: text(45),
      device_id: text(32),
      store_info: object({ id: text(32), name: text(256), area_code: text(32), address: text(512) }, ['id']),
    },
    ['payer_client_ip'],
  ),
  settle_info: object({ profit_sharing: { type: 'boolean' } }),
};
const commonRequired = ['description', 'out_trade_no', 'notify_url', 'amount', 'payer'];

export const directPrepaySchema = object(
  { appid: text(32), mchid: text(32), ...commonProperties, payer: object({ openid: text(128) }, ['openid']) },
  ['appid', 'mchid', ...commonRequired],
);

const partnerProperties = {
  sp_appid: text(32),
  sp_mchid: text(32),
  sub_appid: text(32),
  sub_mchid: text(32),
  ...commonProperties,
  payer: object({ sp_openid: text(128), sub_openid: text(128) }),
};

export const partnerPrepaySchema = object(partnerProperties, ['sp_appid', 'sp_mchid', 'sub_mchid', ...commonRequired]);

/** `/v3/pay/partner/transactions/miniprogram` does without sp_appid. */
export const partnerMiniProgramSchema = object(partnerProperties, ['sp_mchid', 'sub_mchid', ...commonRequired]);
