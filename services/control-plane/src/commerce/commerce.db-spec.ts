import { type ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import { approveRefund, createRefund, declineRefund, getOrder, listOrders } from './orders.contract.js';
import { getPaymentAccount } from './payment-account.contract.js';
import {
  changeProduct,
  changeSku,
  getProduct,
  getProductImport,
  importProducts,
  listProducts,
} from './products.contract.js';

const HEADER = 'Handle,Title,Type,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price,Image Src';
const teas = [
  HEADER,
  'green,Green tea,Tea,Size,50 g,10,19.99,https://a.test/g.png',
  'green,,,,100 g,5,abc,',
  'cup,Cup,Ware,,,3,8.20,',
].join('\n');

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
});
afterAll(() => shop.stop());

const csv = (text: string) => new TextEncoder().encode(text);

describe('products', () => {
  test('are imported: good rows go in, bad ones come back', async () => {
    const dry = await shop.api.call(importProducts, { params: shop.params, query: { dryRun: true }, body: csv(teas) });
    const result = await shop.api.call(importProducts, { params: shop.params, body: csv(teas) });
    const again = await shop.api.call(importProducts, { params: shop.params, body: csv(teas) });

    expect([dry.created, result.created, again.created, again.unchanged]).toEqual([2, 2, 0, 2]);
    expect(result.issues).toMatchObject([
      { row: 3, column: 'Variant Price', value: 'abc', code: 'price.invalid', severity: 'error' },
    ]);
    const view = await shop.api.call(getProductImport, { params: { ...shop.params, importId: again.id } });
    expect(view).toMatchObject({ images: { pending: 1, stored: 0, unreachable: 0 }, imageWarnings: [] });
  });

  test.each([
    ['without its columns', 'a,b\n1,2', 400, 'import.file_invalid'],
    ['that is too large', `${HEADER}\n${'x'.repeat(10 * 1024 * 1024)}`, 413, 'request.too_large'],
  ])('are not imported from a file %s', async (_name, text, status, code) => {
    const refused = await refusal(shop.api.call(importProducts, { params: shop.params, body: csv(text) }));
    expect(refused).toMatchObject({ status, code });
  });

  test('are listed in pages, found by words, and changed with an audit entry', async () => {
    const first = await shop.api.call(listProducts, { params: shop.params, query: { limit: 1 } });
    const second = await shop.api.call(listProducts, {
      params: shop.params,
      query: { limit: 1, cursor: first.nextCursor ?? '' },
    });
    expect([...first.items, ...second.items].map((item) => item.handle).sort()).toEqual(['cup', 'green']);
    expect(second.nextCursor).toBeNull();

    const found = await shop.api.call(listProducts, { params: shop.params, query: { q: 'GREEN' } });
    const productId = found.items[0]?.id ?? '';
    const changed = await shop.api.call(changeProduct, {
      params: { ...shop.params, productId },
      body: { state: 'hidden' },
    });
    expect(changed.state).toBe('hidden');
    expect(
      await shop.rows(`select action, before ->> 'state' as before from audit_entry where subject_id = $1`, [
        productId,
      ]),
    ).toEqual([{ action: 'product.change', before: 'active' }]);
    for (const body of [{}, { title: '  ' }, { title: 'a\0b' }]) {
      expect(
        await refusal(shop.api.call(changeProduct, { params: { ...shop.params, productId }, body })),
      ).toMatchObject({
        status: 400,
      });
    }
  });

  test('change price and stock per variant, the stock through the ledger', async () => {
    const { items } = await shop.api.call(listProducts, { params: shop.params, query: { q: 'cup' } });
    const product = await shop.api.call(getProduct, { params: { ...shop.params, productId: items[0]?.id ?? '' } });
    const skuId = product.skus[0]?.id ?? '';
    const changed = await shop.api.call(changeSku, {
      params: { ...shop.params, skuId },
      body: { priceFen: 990, stock: 8 },
    });

    expect(changed).toMatchObject({ priceFen: 990, stock: 8 });
    expect(
      await shop.rows('select delta, reason from stock_entry where sku_id = $1 order by created_at desc limit 1', [
        skuId,
      ]),
    ).toEqual([{ delta: 5, reason: 'adjustment' }]);
    const refused = await refusal(shop.api.call(changeSku, { params: { ...shop.params, skuId }, body: { stock: -1 } }));
    expect(refused).toMatchObject({ status: 400, pointers: ['/stock'] });
  });
});

