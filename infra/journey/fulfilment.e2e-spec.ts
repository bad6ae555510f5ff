import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem, type System } from '#infra/embedded/system.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId } from '#kernel/identity/ids.js';
import { createShipment, correctShipment } from '../../services/control-plane/src/commerce/fulfilment.contract.js';
import { getOrder } from '../../services/control-plane/src/commerce/orders.contract.js';
import { placeOrder, quoteOrder } from '../../services/runtime/src/orders/orders.contract.js';
import { Books } from './books.js';
import type { JourneyContext, Visit } from './journey-context.js';
import { prepareJourney } from './journey-input.js';
import { SandboxObserver } from './sandbox-observer.js';
import { type Station, travel, until } from './station.js';
import { authorise } from './stations/authorise.js';
import { brand } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { importGoods } from './stations/import-products.js';
import { agreeToMessages } from './stations/messages.js';
import { payAccounts } from './stations/pay-accounts.js';
import { build, release, submit } from './stations/release.js';
import { browse, logInAsShopper, pay, refund } from './stations/shop.js';
import { signIn } from './stations/sign-in.js';
import { templateLibrary } from './stations/template-library.js';

const UPLOAD = '/wxa/sec/order/upload_shipping_info';
const SEND = '/cgi-bin/message/subscribe/send';
const ADDRESS = { name: '林晓', phone: '13800138000', region: '浙江省 杭州市', detail: '北山街 84 号' };

