import { InvoiceAdmin } from '#commerce/invoices/invoice-admin.js';
import { OrderNotes } from '#commerce/order-papers/order-notes.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { askInvoice, getInvoice, getInvoiceFile, withdrawInvoice } from '../src/invoices/invoices.contract.js';
import { getReceipt } from '../src/order-papers/order-papers.contract.js';
import { getOrder, listOrders } from '../src/orders/orders.contract.js';
import { AfterSaleScene } from './after-sale-scene.js';

let scene: AfterSaleScene;
let admin: InvoiceAdmin;
const by = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
const company = { buyer: 'company' as const, title: '云上茶舍（福州）有限公司', taxNumber: '91350100m000100y43' };

beforeAll(async () => {
  scene = await AfterSaleScene.open();
  admin = new InvoiceAdmin(scene.world.tenants, scene.world.app.get(ObjectStore));
});
afterAll(() => scene.world.stop());
beforeEach(() => scene.reset());

const at = (orderId: string) => ({ ...scene.params, orderId });
const ask = (shopper: ApiClient, orderId: string, body: object) =>
  shopper.call(askInvoice, { params: at(orderId), body: { buyer: 'personal', title: '林晓', ...body } as never });

/** Money goes back, as the settlement of a refund books it. */
const giveBack = (orderId: string, fen: number, state = 'paid') =>
  scene.world.rows(
    scene.shop,
    'update shop_order set refunded_fen = refunded_fen + $2, state = $3 where id = $1 returning id',
    [orderId, fen, state],
  );

describe('an invoice', () => {
  test('is asked for once, also by ten taps; the tax number is checked and written in capitals', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId, totalFen } = await scene.bought(shopper);
    expect(await shopper.call(getInvoice, { params: at(orderId) })).toEqual({
      invoice: null,
      invoiceableFen: totalFen,
    });

    const taps = await Promise.all(Array.from({ length: 10 }, () => ask(shopper, orderId, company)));

    expect(new Set(taps.map(({ id }) => id)).size).toBe(1);
    expect(taps[0]).toMatchObject({ state: 'asked', amountFen: totalFen, taxNumber: '91350100M000100Y43' });
    await expect(ask(shopper, orderId, { title: '别人' })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'invoice.already_asked' },
    });
  });

  test.each([
    ['a company without a number', { ...company, taxNumber: undefined }, 422, '/taxNumber'],
    ['a number that does not check', { ...company, taxNumber: '91350100M000100Y44' }, 422, '/taxNumber'],
    ['a person with a number', { taxNumber: '91350100M000100Y43' }, 422, '/taxNumber'],
    ['no name', { title: ' ' }, 400, '/title'],
    ['a name of two lines', { title: 'a\nb' }, 400, '/title'],
    ['an address that is none', { email: 'nobody' }, 400, '/email'],
    ['an amount of the shopper’s own', { amountFen: 1 }, 400, '/amountFen'],
  ])('for %s is refused, and the field named', async (_name, body, status, pointer) => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);

    await expect(ask(shopper, orderId, body)).rejects.toMatchObject({
      status,
      problem: { errors: [expect.objectContaining({ pointer })] },
    });
  });

  test('is nobody else’s business, and none for what is not paid', async () => {
    const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { orderId } = await scene.bought(shopper);
    const pending = await scene.bought(shopper, { state: 'pending', fulfilment: 'unfulfilled' });

    await expect(ask(other, orderId, {})).rejects.toMatchObject({ status: 404 });
    await expect(other.call(getInvoice, { params: at(orderId) })).rejects.toMatchObject({ status: 404 });
    await expect(ask(scene.world.client(), orderId, {})).rejects.toMatchObject({ status: 401 });
    await expect(ask(shopper, pending.orderId, {})).rejects.toMatchObject({
      status: 409,
      problem: { code: 'invoice.not_possible' },
    });
    await expect(admin.get(scene.neighbour.tenantId, newId())).rejects.toMatchObject({ code: 'invoice.not_found' });
  });

  test('is issued for what is left of the money, and read and loaded by its shopper', async () => {
    const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { orderId, totalFen } = await scene.bought(shopper);
    const { id } = await ask(shopper, orderId, company);
    await giveBack(orderId, 1000);
    const issue = (amountFen: number) =>
      admin.issue(scene.tenantId, id, { amountFen, number: '25117000000012345678' }, by);

    await expect(issue(totalFen)).rejects.toMatchObject({ code: 'invoice.amount_changed' });
    await expect(admin.attach(scene.tenantId, id, Buffer.from('%PDF-1.7'), by)).rejects.toMatchObject({
      code: 'invoice.state_conflict',
    });
    await issue(totalFen - 1000);
    await expect(admin.attach(scene.tenantId, id, Buffer.from('<html>'), by)).rejects.toMatchObject({
      code: 'invoice.file_invalid',
    });
    await admin.attach(scene.tenantId, id, Buffer.from('%PDF-1.7 fapiao'), by);

    const { invoice } = await shopper.call(getInvoice, { params: at(orderId) });
    expect(invoice).toMatchObject({ state: 'issued', amountFen: totalFen - 1000, hasFile: true, redDueFen: 0 });
    const file = await shopper.send(getInvoiceFile, { params: at(orderId) });
    expect([file.status, file.headers.get('content-type'), await file.text()]).toEqual([
      200,
      'application/pdf',
      '%PDF-1.7 fapiao',
    ]);
    expect((await other.send(getInvoiceFile, { params: at(orderId) })).status).toBe(404);
    await expect(shopper.call(withdrawInvoice, { params: at(orderId) })).rejects.toMatchObject({ status: 409 });

    // Money that goes back afterwards is to be taken back on paper too, each fen once.
    await giveBack(orderId, 700);
    await giveBack(orderId, 300);
    const due = { after: null, limit: 10, state: null, redDue: true };
    expect(await admin.list(scene.tenantId, due)).toMatchObject([{ id, redDueFen: 1000, redDoneFen: 0 }]);
    expect(await admin.takeBack(scene.tenantId, id, 'R1', by)).toMatchObject({ redDueFen: 1000, redDoneFen: 1000 });
    expect(await admin.list(scene.tenantId, due)).toEqual([]);
    await expect(admin.takeBack(scene.tenantId, id, 'R2', by)).rejects.toMatchObject({
      code: 'invoice.state_conflict',
    });
  });

  test('that is declined or taken back can be asked for anew; a refund of everything takes it back', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId, totalFen } = await scene.bought(shopper);
    const first = await ask(shopper, orderId, {});
    await admin.decline(scene.tenantId, first.id, '请填写公司全称', by);
    await expect(admin.decline(scene.tenantId, first.id, 'x', by)).rejects.toMatchObject({
      code: 'invoice.state_conflict',
    });
    expect((await shopper.call(getInvoice, { params: at(orderId) })).invoice).toMatchObject({
      state: 'declined',
      declinedReason: '请填写公司全称',
    });
    await ask(shopper, orderId, company);
    await shopper.call(withdrawInvoice, { params: at(orderId) });
    await shopper.call(withdrawInvoice, { params: at(orderId) });
    const third = await ask(shopper, orderId, {});

    await giveBack(orderId, totalFen, 'refunded');

    expect(await shopper.call(getInvoice, { params: at(orderId) })).toMatchObject({
      invoice: { id: third.id, state: 'withdrawn' },
      invoiceableFen: 0,
    });
    await expect(ask(shopper, orderId, {})).rejects.toMatchObject({ problem: { code: 'invoice.not_possible' } });
  });
});

