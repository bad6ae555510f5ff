import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { asId, type MessageId, newId, type ShopperId } from '#kernel/identity/ids.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { PayRefund } from '#kernel/wechat/pay/pay-types.js';
import { SubscribeMessageClient } from '#kernel/wechat/subscribe-message-client.js';
import { type OrderOfShop, OrderWorld } from '../fulfilment/paid-orders.fixture.js';
import { settlePayment } from '../payments/payment-settlement.js';
import { settleRefund } from '../refunds/refund-settlement.js';
import { DueMessagesAcrossTenants } from './due-messages-across-tenants.js';
import { MessageConsents } from './message-consents.js';
import { MessageListener } from './message-listener.js';
import { MessageSend } from './message-send.js';
import { MissingTemplateSweeper, OpenMessageSweeper } from './message-sweepers.js';
import { MessageTemplates } from './message-templates.js';
import { TemplateProvision } from './template-provision.js';

const SEND = '/cgi-bin/message/subscribe/send';
const by = { actor: { kind: 'system', name: 'test' } as const };

let world: OrderWorld;
let pool: TenantPool;
let templates: MessageTemplates;
let consents: MessageConsents;
let provision: TemplateProvision;
let sender: MessageSend;
let listener: MessageListener;

beforeAll(async () => {
  world = await OrderWorld.start();
  pool = new TenantPool(world.database.access);
  const client = new SubscribeMessageClient(world.calls);
  templates = new MessageTemplates(world.tenants);
  consents = new MessageConsents(pool);
  provision = new TemplateProvision(world.tenants, client);
  sender = new MessageSend(world.tenants, client);
  listener = new MessageListener(world.tenants);
});
beforeEach(() => {
  world.wechat.reset();
  answers(SEND, {});
});
afterAll(async () => {
  await pool.close();
  await world.stop();
});

function answers(path: string, body: object): void {
  world.wechat.on(path, () => ({ body: { errcode: 0, errmsg: 'ok', ...body } }));
}

/** WeChat's library for one category, and an applet's own templates. */
function library(titles: readonly { tid: number; title: string }[] = [{ tid: 401, title: '订单支付成功通知' }]) {
  const own: object[] = [];
  answers('/wxaapi/newtmpl/getcategory', { data: [{ id: 616, name: '食品' }] });
  answers('/wxaapi/newtmpl/getpubtemplatetitles', {
    count: titles.length,
    data: titles.map((title) => ({ ...title, type: 2, categoryId: '616' })),
  });
  answers('/wxaapi/newtmpl/getpubtemplatekeywords', {
    count: 3,
    data: [
      { kid: 1, name: '订单号', example: '1', rule: 'character_string' },
      { kid: 2, name: '商品名称', example: '茶', rule: 'thing' },
      { kid: 3, name: '支付金额', example: '¥1', rule: 'amount' },
    ],
  });
  world.wechat.on('/wxaapi/newtmpl/gettemplate', () => ({ body: { errcode: 0, data: own } }));
  world.wechat.on('/wxaapi/newtmpl/addtemplate', ({ body }) => {
    const { tid } = JSON.parse(body) as { tid: string };
    own.push(ownTemplate(`pri-${tid}`, titles.find((title) => String(title.tid) === tid)?.title ?? ''));
    return { body: { errcode: 0, priTmplId: `pri-${tid}` } };
  });
  return own;
}

const ownTemplate = (priTmplId: string, title: string) => ({
  priTmplId,
  title,
  type: 2,
  content: '订单号:{{character_string1.DATA}}\n商品名称:{{thing2.DATA}}\n支付金额:{{amount3.DATA}}\n',
  example: '',
});

const added = () => world.wechat.received('/wxaapi/newtmpl/addtemplate').map(({ body }) => JSON.parse(body) as object);
const run = ({ tenantId, appletId }: OrderOfShop) => provision.handle({ tenantId, appletId });
const state = async (order: OrderOfShop, purpose = 'orderPaid') =>
  (await templates.list(order.tenantId, order.appId)).find((template) => template.purpose === purpose);

