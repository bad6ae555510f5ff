import { unzipSync } from 'fflate';
import readExcel from 'read-excel-file/universal';
import { OrderExportStep } from '#commerce/order-papers/order-export-step.js';
import { OrderExports } from '#commerce/order-papers/order-exports.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  attachInvoice,
  declineInvoice,
  getInvoiceFile,
  issueInvoice,
  listInvoices,
  takeBackInvoice,
} from './invoices.contract.js';
import {
  addNote,
  askExport,
  getExport,
  getExportFile,
  getPackingSlip,
  getRemarks,
  listExports,
  listTags,
  setTags,
} from './order-papers.contract.js';
import { createRefund, listOrders } from './orders.contract.js';
import { hideReview, listReviews, replyToReview, showReview } from './reviews.contract.js';

const appId = 'wx00000000000000f7';
let shop: MerchantWorld;
let step: OrderExportStep;
let orders = 0;

beforeAll(async () => {
  shop = await MerchantWorld.start();
  await shop.addApplet(appId);
  step = new OrderExportStep(shop.tenants, shop.world.app.get(ObjectStore));
});
afterAll(() => shop.stop());

/** A paid and received order of two lines. */
async function order(over: { readonly name?: string; readonly title?: string } = {}): Promise<string> {
  orders += 1;
  const [orderId, shopperId] = [newId<string>(), newId<string>()];
  const line = {
    skuId: newId(),
    productId: newId(),
    title: over.title ?? '茶',
    optionValues: ['50 克'],
    imageUrl: null,
    priceFen: 1999,
    quantity: 1,
    totalFen: 1999,
    modifiers: [],
    listPriceFen: 1999,
    flashSaleId: null,
  };
  const address = {
    name: over.name ?? '林晓',
    phone: '+8613800138000',
    region: '浙江省 杭州市',
    detail: '北山街, "8" 号\n二楼',
  };
  await shop.rows(
    `insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, $3, $2::text) returning id`,
    [shop.merchantId, shopperId, appId],
  );
  await shop.rows(
    `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, fulfilment, lines, subtotal_fen, shipping_fen,
       total_fen, delivery, address, expires_at, paid_at)
     values ($1, $2::uuid, $3, $4, $5, $3, '', 'paid', 'received', $6, 3998, 0, 3998, 'express', $7, now(), now()) returning id`,
    [
      shop.merchantId,
      orderId,
      `26030112345670${String(orders).padStart(4, '0')}`,
      appId,
      shopperId,
      JSON.stringify([line, { ...line, title: '=1+1' }]),
      JSON.stringify(address),
    ],
  );
  await shop.rows(
    `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, transaction_id)
     values ($1, $2, $3::uuid, $4, '1900000001', $3::text, 3998, 'succeeded', '4200001234567890123456') returning id`,
    [shop.merchantId, newId(), orderId, appId],
  );
  return orderId;
}

/** Nobody who has no business there gets in. */
async function requireGuarded(call: (api: ApiClient) => Promise<unknown>): Promise<void> {
  expect(await refusal(call(shop.neighbour))).toMatchObject({ status: 404 });
  expect((await refusal(call(shop.world.stranger))).status).toBe(401);
}

describe('reviews', () => {
  test('are listed, answered, hidden with a reason and shown again', async () => {
    const orderId = await order();
    const reviewId = newId<string>();
    await shop.rows(
      `insert into review (tenant_id, id, app_id, shopper_id, order_id, line, product_id, stars, words, state)
       select tenant_id, $2, app_id, shopper_id, id, 0, (lines -> 0 ->> 'productId')::uuid, 2, '一般', 'shown' from shop_order where tenant_id = $1 and id = $3
       returning id`,
      [shop.merchantId, reviewId, orderId],
    );
    const params = { ...shop.params, reviewId };
    const list = (api = shop.api, query: object = {}) => api.call(listReviews, { params: shop.params, query });

    expect((await list()).items).toMatchObject([
      { id: reviewId, stars: 2, text: '一般', productTitle: '茶', checkIds: [] },
    ]);
    expect((await list(shop.api, { mostStars: 1 })).items).toEqual([]);
    expect(await shop.api.call(replyToReview, { params, body: { reply: '抱歉，我们会改进' } })).toMatchObject({
      reply: '抱歉，我们会改进',
    });
    expect(await refusal(shop.api.call(hideReview, { params, body: { reason: ' ' } }))).toMatchObject({
      status: 400,
      pointers: ['/reason'],
    });
    expect(await shop.api.call(hideReview, { params, body: { reason: '人身攻击' } })).toMatchObject({
      state: 'hidden',
      hiddenReason: '人身攻击',
    });
    expect(await refusal(shop.api.call(hideReview, { params, body: { reason: '再次' } }))).toMatchObject({
      status: 409,
      code: 'review.state_conflict',
    });
    expect(await shop.api.call(showReview, { params })).toMatchObject({ state: 'shown' });
    expect(
      await shop.rows(`select action from audit_entry where subject_id = $1 order by id`, [reviewId]),
    ).toHaveLength(3);
    await requireGuarded((api) => list(api));
    await requireGuarded((api) => api.call(showReview, { params }));
    expect((await refusal(shop.api.call(showReview, { params: { ...params, reviewId: newId() } }))).code).toBe(
      'review.not_found',
    );
  });
});