describe('the papers of an order', () => {
  test('say what was bought and what paid for it, to its shopper alone', async () => {
    const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { orderId, totalFen } = await scene.bought(shopper, { discountFen: 200 });
    const receipt = await shopper.call(getReceipt, { params: at(orderId) });

    expect(receipt).toMatchObject({ subtotalFen: 3000, discountFen: 200, shippingFen: 500, totalFen });
    expect(receipt.tenders).toMatchObject([{ kind: 'wechat', amountFen: totalFen }]);
    expect(receipt.lines.map(({ quantity, totalFen: fen }) => [quantity, fen])).toEqual([
      [1, 1000],
      [2, 2000],
    ]);
    await expect(other.call(getReceipt, { params: at(orderId) })).rejects.toMatchObject({ status: 404 });
    await expect(scene.world.client().call(getReceipt, { params: at(orderId) })).rejects.toMatchObject({ status: 401 });
  });

  test('never tell what the staff say of it', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);
    const notes = new OrderNotes(scene.world.tenants);
    await notes.add(scene.tenantId, orderId, '难缠的客人-内部', by);
    await notes.tag(scene.tenantId, orderId, ['黑名单-内部'], by);

    const answers = await Promise.all([
      shopper.call(getOrder, { params: at(orderId) }),
      shopper.call(listOrders, { params: scene.params }),
      shopper.call(getReceipt, { params: at(orderId) }),
      shopper.call(getInvoice, { params: at(orderId) }),
      scene.reviewsOf(shopper, orderId),
    ]);
    expect(JSON.stringify(answers)).not.toContain('内部');
    await expect(notes.read(scene.neighbour.tenantId, orderId)).rejects.toMatchObject({ code: 'order.not_found' });
  });
});