/** An unpaid order in a shop that tells of payments. */
async function orderToTell(): Promise<OrderOfShop> {
  const order = await world.order({ state: 'pending' });
  library();
  await run(order);
  return order;
}

async function accept(order: OrderOfShop, times = 1, templateId = 'pri-401'): Promise<void> {
  for (let time = 0; time < times; time++)
    await consents.record(order.tenantId, order.appId, order.shopperId, [templateId, 'unknown']);
}

const pay = (order: OrderOfShop) =>
  world.tenants.transaction(order.tenantId, (tx) => settlePayment(tx, world.paid(order), 'notice'));

interface MessageRow {
  readonly id: MessageId;
  readonly state: string;
  readonly problem: { readonly code: string } | null;
  readonly delivery_code: number | null;
}
async function message(order: OrderOfShop): Promise<MessageRow | undefined> {
  const [found] = await world.rows<MessageRow>(order, 'select id, state, problem, delivery_code from message');
  return found;
}
async function send(order: OrderOfShop): Promise<MessageRow | undefined> {
  const found = await message(order);
  if (found) await sender.handle({ tenantId: order.tenantId, messageId: found.id });
  return message(order);
}
const sent = () => world.wechat.received(SEND).map(({ body }) => JSON.parse(body) as object);
async function left(order: OrderOfShop): Promise<number> {
  const [row] = await world.rows<{ left: number }>(
    order,
    'select greatest(by_shopper, by_event) - used as left from message_consent',
  );
  return row?.left ?? 0;
}

describe('templates', () => {
  test('are taken over from the public ones, the best title first, and only once', async () => {
    const order = await world.order();
    library([
      { tid: 1, title: '购买成功通知' },
      { tid: 401, title: '付款成功通知' },
      { tid: 402, title: '会议通知' },
    ]);

    await run(order);
    await run(order);

    expect(await state(order)).toMatchObject({ state: 'ready', wechatTemplateId: 'pri-401', title: '付款成功通知' });
    expect(added()).toEqual([{ tid: '401', kidList: [1, 2, 3], sceneDesc: '付款成功后通知买家' }]);
    expect(await state(order, 'pickupReady')).toMatchObject({
      state: 'unavailable',
      problem: { code: 'message_template.unavailable' },
    });
    expect(await consents.offered(order.tenantId, order.appId)).toEqual([
      { purpose: 'orderPaid', templateId: 'pri-401' },
    ]);
  });

  test('that the applet has already are used; an answer that was lost adds none twice', async () => {
    const order = await world.order();
    const own = library();
    world.wechat.on('/wxaapi/newtmpl/addtemplate', () => {
      own.push(ownTemplate('pri-lost', '订单支付成功通知'));
      return { drop: true };
    });

    await expect(run(order)).rejects.toMatchObject({ retry: 'backoff' });
    expect(await state(order)).toMatchObject({ state: 'due' });
    await run(order);

    expect(await state(order)).toMatchObject({ state: 'ready', wechatTemplateId: 'pri-lost' });
    expect(added()).toHaveLength(1);
  });

  test('that WeChat calls a duplicate are read from the list', async () => {
    const order = await world.order();
    const own = library();
    world.wechat.on('/wxaapi/newtmpl/addtemplate', () => {
      own.push(ownTemplate('pri-old', '支付成功提醒'));
      return { body: { errcode: 200022, errmsg: 'duplicate' } };
    });
    await run(order);
    expect(await state(order)).toMatchObject({ state: 'ready', wechatTemplateId: 'pri-old' });
  });

  test.each([
    [200012, 'wechat.message_library_full'],
    [200011, 'wechat.message_template_refused'],
    [61007, 'wechat.permission_missing'],
  ])('refused with %i say who must act, and are looked for again on request', async (errcode, code) => {
    const order = await world.order();
    library();
    world.wechat.on('/wxaapi/newtmpl/addtemplate', () => ({ body: { errcode, errmsg: 'no' } }));
    await run(order);
    expect(await state(order)).toMatchObject({ state: 'unavailable', problem: { code } });

    library();
    await run(order);
    expect(await state(order)).toMatchObject({ state: 'unavailable' });
    await templates.provision(order.tenantId, order.appId);
    expect(await world.jobs(order, 'message-templates.provision')).toBe(1);
    await run(order);
    expect(await state(order)).toMatchObject({ state: 'ready', problem: null });
  });

  test('are nothing to a neighbour, and a purpose can be switched off', async () => {
    const [order, neighbour] = [await orderToTell(), await world.order()];
    await expect(templates.list(neighbour.tenantId, order.appId)).rejects.toMatchObject({ code: 'applet.unknown' });
    expect(await consents.offered(neighbour.tenantId, order.appId)).toEqual([]);

    await templates.switch(order.tenantId, order.appId, 'orderPaid', { enabled: false, ...by });
    await accept(order);
    await pay(order);

    expect([await message(order), await consents.offered(order.tenantId, order.appId)]).toEqual([undefined, []]);
    expect(await world.rows(order, `select id from audit_entry where action = 'message_template.switch'`)).toHaveLength(
      1,
    );
  });
});

