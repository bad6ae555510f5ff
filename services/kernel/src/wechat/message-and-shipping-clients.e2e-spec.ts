import type { AppId, TenantId } from '../identity/ids.js';
import { AuthorizedCalls } from './authorized-calls.js';
import { ShippingClient, type ShippingInformation, uploadTime } from './shipping-client.js';
import { SubscribeMessageClient } from './subscribe-message-client.js';
import { type RecordedAnswer, RecordedWechat } from './testing/recorded-wechat.js';
import { WechatTransport } from './transport.js';

const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
const appId = 'wx0123456789abcdef' as AppId;

let wechat: RecordedWechat;
let messages: SubscribeMessageClient;
let shipping: ShippingClient;

beforeAll(async () => {
  wechat = await RecordedWechat.start();
  const tokens = { of: () => ({ get: async () => 'token', refuse: async () => undefined }) };
  const calls = new AuthorizedCalls(new WechatTransport(wechat.settings, { backoffMs: 1 }), tokens);
  messages = new SubscribeMessageClient(calls);
  shipping = new ShippingClient(calls);
});
beforeEach(() => wechat.reset());
afterAll(() => wechat.stop());

const lastBody = (): unknown => JSON.parse(wechat.calls.at(-1)?.body ?? '');
const doubtful: RecordedAnswer[] = [{ body: { errcode: -1 } }, { drop: true }, { status: 502 }];

describe('subscribe messages', () => {
  const message = {
    openId: 'o-1',
    templateId: 'T1',
    page: 'pages/order/index?id=1',
    values: { thing1: '明前龙井', amount2: '¥19.98' },
  };
  const send = () => messages.send(tenantId, appId, message);

  test('are sent with every key as {value}, for the released version', async () => {
    wechat.on('/cgi-bin/message/subscribe/send', () => ({ body: { errcode: 0, errmsg: 'ok' } }));

    await send();

    expect(lastBody()).toEqual({
      touser: 'o-1',
      template_id: 'T1',
      page: 'pages/order/index?id=1',
      data: { thing1: { value: '明前龙井' }, amount2: { value: '¥19.98' } },
      miniprogram_state: 'formal',
      lang: 'zh_CN',
    });
  });

  test('whose outcome nobody knows are not sent again', async () => {
    for (const answer of doubtful) {
      wechat.reset();
      wechat.on('/cgi-bin/message/subscribe/send', () => answer);
      await expect(send()).rejects.toMatchObject({ retry: 'backoff' });
      expect(wechat.calls).toHaveLength(1);
    }
  });

  test.each([
    [40003, 'never', 'platform'],
    [40037, 'never', 'nobody'],
    [43101, 'never', 'nobody'],
    [43107, 'never', 'merchant'],
    [43108, 'backoff', 'nobody'],
    [45168, 'never', 'merchant'],
    [47003, 'never', 'platform'],
    [45009, 'later', 'operator'],
  ])('refused with %i: retry %s, %s must act', async (errcode, retry, actor) => {
    wechat.on('/cgi-bin/message/subscribe/send', () => ({ body: { errcode, errmsg: 'refused' } }));
    await expect(send()).rejects.toMatchObject({ errcode, retry, actor });
  });

  test('public templates are read page after page, and no further than asked for', async () => {
    wechat.on('/wxaapi/newtmpl/getpubtemplatetitles', ({ query }) => ({
      body: {
        errcode: 0,
        count: 61,
        data: Array.from({ length: query['start'] === '60' ? 1 : 30 }, (_, index) => ({
          tid: Number(query['start']) + index,
          title: `模板 ${Number(query['start']) + index}`,
          type: index === 0 ? 3 : 2,
          categoryId: '616',
        })),
      },
    }));

    const seen: string[] = [];
    for await (const template of messages.publicTemplates(tenantId, appId, [616, 7])) seen.push(template.tid);
    for await (const { kind } of messages.publicTemplates(tenantId, appId, [616])) {
      expect(kind).toBe('lasting');
      break;
    }

    expect([seen.length, seen[0], seen.at(-1)]).toEqual([61, '0', '60']);
    expect(wechat.calls.map(({ query }) => [query['ids'], query['start'], query['limit']])).toEqual([
      ['616,7', '0', '30'],
      ['616,7', '30', '30'],
      ['616,7', '60', '30'],
      ['616', '0', '30'],
    ]);
  });

  test('a private template says which key stands behind which words', async () => {
    wechat.on('/wxaapi/newtmpl/gettemplate', () => ({
      body: {
        errcode: 0,
        data: [
          {
            priTmplId: '9Aw5ZV1j9xdWTFEkqCpZ7mIBbSC34khK55OtzUPl0rU',
            title: '报名结果通知',
            content: '会议时间:{{date2.DATA}}\n会议地点：{{thing1.DATA}}\n结果:{{enum3.DATA}}',
            example: '会议时间:2016年8月8日\n会议地点:TIT会议室\n',
            type: 2,
            keywordEnumValueList: [{ keywordCode: 'enum3.DATA', enumValueList: ['通过', '未通过'] }],
          },
        ],
      },
    }));

    expect(await messages.listTemplates(tenantId, appId)).toEqual([
      {
        id: '9Aw5ZV1j9xdWTFEkqCpZ7mIBbSC34khK55OtzUPl0rU',
        title: '报名结果通知',
        kind: 'once',
        fields: [
          { key: 'date2', label: '会议时间', options: [] },
          { key: 'thing1', label: '会议地点', options: [] },
          { key: 'enum3', label: '结果', options: ['通过', '未通过'] },
        ],
      },
    ]);
  });

  test('a template is taken over with its keywords; what WeChat would refuse is not asked', async () => {
    wechat.on('/wxaapi/newtmpl/addtemplate', () => ({ body: { errcode: 0, priTmplId: 'P1' } }));

    expect(await messages.addTemplate(tenantId, appId, { tid: '401', kids: [1, 2], scene: '付款后通知买家' })).toBe(
      'P1',
    );
    expect(lastBody()).toEqual({ tid: '401', kidList: [1, 2], sceneDesc: '付款后通知买家' });
    for (const wrong of [
      { tid: '401', kids: [1], scene: 'x' },
      { tid: '401', kids: [1, 2, 3, 4, 5, 6], scene: 'x' },
      { tid: '401', kids: [1, 2], scene: '一二三四五六七八九十一二三四五六' },
    ]) {
      await expect(messages.addTemplate(tenantId, appId, wrong)).rejects.toThrow(TypeError);
    }
    expect(wechat.calls).toHaveLength(1);
  });

  test('an answer without its list is an empty one, and one of the wrong kind is told', async () => {
    wechat.on('/wxaapi/newtmpl/getcategory', () => ({ body: { errcode: 0 } }));
    expect(await messages.listCategoryIds(tenantId, appId)).toEqual([]);
    wechat.on('/wxaapi/newtmpl/getcategory', () => ({ body: { errcode: 0, data: 'none' } }));
    await expect(messages.listCategoryIds(tenantId, appId)).rejects.toMatchObject({ retry: 'never' });
  });
});

