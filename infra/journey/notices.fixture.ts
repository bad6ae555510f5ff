import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { newId } from '#kernel/identity/ids.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import type { LoopbackWechat } from '../../services/runtime/test/loopback-wechat.js';
import type { RuntimeWorld, TestShop } from '../../services/runtime/test/runtime-world.js';

export interface SignedNotice {
  readonly body: string;
  readonly headers: Record<string, string>;
}

type Resource = Readonly<Record<string, unknown>>;
type NoticeEvent = 'TRANSACTION.SUCCESS' | 'REFUND.SUCCESS';

/** What happens to one order in the end. */
export interface PlannedOrder {
  readonly orderId: string;
  readonly paymentId: string;
  readonly outTradeNo: string;
  readonly totalFen: number;
  /** `paid`; `lost`: its notice never comes; `late`: closed before the money came; `forged`: nothing true is ever said of it. */
  readonly fate: 'paid' | 'lost' | 'late' | 'forged';
  /** Given back by the shop, in the merchant's own console, or not at all. */
  readonly refund: 'shop' | 'console' | null;
  readonly refundFen: number;
}

/** Orders that wait for their money, laid down at once: it is the notices that are tried here, not the orders. */
export async function layOrders(world: RuntimeWorld, shop: TestShop, orders: readonly PlannedOrder[]): Promise<void> {
  const shopperId = newId();
  await world.tenants.transaction(shop.tenantId, async (tx) => {
    const own = [shop.tenantId, shop.appId];
    await tx.execute('insert into shopper (tenant_id, id, app_id, open_id) values ($1, $3, $2, $4)', [
      ...own,
      shopperId,
      'o1',
    ]);
    await tx.execute(
      `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
         total_fen, delivery, expires_at)
       select $1, o.id, o.id::text, $2, $3, o.id::text, '', case when o.late then 'closed' else 'pending' end, '[]', o.fen, 0, o.fen, 'pickup',
         now() + interval '1 hour'
       from unnest($4::uuid[], $5::int[], $6::boolean[]) as o (id, fen, late)`,
      [
        ...own,
        shopperId,
        orders.map((o) => o.orderId),
        orders.map((o) => o.totalFen),
        orders.map((o) => o.fate === 'late'),
      ],
    );
    await tx.execute(
      `insert into payment (tenant_id, id, order_id, app_id, account_id, mch_id, sub_mch_id, out_trade_no, amount_fen, state,
         next_check_at)
       select $1, o.id, o.order_id, $2, (select id from payment_account where tenant_id = $1 and app_id = $2 and active), $3, $9, o.no, o.fen,
         case when o.late then 'closed' else 'prepaid' end, now() + interval '1 hour'
       from unnest($4::uuid[], $5::uuid[], $6::text[], $7::int[], $8::boolean[]) as o (id, order_id, no, fen, late)`,
      [
        ...own,
        shop.payAccount.mchId,
        orders.map((o) => o.paymentId),
        orders.map((o) => o.orderId),
        orders.map((o) => o.outTradeNo),
        orders.map((o) => o.totalFen),
        orders.map((o) => o.fate === 'late'),
        shop.payAccount.partner?.subMchId ?? '',
      ],
    );
  });
}

/** What WeChat says of a payment. */
export function tradeOf({ payAccount }: TestShop, { outTradeNo, totalFen }: PlannedOrder) {
  const { appId, partner } = payAccount;
  return {
    ...(partner ? { sp_appid: partner.appId, sub_appid: appId } : { appid: appId }),
    ...numbersOf(payAccount),
    out_trade_no: outTradeNo,
    transaction_id: `42000${outTradeNo.slice(0, 23)}`,
    trade_type: 'JSAPI',
    trade_state: 'SUCCESS' as const,
    trade_state_desc: '支付成功',
    success_time: new Date().toISOString().replace(/\.\d+Z$/, '+00:00'),
    payer: partner ? { sub_openid: 'o1' } : { openid: 'o1' },
    amount: { total: totalFen, payer_total: totalFen, currency: 'CNY' },
  };
}

/** What WeChat's notice says of a refund that was made in the merchant's console. */
export function consoleRefundOf({ payAccount }: TestShop, { outTradeNo, totalFen, refundFen }: PlannedOrder) {
  return {
    ...numbersOf(payAccount),
    out_trade_no: outTradeNo,
    transaction_id: `42000${outTradeNo.slice(0, 23)}`,
    refund_id: `50300${outTradeNo.slice(0, 23)}`,
    out_refund_no: `console${outTradeNo.slice(0, 24)}`,
    refund_status: 'SUCCESS',
    success_time: new Date().toISOString(),
    user_received_account: '支付用户零钱',
    amount: { total: totalFen, refund: refundFen, payer_total: totalFen, payer_refund: refundFen },
  };
}

/** The numbers in what WeChat says of an account's money (`shared/wechat/wechat-pay-v3.md` §§5, 7). */
export function numbersOf({ mchId, partner }: PayAccount): Record<string, string> {
  return partner ? { sp_mchid: mchId, sub_mchid: partner.subMchId } : { mchid: mchId };
}

const strangersKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/** A true notice of something that never happened, and ways of making it one that must be refused. */
type Lie = (told: {
  readonly wechat: LoopbackWechat;
  readonly shop: TestShop;
  readonly event: NoticeEvent;
  readonly resource: Resource;
  readonly notice: SignedNotice;
}) => SignedNotice;