describe('an acceptance', () => {
  const event = (order: OrderOfShop, seconds: number, accepted = true, templateId = 'pri-401') =>
    listener.handle(order.tenantId, order.appId, {
      kind: 'subscriptionsAnswered',
      dedupKey: 'x',
      createdAt: new Date(1_780_000_000_000 + seconds * 1000),
      userName: 'gh_1',
      openId: order.openId,
      answers: [{ templateId, accepted }],
    });

  test('that the mini-program and WeChat both tell of counts once, whoever is first', async () => {
    const [one, two] = [await orderToTell(), await orderToTell()];
    await accept(one);
    expect(await event(one, 1)).toBeNull();
    expect(await event(two, 1)).toBeNull();
    await accept(two);

    expect([await left(one), await left(two)]).toEqual([1, 1]);
  });

  test('doubled or late events count once; a refusal takes nothing away; strangers count nothing', async () => {
    const order = await orderToTell();
    expect(await event(order, 5)).toBeNull();
    for (const seconds of [5, 5, 4]) expect(await event(order, seconds)).toContain('counted before');
    expect(await event(order, 6)).toBeNull();
    expect(await event(order, 7, false)).toBe('nothing accepted');
    expect(await event({ ...order, openId: 'nobody' }, 8)).toContain('unknown shopper');
    expect(await event(order, 9, true, 'unknown')).toContain('unknown shopper or template');

    expect(await left(order)).toBe(2);
  });

  test('a client that claims thousands is not believed beyond a hundred', async () => {
    const order = await orderToTell();
    await accept(order, 120);
    expect(await left(order)).toBe(100);
  });

  test('of another shopper or tenant is not this one’s', async () => {
    const [order, other] = [await orderToTell(), await orderToTell()];
    await accept(other);
    await pay(order);
    expect(await message(order)).toBeUndefined();
    await consents.record(order.tenantId, order.appId, asId<ShopperId>(newId()), ['pri-401']);
    expect(await world.rows(order, 'select 1 from message_consent')).toEqual([]);
  });
});