/** One shop on the real programs and WeChat's sandbox, which was written by others from the same facts. */
describe('parcels and messages at WeChat', () => {
  let system: System;
  let dataDir: string;
  let sandbox: SandboxObserver;
  let books: Books;
  let context: JourneyContext;
  let visit: Visit;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-fulfilment-'));
    system = await startSystem({ dataDir, ports: 'random', durable: false, env: { SUBMISSION_LEASE_SECONDS: '2' } });
    sandbox = new SandboxObserver(system.urls.sandbox);
    books = Books.of(system.programEnv['DATABASE_URL'] ?? '', system.urls.sandbox);
    await sandbox.change({ timeScale: 5 });
    context = prepareJourney(
      {
        controlPlaneUrl: system.urls.controlPlane,
        runtimeUrl: system.urls.runtime,
        sandboxUrl: system.urls.sandbox,
        accounts: { operator: system.logins.operator, agency: { name: 'Agency of one', ...system.logins.agency } },
        uploaderExpected: false,
      },
      path.join(projectRoot(), 'infra/journey/data/one-client.csv'),
      [],
    );
    await run(signIn, importClients, authorise, importGoods, payAccounts, templateLibrary, storefront, build, submit);
    await run(release, logInAsShopper, browse);
    const [only] = context.visits;
    if (!only) throw new Error('nobody logged in');
    visit = only;
  }, 180_000);

  afterAll(async () => {
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  async function run(...stations: Station<JourneyContext>[]): Promise<void> {
    const reports = await travel(stations, context, () => undefined);
    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
  }

  /** Bought and paid. */
  async function paidOrder(quantity = 1): Promise<void> {
    const { params, shopper, skuId } = visit;
    const lines = [{ skuId, quantity }];
    const quote = await shopper.call(quoteOrder, { params, body: { lines, delivery: 'express' } });
    const body = { lines, delivery: 'express' as const, address: ADDRESS, expectedTotalFen: quote.totalFen };
    const placed = await shopper.call(placeOrder, { params, headers: { 'idempotency-key': newId() }, body });
    visit.orderId = placed.id;
    visit.totalFen = placed.totalFen;
    await run(pay);
  }

  const at = () => ({ merchantId: visit.traveller.merchantId, orderId: visit.orderId });
  const read = () => context.agency.call(getOrder, { params: at() });
  const ship = (trackingNo: string, quantity?: number) =>
    context.agency.call(createShipment, {
      params: at(),
      headers: { 'idempotency-key': newId() },
      body: {
        kind: 'express',
        companyId: 'YTO',
        trackingNo,
        ...(quantity !== undefined && { lines: [{ skuId: visit.skuId, quantity }] }),
      },
    });
  const settled = () =>
    until(
      async () => {
        const order = await read();
        return order.shipping.upload?.state === 'due' ? null : order;
      },
      { seconds: 90, sentence: () => 'the upload is still due' },
    );
  const parcelsAtWechat = async () =>
    context.sandbox.shippedParcels(visit.params.appId, (await read()).payment?.transactionId ?? '');
  const messagesAbout = async () => {
    const { number } = await read();
    return (await context.sandbox.messages(visit.params.appId)).filter(({ values }) => values.includes(number));
  };
  const struck = () =>
    until(async () => ((await sandbox.openFaults()) === 0 ? true : null), {
      seconds: 60,
      sentence: () => 'the call was never made',
    });
  const fault = (path: string, moment: 'before' | 'after') =>
    sandbox.change({
      faults: [{ path, appid: visit.params.appId, delayMs: 2_500, after: moment === 'after', times: 1 }],
    });

  test('two parcels and a correction: WeChat shows what is true, and takes no second correction', async () => {
    await paidOrder(2);
    await ship('P1', 1);
    await settled();
    expect(await parcelsAtWechat()).toEqual(['P1']);

    const whole = await ship('P2');
    expect((await settled()).shipping.upload).toMatchObject({ state: 'uploaded', problem: null });
    expect([...(await parcelsAtWechat())].sort()).toEqual(['P1', 'P2']);

    const shipmentId = whole.shipments[1]?.id ?? '';
    const correct = (trackingNo: string) =>
      context.agency.call(correctShipment, { params: { ...at(), shipmentId }, body: { companyId: 'YTO', trackingNo } });
    await correct('P3');
    expect((await settled()).shipping.upload).toMatchObject({ state: 'uploaded', problem: null });
    expect([...(await parcelsAtWechat())].sort()).toEqual(['P1', 'P3']);
    await expect(correct('P4')).rejects.toMatchObject({ problem: { code: 'shipment.already_corrected' } });
  }, 120_000);

  test.each(['before', 'after'] as const)(
    'a worker killed %s an upload took effect: told once',
    async (moment) => {
      await paidOrder();
      await fault(UPLOAD, moment);
      await ship(`K-${moment}`);
      await struck();
      await system.kill('worker', 'SIGKILL');
      await system.restart('worker');

      expect((await settled()).shipping.upload).toMatchObject({ state: 'uploaded', problem: null });
      expect(await parcelsAtWechat()).toEqual([`K-${moment}`]);
      // The one re-shipping is still there.
      const [row] = await books.rows<{ complete_uploads: number }>(
        'select complete_uploads from shipping_upload where order_id = $1',
        [visit.orderId],
      );
      expect(row?.complete_uploads).toBe(1);
    },
    180_000,
  );

  test('a payment WeChat does not know yet is told of a moment later', async () => {
    await paidOrder();
    await sandbox.change({ shippingUnknownMs: 30_000 });
    await ship('LATE');
    await until(async () => ((await read()).shipping.upload?.problem ? true : null), {
      seconds: 30,
      sentence: () => 'nobody noticed that WeChat does not know the payment',
    });
    expect((await read()).shipping.upload).toMatchObject({
      state: 'due',
      problem: { code: 'wechat.shipping_order_unknown' },
    });

    await sandbox.change({ shippingUnknownMs: 0 });
    expect((await settled()).shipping.upload).toMatchObject({ state: 'uploaded', problem: null });
  }, 120_000);

  test('WeChat’s reminder and settlement reach the order', async () => {
    await paidOrder();
    const { appId } = visit.params;
    const transactionId = (await read()).payment?.transactionId ?? '';
    await knob(`/sandbox/apps/${appId}/shipments/remind`, { transactionId });
    await until(async () => ((await read()).shipping.remindedAt ? true : null), {
      seconds: 30,
      sentence: () => 'the reminder was not noted',
    });

    await ship('S1');
    await settled();
    await context.sandbox.confirmReceipt(appId, transactionId);
    const received = await until(
      async () => {
        const order = await read();
        return order.fulfilment === 'received' && order.shipping.settledAt !== null ? order : null;
      },
      { seconds: 60, sentence: () => 'the settlement was not noted' },
    );
    expect(received.shipping.receivedBy).toBe('shopper');
  }, 120_000);

  test('a refund after shipping is told to the shopper once, and WeChat of no parcel any more', async () => {
    await run(agreeToMessages);
    await paidOrder();
    await ship('R1');
    await settled();
    await run(refund);

    const told = await until(
      async () => {
        const messages = await messagesAbout();
        return messages.length >= 3 ? messages : null;
      },
      { seconds: 60, sentence: () => 'the shopper was not told of payment, parcel and refund' },
    );
    expect(told).toHaveLength(3);
    await expect(ship('R2')).rejects.toMatchObject({ problem: { code: 'order.not_shippable' } });
  }, 120_000);

  test.each(['before', 'after'] as const)(
    'a worker killed %s a message went out sends it no second time',
    async (moment) => {
      await run(agreeToMessages);
      await fault(SEND, moment);
      await paidOrder();
      await struck();
      await system.kill('worker', 'SIGKILL');
      await system.restart('worker');
      const state = async () =>
        (await books.rows<{ state: string }>(`select state from message where order_id = $1`, [visit.orderId]))[0]
          ?.state;
      expect(await state()).toBe('sending');

      // Its lease of two minutes is over.
      await books.rows(`update message set next_attempt_at = now() where order_id = $1`, [visit.orderId]);
      await until(async () => ((await state()) === 'sending' ? null : true), {
        seconds: 60,
        sentence: () => 'the message is still being sent',
      });

      expect(await state()).toBe('failed');
      expect((await messagesAbout()).length).toBeLessThanOrEqual(1);
      expect(await sandbox.openFaults()).toBe(0);
    },
    180_000,
  );

  async function knob(address: string, body: object): Promise<void> {
    const answer = await fetch(system.urls.sandbox + address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
  }
});

/** One that WeChat has nothing against. */
const storefront: Station<JourneyContext> = {
  name: 'storefront published',
  async run(context) {
    for (const traveller of context.travellers) await brand(context, traveller, '三潭印月', 0);
    return { count: context.travellers.length, remark: '' };
  },
};