describe('invoices', () => {
  test('are issued with their file, taken back in part, and declined with a reason', async () => {
    const [orderId, other] = [await order(), await order()];
    const [id, second] = [newId<string>(), newId<string>()];
    for (const [invoiceId, of] of [
      [id, orderId],
      [second, other],
    ]) {
      await shop.rows(
        `insert into invoice (tenant_id, id, app_id, order_id, shopper_id, state, buyer, title)
         select tenant_id, $2, app_id, id, shopper_id, 'asked', 'personal', '林晓' from shop_order where tenant_id = $1 and id = $3 returning id`,
        [shop.merchantId, invoiceId, of],
      );
    }
    const params = { ...shop.params, invoiceId: id };
    const pdf = new TextEncoder().encode('%PDF-1.7 x');

    const asked = await shop.api.call(listInvoices, { params: shop.params, query: { state: 'asked' } });
    // Asked for in the same millisecond, which of them is the newer one is chance.
    expect(asked.items.toSorted((one, other) => Number(one.id === id) - Number(other.id === id))).toMatchObject([
      { id: second },
      { id, amountFen: 3998 },
    ]);
    expect(
      await refusal(shop.api.call(issueInvoice, { params, body: { amountFen: 4000, number: 'A1' } })),
    ).toMatchObject({ status: 409, code: 'invoice.amount_changed' });
    expect(
      await refusal(
        shop.api.call(issueInvoice, { params, body: { amountFen: 3998, number: 'A1', link: 'javascript:x()' } }),
      ),
    ).toMatchObject({ status: 400, pointers: ['/link'] });
    expect(await shop.api.call(issueInvoice, { params, body: { amountFen: 3998, number: 'A1' } })).toMatchObject({
      state: 'issued',
    });
    expect(await shop.api.call(attachInvoice, { params, body: pdf })).toMatchObject({ hasFile: true });
    expect(
      await refusal(shop.api.call(attachInvoice, { params, body: new TextEncoder().encode('no') as never })),
    ).toMatchObject({ code: 'invoice.file_invalid' });
    expect(await (await shop.api.send(getInvoiceFile, { params })).text()).toBe('%PDF-1.7 x');
    expect((await refusal(shop.api.call(takeBackInvoice, { params, body: { number: 'R' } }))).code).toBe(
      'invoice.state_conflict',
    );
    const decline = { params: { ...params, invoiceId: second }, body: { reason: '金额过小' } };
    expect(await shop.api.call(declineInvoice, decline)).toMatchObject({
      state: 'declined',
      declinedReason: '金额过小',
    });
    await requireGuarded((api) => api.call(listInvoices, { params: shop.params }));
    await requireGuarded((api) => api.call(declineInvoice, decline));
    await requireGuarded(async (api) => api.call(getInvoiceFile, { params }));
  });
});

describe('what the staff say of an order', () => {
  test('is written with who and when, and its tags are counted', async () => {
    const orderId = await order();
    const params = { ...shop.params, orderId };

    await shop.api.call(addNote, { params, body: { text: '先打电话 ☎️' } });
    const remarks = await shop.api.call(setTags, { params, body: { tags: ['急', '老客户'] } });
    expect(remarks).toMatchObject({ notes: [{ text: '先打电话 ☎️', by: { kind: 'member' } }], tags: ['急', '老客户'] });
    expect((await shop.api.call(setTags, { params, body: { tags: ['老客户'] } })).tags).toEqual(['老客户']);
    expect((await shop.api.call(listTags, { params: shop.params })).items).toEqual([{ tag: '老客户', orders: 1 }]);
    expect(await refusal(shop.api.call(addNote, { params, body: { text: '\u0007' } }))).toMatchObject({
      status: 400,
      pointers: ['/text'],
    });
    expect(await refusal(shop.api.call(setTags, { params, body: { tags: ['a', 'a'] } }))).toMatchObject({
      status: 400,
    });
    expect(await refusal(shop.api.call(setTags, { params, body: { tags: [' '] } }))).toMatchObject({
      status: 400,
      pointers: ['/tags/0'],
    });
    await requireGuarded((api) => api.call(getRemarks, { params }));
    await requireGuarded((api) => api.call(addNote, { params, body: { text: 'x' } }));
    expect(await shop.api.call(getPackingSlip, { params })).toMatchObject({
      totalFen: 3998,
      address: { name: '林晓' },
    });
    await requireGuarded((api) => api.call(getPackingSlip, { params }));
    expect(
      (await shop.api.call(listOrders, { params: shop.params, query: { tag: '老客户' } })).items.map(({ id }) => id),
    ).toEqual([orderId]);
  });
});