describe('a message', () => {
  test('is written with the payment, and sent with values that fit', async () => {
    const order = await orderToTell();
    await accept(order);
    await pay(order);
    await pay(order);
    expect([await left(order), await world.jobs(order, 'message.send')]).toEqual([0, 1]);

    expect(await send(order)).toMatchObject({ state: 'sent', problem: null });
    await send(order);

    const [{ number }] = (await world.rows<{ number: string }>(order, 'select number from shop_order')) as [
      { number: string },
    ];
    expect(sent()).toEqual([
      {
        touser: order.openId,
        template_id: 'pri-401',
        page: `pages/order/index?id=${order.orderId}`,
        data: {
          character_string1: { value: number },
          thing2: { value: '明前龙井等3件' },
          amount3: { value: '¥19.98' },
        },
        miniprogram_state: 'formal',
        lang: 'zh_CN',
      },
    ]);
  });

  test('is not written without an acceptance, nor with a payment that is rolled back', async () => {
    const order = await orderToTell();
    await pay(order);
    expect([await message(order), await world.jobs(order, 'message.send')]).toEqual([undefined, 0]);

    const undone = await orderToTell();
    await accept(undone);
    const failing = world.tenants.transaction(undone.tenantId, async (tx) => {
      await settlePayment(tx, world.paid(undone), 'notice');
      throw new Error('connection lost');
    });
    await expect(failing).rejects.toThrow('connection lost');
    expect([await message(undone), await left(undone)]).toEqual([undefined, 1]);
  });

  test('of a refund is written once, however often the refund is reported', async () => {
    const order = await world.order();
    library([{ tid: 401, title: '退款成功通知' }]);
    await run(order);
    await accept(order, 2);
    await world.rows(
      order,
      `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, requested_by, restock)
       select tenant_id, $1, order_id, id, 'R1', 1998, 'x', 'processing', '{}', false from payment returning id`,
      [newId()],
    );
    const reported = { outRefundNo: 'R1', refundFen: 1998, status: 'SUCCESS', refundId: '50', refundedAt: null };
    for (let time = 0; time < 2; time++)
      await world.tenants.transaction(order.tenantId, (tx) => settleRefund(tx, reported as unknown as PayRefund));

    expect(await world.rows(order, 'select purpose from message')).toEqual([{ purpose: 'orderRefunded' }]);
    expect(await left(order)).toBe(1);
  });

  test.each([
    ['an answer that was lost', { drop: true }],
    ['"busy"', { body: { errcode: -1, errmsg: 'busy' } }],
    ['a proxy’s 502', { status: 502 }],
    ['no JSON', { body: 'ok' }],
  ])('after %s is not sent again', async (_what, answer) => {
    const order = await orderToTell();
    await accept(order);
    await pay(order);
    world.wechat.on(SEND, () => answer);

    expect(await send(order)).toMatchObject({ state: 'failed', problem: { code: 'message.outcome_unknown' } });
    await send(order);
    expect(sent()).toHaveLength(1);
  });

  test('whose sender died is not sent again either', async () => {
    const order = await orderToTell();
    await accept(order);
    await pay(order);
    await world.rows(
      order,
      `update message set state = 'sending', next_attempt_at = now() + interval '1 minute' returning id`,
    );
    expect(await send(order)).toMatchObject({ state: 'sending' });
    await world.rows(order, `update message set next_attempt_at = now() returning id`);

    expect(await send(order)).toMatchObject({ state: 'failed', problem: { code: 'message.outcome_unknown' } });
    expect(sent()).toEqual([]);
  });

  test.each([
    [43108, 'queued', 'wechat.rate_limited'],
    [45009, 'queued', 'wechat.quota_exhausted'],
    [47003, 'refused', 'wechat.message_refused'],
    [45168, 'refused', 'wechat.message_refused'],
    [43107, 'refused', 'wechat.account_restricted'],
  ])('answered with %i is %s', async (errcode, expected, code) => {
    const order = await orderToTell();
    await accept(order);
    await pay(order);
    world.wechat.on(SEND, () => ({ body: { errcode, errmsg: 'no' } }));

    expect(await send(order)).toMatchObject({ state: expected, problem: { code } });
    if (expected !== 'queued') return;
    answers(SEND, {});
    expect(await send(order)).toMatchObject({ state: 'sent', problem: null });
  });

  test('that the shopper did not subscribe to ends quietly, and further ones are not tried', async () => {
    const order = await orderToTell();
    await accept(order, 3);
    await pay(order);
    world.wechat.on(SEND, () => ({ body: { errcode: 43101, errmsg: 'user refuse to accept the msg' } }));

    expect(await send(order)).toMatchObject({ state: 'refused', problem: { code: 'wechat.not_subscribed' } });
    expect(await left(order)).toBe(0);
  });

  test('whose template is gone brings the template back', async () => {
    const order = await orderToTell();
    await accept(order);
    await pay(order);
    world.wechat.on(SEND, () => ({ body: { errcode: 40037, errmsg: 'invalid template_id' } }));

    expect(await send(order)).toMatchObject({ state: 'refused' });
    expect(await state(order)).toMatchObject({ state: 'due', wechatTemplateId: null });
    expect(await world.jobs(order, 'message-templates.provision')).toBe(1);
    library();
    await run(order);
    expect(await state(order)).toMatchObject({ state: 'ready', wechatTemplateId: 'pri-401' });
  });

  test('a day old is not sent any more', async () => {
    const order = await orderToTell();
    await accept(order);
    await pay(order);
    await world.rows(order, `update message set created_at = now() - interval '25 hours' returning id`);
    expect(await send(order)).toMatchObject({ state: 'failed', problem: { code: 'message.expired' } });
    expect(sent()).toEqual([]);
  });

  test('WeChat’s report of its delivery is kept', async () => {
    const order = await orderToTell();
    await accept(order);
    await pay(order);
    await send(order);
    const report = () =>
      listener.handle(order.tenantId, order.appId, {
        kind: 'subscribeMessagesSent',
        dedupKey: 'x',
        createdAt: new Date(),
        userName: 'gh_1',
        openId: order.openId,
        results: [{ templateId: 'pri-401', messageId: '1', errorCode: 0 }],
      });

    expect([await report(), await report()]).toEqual([null, 'no such message']);
    expect(await message(order)).toMatchObject({ state: 'sent', delivery_code: 0 });
  });
});