describe('shipping information', () => {
  const one: ShippingInformation = {
    transactionId: '4200001234',
    openId: 'o-1',
    kind: 'express',
    parcels: [{ goods: '明前龙井 × 1', trackingNo: 'SF1234', companyId: 'SF', maskedReceiverPhone: '138****8000' }],
    split: false,
    isAllDelivered: true,
    uploadedAt: new Date('2022-12-15T05:29:35.120Z'),
  };
  const parcel = (goods = '茶', trackingNo = 'A1') => ({ goods, trackingNo, companyId: 'YTO' });

  test('goes by transaction id, with milliseconds and zone', async () => {
    wechat.on('/wxa/sec/order/upload_shipping_info', () => ({ body: { errcode: 0 } }));

    await shipping.upload(tenantId, appId, one);

    expect(lastBody()).toEqual({
      order_key: { order_number_type: 2, transaction_id: '4200001234' },
      logistics_type: 1,
      delivery_mode: 1,
      shipping_list: [
        {
          tracking_no: 'SF1234',
          express_company: 'SF',
          item_desc: '明前龙井 × 1',
          contact: { receiver_contact: '138****8000' },
        },
      ],
      upload_time: '2022-12-15T13:29:35.120+08:00',
      payer: { openid: 'o-1' },
    });
    expect(uploadTime(new Date('2026-12-31T16:00:00Z'))).toBe('2027-01-01T00:00:00.000+08:00');
  });

  test('in parts says whether all of it is on its way; a pick-up has no courier', async () => {
    wechat.on('/wxa/sec/order/upload_shipping_info', () => ({ body: { errcode: 0 } }));

    await shipping.upload(tenantId, appId, {
      ...one,
      split: true,
      isAllDelivered: false,
      parcels: [parcel(), parcel()],
    });
    expect(lastBody()).toMatchObject({ delivery_mode: 2, is_all_delivered: false, shipping_list: [{}, {}] });

    await shipping.upload(tenantId, appId, { ...one, kind: 'pickup', parcels: [{ goods: '茶' }] });
    expect(lastBody()).toMatchObject({ logistics_type: 4, delivery_mode: 1, shipping_list: [{ item_desc: '茶' }] });
    expect(Object.keys((lastBody() as { shipping_list: object[] }).shipping_list[0] ?? {})).toEqual(['item_desc']);
  });

  test.each<[string, Partial<ShippingInformation>]>([
    ['no parcel', { parcels: [] }],
    ['sixteen parcels', { split: true, parcels: Array.from({ length: 16 }, () => parcel()) }],
    ['two parcels in one piece', { parcels: [parcel(), parcel()] }],
    ['one piece that is not all', { isAllDelivered: false }],
    ['a pick-up in parts', { kind: 'pickup', split: true }],
    ['goods without a word', { parcels: [parcel('')] }],
    ['goods of 121 characters', { parcels: [parcel('茶'.repeat(121))] }],
    ['no tracking number', { parcels: [parcel('茶', '')] }],
    ['a tracking number of 129 characters', { parcels: [parcel('茶', '1'.repeat(129))] }],
    ['no courier', { parcels: [{ goods: '茶', trackingNo: 'A1' }] }],
    ['no transaction', { transactionId: '' }],
  ])('with %s is not even sent', async (_what, change) => {
    await expect(shipping.upload(tenantId, appId, { ...one, ...change })).rejects.toThrow(TypeError);
    expect(wechat.calls).toEqual([]);
  });

  test('whose outcome nobody knows is not uploaded again: it would use up the one re-shipping', async () => {
    for (const answer of doubtful) {
      wechat.reset();
      wechat.on('/wxa/sec/order/upload_shipping_info', () => answer);
      await expect(shipping.upload(tenantId, appId, one)).rejects.toMatchObject({ retry: 'backoff' });
      expect(wechat.calls).toHaveLength(1);
    }
  });

  test.each([
    [10060001, 'later', 'merchant'],
    [10060002, 'never', 'nobody'],
    [10060003, 'never', 'merchant'],
    [10060004, 'never', 'merchant'],
    [10060012, 'backoff', 'nobody'],
    [10060023, 'never', 'nobody'],
    [10060024, 'never', 'merchant'],
    [268485216, 'never', 'platform'],
    [61007, 'never', 'merchant'],
    [45009, 'later', 'operator'],
  ])('refused with %i: retry %s, %s must act', async (errcode, retry, actor) => {
    wechat.on('/wxa/sec/order/upload_shipping_info', () => ({ body: { errcode, errmsg: 'refused' } }));
    await expect(shipping.upload(tenantId, appId, one)).rejects.toMatchObject({ errcode, retry, actor });
  });

  test('an order is read with its state and parcels; one WeChat does not know is none', async () => {
    wechat.on('/wxa/sec/order/get_order', () => ({
      body: {
        errcode: 0,
        order: {
          transaction_id: '4200001234',
          merchant_id: '1900000001',
          paid_amount: 1998,
          order_state: 2,
          in_complaint: false,
          shipping: {
            delivery_mode: 1,
            logistics_type: 1,
            finish_shipping: true,
            finish_shipping_count: 1,
            goods_desc: '茶',
            shipping_list: [
              { tracking_no: 'SF1234', express_company: 'SF', goods_desc: '茶', upload_time: 1671082175 },
            ],
          },
        },
      },
    }));
    expect(await shipping.getOrder(tenantId, appId, '4200001234')).toEqual({
      transactionId: '4200001234',
      state: 'shipped',
      isComplete: true,
      kind: 'express',
      trackingNos: ['SF1234'],
    });

    wechat.on('/wxa/sec/order/get_order', () => ({
      body: { errcode: 0, order: { transaction_id: '1', order_state: 1 } },
    }));
    expect(await shipping.getOrder(tenantId, appId, '1')).toMatchObject({ state: 'toShip', isComplete: false });
    wechat.on('/wxa/sec/order/get_order', () => ({
      body: { errcode: 0, order: { transaction_id: '1', order_state: 9 } },
    }));
    await expect(shipping.getOrder(tenantId, appId, '1')).rejects.toMatchObject({ retry: 'never' });
    wechat.on('/wxa/sec/order/get_order', () => ({ body: { errcode: 10060001, errmsg: '支付单不存在' } }));
    expect(await shipping.getOrder(tenantId, appId, '1')).toBeNull();
  });

  test('trade management, reminders and companies', async () => {
    wechat.on('/wxa/sec/order/is_trade_managed', () => ({ body: { errcode: 0, is_trade_managed: true } }));
    wechat.on('/wxa/sec/order/is_trade_management_confirmation_completed', () => ({
      body: { errcode: 0, completed: false },
    }));
    wechat.on('/wxa/sec/order/notify_confirm_receive', () => ({ body: { errcode: 0 } }));
    wechat.on('/cgi-bin/express/delivery/open_msg/get_delivery_list', () => ({
      body: { errcode: 0, count: 1, delivery_list: [{ delivery_id: 'SF', delivery_name: '顺丰速运' }] },
    }));

    expect(await shipping.isTradeManaged(tenantId, appId)).toBe(true);
    expect(lastBody()).toEqual({ appid: appId });
    expect(await shipping.isTradeManagementConfirmed(tenantId, appId)).toBe(false);
    expect(await shipping.listCompanies(tenantId, appId)).toEqual([{ id: 'SF', name: '顺丰速运' }]);
    expect(wechat.calls.at(-1)?.body).toBe('{}');
    await shipping.notifyReceipt(tenantId, appId, '4200001234', new Date(1671082175_900));
    expect(lastBody()).toEqual({ transaction_id: '4200001234', received_time: 1671082175 });
  });
});