describe('a refund of some goods', () => {
  test('names the goods that are not there', async () => {
    const orderId = await order();
    const refund = (body: object) =>
      shop.api.call(createRefund, { params: { ...shop.params, orderId }, body: { reason: '破损', ...body } });

    expect(await refusal(refund({ lines: [{ line: 2, quantity: 1 }] }))).toEqual({
      status: 422,
      code: 'refund.lines_invalid',
      pointers: ['/lines/0'],
    });
    expect(await refund({ lines: [{ line: 1, quantity: 1 }], restock: false })).toMatchObject({
      refunds: [{ amountFen: 1999, lines: [{ line: 1, quantity: 1 }] }],
    });
  });
});

describe('an export of orders', () => {
  const ask = (key: string, body: object = {}, api = shop.api) =>
    api.call(askExport, {
      params: shop.params,
      headers: { 'idempotency-key': key },
      body: { format: 'csv', language: 'zh', ...body },
    });
  const run = (exportId: string) => step.handle({ tenantId: shop.tenantId, exportId });
  const load = (exportId: string, api = shop.api) => api.send(getExportFile, { params: { ...shop.params, exportId } });

  test('is one file for one key, with every line, and no formula that runs', async () => {
    const orderId = await order({ name: '=HYPERLINK("http://x")', title: '@SUM(A1)' });
    await shop.api.call(setTags, { params: { ...shop.params, orderId }, body: { tags: ['导出'] } });
    const filter = { tag: '导出' };
    const asked = await Promise.all(Array.from({ length: 5 }, () => ask('one-file', { filter })));
    const { id } = asked[0] ?? { id: '' };
    expect(new Set(asked.map((one) => one.id))).toEqual(new Set([id]));
    expect(asked[0]).toMatchObject({ state: 'asked', rowsTotal: 2 });
    expect(await refusal(ask('one-file'))).toMatchObject({ status: 409, code: 'order_export.idempotency_conflict' });
    expect((await load(id)).status).toBe(409);

    // Two workers at once, and once more afterwards.
    await Promise.all([run(id), run(id)]);
    await run(id);

    expect(await shop.api.call(getExport, { params: { ...shop.params, exportId: id } })).toMatchObject({
      state: 'ready',
      rowsWritten: 2,
    });
    const bytes = Buffer.from(await (await load(id)).arrayBuffer());
    const text = bytes.toString('utf8');
    expect(text.startsWith('\ufeff订单号,')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).toContain(`'@SUM(A1)`);
    expect(text).toContain(`'=1+1`);
    expect(text).toContain(`'+8613800138000`);
    expect(text).toContain('19.99');
    expect(text).toContain('"北山街, ""8"" 号\n二楼"');
    expect(await shop.rows(`select action from audit_entry where subject_id = $1`, [id])).toEqual([
      { action: 'order_export.ask' },
      { action: 'order_export.download' },
    ]);
    await requireGuarded((api) => api.call(getExportFile, { params: { ...shop.params, exportId: id } }));
    await requireGuarded((api) => api.call(listExports, { params: shop.params }));
    await requireGuarded((api) => ask('other-key', {}, api));

    // Its week is over: nobody loads it, and the file goes.
    await shop.rows(`update order_export set expires_at = now() - interval '1 second' where id = $1 returning id`, [
      id,
    ]);
    expect((await load(id)).status).toBe(404);
    await run(id);
    expect(await shop.api.call(getExport, { params: { ...shop.params, exportId: id } })).toMatchObject({
      state: 'deleted',
    });
    expect(await shop.world.app.get(ObjectStore).exists(`tenants/${shop.tenantId}/exports/${id}-1.csv`)).toBe(false);
  });

  test('is a workbook that spreadsheet programs read', async () => {
    await order({ title: '<茶> & "水" \u0001 😀' });
    const { id } = await ask('a-workbook', { format: 'xlsx', language: 'en', filter: { state: 'paid' } });
    await run(id);

    const bytes = Buffer.from(await (await load(id)).arrayBuffer());
    expect(Object.keys(unzipSync(bytes)).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const [sheet] = await readExcel(copy);
    const [header, ...rows] = sheet?.data ?? [];
    expect(header?.[0]).toBe('Order');
    expect(rows.length).toBeGreaterThanOrEqual(2);
    expect(rows.map((row) => row[11])).toContain('<茶> & "水"  😀');
    expect(rows[0]?.[14]).toBe(19.99);
    expect(typeof rows[0]?.[0]).toBe('string');
  });

  test('that dies goes on in another try, and fails after three', async () => {
    const { id } = await ask('killed-again', { filter: { state: 'paid' } });
    const die = () =>
      shop.rows(
        `update order_export set state = 'running', attempts = attempts + 1, next_attempt_at = now() - interval '1 second' where id = $1 returning id`,
        [id],
      );
    await die();
    await run(id);
    expect(await shop.api.call(getExport, { params: { ...shop.params, exportId: id } })).toMatchObject({
      state: 'ready',
    });

    const hopeless = await ask('hopeless-one', { filter: { state: 'paid' } });
    await shop.rows(
      `update order_export set state = 'running', attempts = 3, next_attempt_at = now() - interval '1 second' where id = $1 returning id`,
      [hopeless.id],
    );
    await run(hopeless.id);
    expect(await shop.api.call(getExport, { params: { ...shop.params, exportId: hopeless.id } })).toMatchObject({
      state: 'failed',
      problem: { code: 'order_export.failed' },
    });
  });

  test('is refused when it is too large, badly asked, or one too many', async () => {
    expect(await refusal(ask('bad-format', { format: 'pdf' }))).toMatchObject({ status: 400, pointers: ['/format'] });
    expect(await refusal(ask('bad-time', { filter: { from: 'yesterday' } }))).toMatchObject({
      status: 400,
      pointers: ['/filter/from'],
    });
    for (const key of ['first-open', 'second-open', 'third-open']) await ask(key);
    expect(await refusal(ask('fourth-open'))).toMatchObject({ status: 429, code: 'order_export.too_many' });
  });
});

test('many rows are written batch by batch, and more than fit are refused', async () => {
  await shop.rows(`update order_export set state = 'failed' where state = 'asked' returning id`);
  const exports = new OrderExports(shop.tenants, shop.world.app.get(ObjectStore));
  const by = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
  const orderId = await order();
  // 400 orders of 50 lines each, then one of a hundred thousand.
  await shop.rows(
    `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, fulfilment, lines, subtotal_fen,
       shipping_fen, total_fen, delivery, expires_at, paid_at, created_at)
     select o.tenant_id, gen_random_uuid(), 'N' || n, o.app_id, o.shopper_id, 'N' || n, '', 'refunded', 'received',
       (select jsonb_agg(line) from (select o.lines -> 0 as line from generate_series(1, 50)) fifty), 3998, 0, 3998, 'express', now(), now(), now() - n * interval '1 second'
     from shop_order o, generate_series(1, 400) n where o.id = $1 returning 1`,
    [orderId],
  );
  const { id, rowsTotal } = await exports.ask(
    shop.tenantId,
    'very-large',
    { format: 'xlsx', language: 'zh', filter: { state: 'refunded' } },
    by,
  );
  const before = process.memoryUsage().rss;
  await run(id);
  const grownMb = (process.memoryUsage().rss - before) / 1024 / 1024;

  expect(rowsTotal).toBe(20_000);
  expect(await exports.get(shop.tenantId, id)).toMatchObject({ state: 'ready', rowsWritten: 20_000 });
  expect(grownMb).toBeLessThan(250);

  await shop.rows(
    `update shop_order set state = 'refunded', lines = (select jsonb_agg(line) from (select lines -> 0 as line from generate_series(1, 100000)) all_of_them)
     where id = $1 returning id`,
    [orderId],
  );
  const one = exports.ask(
    shop.tenantId,
    'too-large-one',
    { format: 'csv', language: 'zh', filter: { state: 'refunded' } },
    by,
  );
  await expect(one).rejects.toMatchObject({ code: 'order_export.too_many_rows' });

  function run(exportId: string) {
    return step.handle({ tenantId: shop.tenantId, exportId });
  }
});