test('what is due in any shop is enqueued once: messages, and applets online without templates', async () => {
  const order = await orderToTell();
  await accept(order);
  await pay(order);
  const online = await world.order();
  const [fleet, queue] = [
    await FleetDatabase.connect(world.database.access),
    new JobQueue({ databaseUrl: world.database.queueUrl }, () => undefined),
  ];
  await fleet.execute(
    `update message set next_attempt_at = case when tenant_id = $1 then now() else now() + interval '1 hour' end`,
    [order.tenantId],
  );
  await fleet.execute(`update message_template set next_attempt_at = now() + interval '1 day'`);
  await release(online);
  const due = new DueMessagesAcrossTenants(fleet);

  expect(await new OpenMessageSweeper(due, queue).sweep()).toBe(1);
  expect(await new MissingTemplateSweeper(due, queue).sweep()).toBe(1);
  await new OpenMessageSweeper(due, queue).sweep();
  library();
  await run(online);
  expect(await new MissingTemplateSweeper(due, queue).sweep()).toBe(0);
  expect(await queue.counts()).toMatchObject({ waiting: 2 });
  await queue.close();
  await fleet.close();
});

/** The applet's first version goes online. */
async function release(order: OrderOfShop): Promise<void> {
  const build = newId();
  await world.rows(
    order,
    `with store as (
       insert into storefront (tenant_id, applet_id, template_id, template_version, draft) values ($1, $2, 'retail', '1.0.0', '{}')
     ), revision as (
       insert into storefront_revision (tenant_id, applet_id, revision, template_id, template_version, config, published_by)
       values ($1, $2, 1, 'retail', '1.0.0', '{}', '{}')
     ), made as (
       insert into build (tenant_id, id, applet_id, revision, template_id, template_version, state)
       values ($1, $3, $2, 1, 'retail', '1.0.0', 'succeeded')
     )
     insert into submission (tenant_id, id, applet_id, build_id, kind, state, version, requested_by)
     values ($1, $4, $2, $3, 'release', 'released', '1.0.0', '{}') returning id`,
    [order.tenantId, order.appletId, build, newId()],
  );
}