const lies: readonly Lie[] = [
  // signed by somebody else under the right serial number
  ({ notice: told }) => resigned(told),
  // another merchant's; in partner mode one whose notices the same keys sign
  ({ wechat, shop: { payAccount }, event, resource }) =>
    notice(wechat, payAccount, { ...resource, [payAccount.partner ? 'sub_mchid' : 'mchid']: '1999999999' }, event),
  ({ wechat, shop, event, resource }) =>
    notice(wechat, shop.payAccount, { ...resource, amount: { total: 1, refund: 1, currency: 'CNY' } }, event),
  ({ wechat, shop, event, resource }) =>
    notice(wechat, shop.payAccount, { ...resource, out_trade_no: 'none-of-ours-0001' }, event),
  ({ notice: told }) => header(told, 'timestamp', String(Math.floor(Date.now() / 1000) - 301)),
  ({ notice: told }) => header(told, 'signature', `WECHATPAY/SIGNTEST/${randomBytes(64).toString('base64')}`),
  ({ notice: told }) => header(told, 'serial', '5157F09EFDC096DE15EBE81A47057A7232F1B8E1'),
  ({ notice: { body } }) => ({ body, headers: { 'content-type': 'application/json' } }),
  // a byte changed on the way
  ({ notice: { body, headers } }) => ({ body: body.replace('SUCCESS', 'SUCCESZ'), headers }),
  // rightly signed nonsense: cut-off ciphertext, another key's, no JSON, JSON of another shape
  ({ wechat, notice: { body } }) => rightlySigned(wechat, body.replace(/("ciphertext":".{40})[^"]*/, '$1')),
  ({ wechat, shop, event, resource }) =>
    notice(wechat, { ...shop.payAccount, apiV3Key: 'f'.repeat(32) }, resource, event),
  ({ wechat }) => rightlySigned(wechat, '{"id":'),
  ({ wechat }) => rightlySigned(wechat, '[]'),
  ({ wechat }) => rightlySigned(wechat, JSON.stringify({ id: 1, event_type: null, resource: 'x' })),
];
const paymentLies: readonly Lie[] = [
  ...lies,
  ({ wechat, shop, event, resource }) =>
    notice(
      wechat,
      shop.payAccount,
      { ...resource, [shop.payAccount.partner ? 'sub_appid' : 'appid']: 'wxffffffffffffffff' },
      event,
    ),
  ({ wechat, shop }) =>
    notice(wechat, shop.payAccount, consoleRefundOf(shop, anOrder('x'.repeat(32))), 'REFUND.SUCCESS'),
];
const refundLies: readonly Lie[] = [
  ...lies,
  // a fen more than was paid
  ({ wechat, shop, event, resource }) => {
    const { total } = resource['amount'] as { total: number };
    return notice(wechat, shop.payAccount, { ...resource, amount: { total, refund: total + 1 } }, event);
  },
  // a payment's content under a refund's name
  ({ wechat, shop, event, resource }) => {
    const { refund_id: _refund, out_refund_no: _number, ...payment } = resource;
    return notice(wechat, shop.payAccount, payment, event);
  },
];

/** A notice that must be refused. @param order one that nobody has paid @param index which of the lies */
export function forgedPayment(
  wechat: LoopbackWechat,
  shop: TestShop,
  order: PlannedOrder,
  index: number,
): SignedNotice {
  return forged(paymentLies, index, wechat, shop, tradeOf(shop, order), 'TRANSACTION.SUCCESS');
}

/** A notice that must be refused. @param order one that is paid and of which nothing is given back */
export function forgedRefund(wechat: LoopbackWechat, shop: TestShop, order: PlannedOrder, index: number): SignedNotice {
  return forged(refundLies, index, wechat, shop, consoleRefundOf(shop, order), 'REFUND.SUCCESS');
}

function forged(
  from: readonly Lie[],
  index: number,
  wechat: LoopbackWechat,
  shop: TestShop,
  resource: Resource,
  event: NoticeEvent,
): SignedNotice {
  const lie = from[index % from.length] as Lie;
  return lie({ wechat, shop, event, resource, notice: notice(wechat, shop.payAccount, resource, event) });
}

export function notice(
  wechat: LoopbackWechat,
  account: PayAccount,
  resource: Resource,
  event: NoticeEvent = 'TRANSACTION.SUCCESS',
  id?: string,
): SignedNotice {
  return wechat.notice(account, event, resource, id);
}

function rightlySigned(wechat: LoopbackWechat, body: string): SignedNotice {
  return { body, headers: { 'content-type': 'application/json', ...wechat.signatureOf(body) } };
}

function anOrder(outTradeNo: string): PlannedOrder {
  return { orderId: '', paymentId: '', outTradeNo, totalFen: 100, fate: 'forged', refund: null, refundFen: 50 };
}

function header({ body, headers }: SignedNotice, name: string, value: string): SignedNotice {
  return { body, headers: { ...headers, [`wechatpay-${name}`]: value } };
}

function resigned({ body, headers }: SignedNotice): SignedNotice {
  const message = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${body}\n`;
  return header({ body, headers }, 'signature', sign('sha256', Buffer.from(message), strangersKey).toString('base64'));
}