describe('orders', () => {
  test('are listed and read, and refunds are decided once', async () => {
    const orderId = await paidOrder();
    const page = await shop.api.call(listOrders, { params: shop.params, query: { state: 'paid' } });
    expect(page.items.map((item) => item.id)).toEqual([orderId]);

    const refunded = await shop.api.call(createRefund, {
      params: { ...shop.params, orderId },
      body: { amountFen: 400, reason: '补差价' },
    });
    expect(refunded.refunds).toMatchObject([{ state: 'approved', amountFen: 400 }]);
    expect(await shop.rows(`select job from outbox where job = 'refund.step'`)).toHaveLength(1);

    const tooMuch = shop.api.call(createRefund, {
      params: { ...shop.params, orderId },
      body: { amountFen: 601, reason: 'x' },
    });
    expect(await refusal(tooMuch)).toMatchObject({ status: 409, code: 'refund.amount_too_high' });
    const refundId = refunded.refunds[0]?.id ?? '';
    expect(await refusal(shop.api.call(declineRefund, { params: { ...shop.params, refundId } }))).toMatchObject({
      code: 'refund.already_decided',
    });
    expect(await refusal(shop.api.call(approveRefund, { params: { ...shop.params, refundId } }))).toMatchObject({
      code: 'refund.already_decided',
    });
  });

  test("a shopper's request is declined or approved", async () => {
    const [first, second] = [await paidOrder(), await paidOrder()];
    const [one, two] = [await requested(first), await requested(second)];
    const declined = await shop.api.call(declineRefund, { params: { ...shop.params, refundId: one } });
    const approved = await shop.api.call(approveRefund, { params: { ...shop.params, refundId: two } });

    expect(declined.refunds).toMatchObject([{ state: 'declined' }]);
    expect(approved.refunds).toMatchObject([{ state: 'approved' }]);
  });
});

describe('a neighbour and a stranger', () => {
  const id = newId<string>();
  const calls: [string, (client: ApiClient) => Promise<unknown>][] = [
    ['products.import', (client) => client.call(importProducts, { params: shop.params, body: csv(teas) })],
    ['products.getImport', (client) => client.call(getProductImport, { params: { ...shop.params, importId: id } })],
    ['products.list', (client) => client.call(listProducts, { params: shop.params })],
    ['products.get', (client) => client.call(getProduct, { params: { ...shop.params, productId: id } })],
    [
      'products.change',
      (client) => client.call(changeProduct, { params: { ...shop.params, productId: id }, body: { state: 'hidden' } }),
    ],
    [
      'products.changeSku',
      (client) => client.call(changeSku, { params: { ...shop.params, skuId: id }, body: { stock: 1 } }),
    ],
    ['orders.list', (client) => client.call(listOrders, { params: shop.params })],
    ['orders.get', (client) => client.call(getOrder, { params: { ...shop.params, orderId: id } })],
    [
      'refunds.create',
      (client) => client.call(createRefund, { params: { ...shop.params, orderId: id }, body: { reason: 'x' } }),
    ],
    ['refunds.approve', (client) => client.call(approveRefund, { params: { ...shop.params, refundId: id } })],
    ['refunds.decline', (client) => client.call(declineRefund, { params: { ...shop.params, refundId: id } })],
    [
      'paymentAccount.get',
      (client) => client.call(getPaymentAccount, { params: { ...shop.params, appId: 'wx0000000000000001' } }),
    ],
  ];

  test.each(calls)(
    '%s answers 404 to another agency, 401 to nobody, and 404 for what is not there',
    async (name, call) => {
      expect(await refusal(call(shop.neighbour))).toMatchObject({ status: 404, code: 'merchant.not_found' });
      expect(await refusal(call(shop.world.stranger))).toMatchObject({ status: 401 });
      if (name === 'products.import' || name.endsWith('.list')) return;
      const { status } = await refusal(call(shop.api));
      expect(status).toBe(name === 'paymentAccount.get' ? 409 : 404);
    },
  );
});

/** An order of 1000 fen that was paid; shoppers and WeChat are the runtime's. */
async function paidOrder(): Promise<string> {
  const [orderId, shopperId, paymentId] = [newId<string>(), newId<string>(), newId<string>()];
  await shop.tenants.transaction(shop.tenantId, async (tx) => {
    await tx.execute(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, 'wx0000000000000001', $3)`, [
      shop.merchantId,
      shopperId,
      shopperId,
    ]);
    await tx.execute(
      `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
         total_fen, delivery, expires_at, paid_at)
       values ($1, $2, $3, 'wx0000000000000001', $4, $3, '', 'paid', '[]', 1000, 0, 1000, 'pickup', now(), now())`,
      [shop.merchantId, orderId, orderId, shopperId],
    );
    await tx.execute(
      `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state)
       values ($1, $2, $3, 'wx0000000000000001', '1900000001', $4, 1000, 'succeeded')`,
      [shop.merchantId, paymentId, orderId, paymentId],
    );
  });
  return orderId;
}

async function requested(orderId: string): Promise<string> {
  const refundId = newId<string>();
  await shop.rows(
    `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, requested_by)
     select $1, $2, $3, id, $4, 1000, '不想要了', 'requested', '{}' from payment where order_id = $3 returning id`,
    [shop.merchantId, refundId, orderId, refundId],
  );
  return refundId;
}
