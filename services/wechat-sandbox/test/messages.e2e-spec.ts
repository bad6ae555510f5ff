import { ReleasedApp, openMerchant, pay } from './released-app.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox);
});
afterAll(() => sandbox.stop());

const add = (body: Json) => app.post('/wxaapi/newtmpl/addtemplate', body);
const newTemplate = async (tid = '1003', kidList = [1, 2, 3, 4]): Promise<string> => {
  const { data } = (await app.get('/wxaapi/newtmpl/gettemplate')) as { data: Json[] };
  for (const { priTmplId } of data) await app.post('/wxaapi/newtmpl/deltemplate', { priTmplId });
  return String((await add({ tid, kidList, sceneDesc: '发货' }))['priTmplId']);
};
const accept = (user: string, id: string) => app.knob('POST', '/subscriptions', { user, answers: { [id]: 'accept' } });
const SHIPPED = {
  character_string1: { value: '20261122101530001' },
  thing2: { value: '武夷岩茶礼盒' },
  thing3: { value: '顺丰速运' },
  character_string4: { value: 'SF1234567890' },
};
const send = async (openid: string, id: string, changes: Json = {}) =>
  app.post('/cgi-bin/message/subscribe/send', {
    touser: openid,
    template_id: id,
    data: SHIPPED,
    miniprogram_state: 'formal',
    lang: 'zh_CN',
    ...changes,
  });

describe('the library of templates', () => {
  it('offers what suits the categories of the account', async () => {
    const { data: categories } = (await app.get('/wxaapi/newtmpl/getcategory')) as { data: Json[] };
    const titles = await app.get('/wxaapi/newtmpl/getpubtemplatetitles', '&ids=321&start=0&limit=5');
    const keywords = await app.get('/wxaapi/newtmpl/getpubtemplatekeywords', '&tid=1003');

    expect(categories).toEqual([{ id: 321, name: '服饰内衣' }]);
    expect(titles).toMatchObject({ errcode: 0, count: 21 });
    expect(titles['data']).toHaveLength(5);
    expect(keywords['data']).toContainEqual({ kid: 2, name: '商品名称', example: '武夷岩茶礼盒', rule: 'thing' });
  });

  it.each([
    ['&start=0&limit=5', 200018],
    ['&ids=a&start=0&limit=5', 200019],
    ['&ids=321&limit=5', 200016],
    ['&ids=321&start=0&limit=31', 200017],
  ])('refuses titles?%s', async (query, code) => {
    expect((await app.get('/wxaapi/newtmpl/getpubtemplatetitles', query))['errcode']).toBe(code);
  });

  it.each<[string, Json, number]>([
    ['an unknown tid', { tid: '9', kidList: [1, 2] }, 200014],
    ['a template of another category', { tid: '1022', kidList: [1, 2] }, 200014],
    ['one keyword', { tid: '1003', kidList: [1] }, 200020],
    ['six keywords', { tid: '1003', kidList: [1, 2, 3, 4, 5, 6] }, 200020],
    ['an unknown keyword', { tid: '1003', kidList: [1, 99] }, 200020],
    ['a keyword twice', { tid: '1003', kidList: [1, 1] }, 200020],
    ['a scene of 16 characters', { tid: '1003', kidList: [1, 2], sceneDesc: '字'.repeat(16) }, 200021],
  ])('refuses %s', async (_name, body, code) => {
    expect((await add(body))['errcode']).toBe(code);
  });

  it('names the fields in the order chosen, refuses a twin, and is full at its limit', async () => {
    const id = await newTemplate('1018', [2, 1]);

    expect(await app.get('/wxaapi/newtmpl/gettemplate')).toMatchObject({
      data: [
        {
          priTmplId: id,
          content: '变动数量:{{number2.DATA}}\n变动类型:{{enum1.DATA}}\n',
          keywordEnumValueList: [{ keywordCode: 'enum1.DATA', enumValueList: ['增加', '扣减', '过期'] }],
        },
      ],
    });
    expect((await add({ tid: '1018', kidList: [2, 1] }))['errcode']).toBe(200022);
    await sandbox.knob('PUT', '/sandbox/settings', { privateTemplateLimit: 1 });
    expect((await add({ tid: '1003', kidList: [1, 2] }))['errcode']).toBe(200012);
    await sandbox.knob('PUT', '/sandbox/settings', { privateTemplateLimit: 25 });
  });

  it('is managed with set 89 too, and not without both', async () => {
    const withSet89 = await ReleasedApp.of(sandbox, {}, { released: false, permissions: [89] });
    const without = await ReleasedApp.of(sandbox, {}, { released: false, permissions: [19] });

    expect(await withSet89.get('/wxaapi/newtmpl/gettemplate')).toMatchObject({ errcode: 0 });
    expect(await without.get('/wxaapi/newtmpl/gettemplate')).toMatchObject({ errcode: 61007 });
  });
});

describe('sending', () => {
  it('needs one acceptance for each message and reports it', async () => {
    const id = await newTemplate();
    const openid = await app.openid('li');

    expect((await send(openid, id))['errcode']).toBe(43101);
    expect(await accept('li', id)).toEqual({ errMsg: 'requestSubscribeMessage:ok', [id]: 'accept' });
    expect(await app.pushed('subscribe_msg_popup_event')).toContain(
      `<SubscribeMsgPopupEvent><List><TemplateId><![CDATA[${id}]]></TemplateId><SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString>`,
    );
    expect(await send(openid, id, { page: 'pages/home/index?id=1' })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect((await send(openid, id))['errcode']).toBe(43101);

    const { items } = (await app.knob('GET', '/messages')) as { items: Json[] };
    expect(items[0]).toMatchObject({ openid, templateId: id, page: 'pages/home/index?id=1', title: '订单发货提醒' });
    const sent = await app.pushed('subscribe_msg_sent_event');
    expect(sent).toContain(`<FromUserName><![CDATA[${openid}]]>`);
    expect(sent).toContain(`<MsgID>${String(items[0]?.['msgId'])}</MsgID>`);
  });

  it('forgets acceptances that the person takes back', async () => {
    const id = await newTemplate();
    const openid = await app.openid('zhao');
    await accept('zhao', id);
    await app.knob('POST', '/subscription-changes', { user: 'zhao', templateIds: [id] });

    expect((await send(openid, id))['errcode']).toBe(43101);
    expect(await app.pushed('subscribe_msg_change_event')).toContain('<![CDATA[reject]]>');
  });

  it.each<[string, Json, number, string]>([
    ['another openid', { touser: 'o' }, 40003, ''],
    ['another template', { template_id: 'x' }, 40037, ''],
    ['a page that is not online', { page: 'pages/none' }, 41030, ''],
    ['a missing field', { data: { ...SHIPPED, thing3: undefined } }, 47003, 'data.thing3.value is empty'],
    ['an empty field', { data: { ...SHIPPED, thing3: { value: '' } } }, 47003, 'data.thing3.value is empty'],
    ['a long thing', { data: { ...SHIPPED, thing2: { value: '字'.repeat(21) } } }, 47003, 'data.thing2.value invalid'],
    [
      'Chinese in a character_string',
      { data: { ...SHIPPED, character_string1: { value: '单号' } } },
      47003,
      'character_string1',
    ],
    ['a number as a value', { data: { ...SHIPPED, character_string1: { value: 1 } } }, 47003, 'character_string1'],
    ['data that is a list', { data: [] }, 47001, ''],
    ['a forbidden word', { data: { ...SHIPPED, thing2: { value: '刷单 返利' } } }, 45168, ''],
    ['another state', { miniprogram_state: 'beta' }, 47003, 'miniprogram_state'],
    ['another language', { lang: 'fr' }, 47003, 'lang'],
  ])('refuses %s and keeps the acceptance', async (_name, changes, code, text) => {
    const id = await newTemplate();
    const openid = await app.openid('sun');
    await accept('sun', id);

    const answer = await send(openid, id, changes);

    expect(answer['errcode']).toBe(code);
    expect(answer['errmsg']).toContain(text);
    expect(await send(openid, id)).toMatchObject({ errcode: 0 });
  });

  it('refuses a second message to the same person at the same time, and all of a banned account', async () => {
    const id = await newTemplate();
    const openid = await app.openid('qian');
    for (let times = 0; times < 3; times++) await accept('qian', id);
    await sandbox.knob('PUT', '/sandbox/settings', { subscribeSendMs: 300 });

    const both = await Promise.all([send(openid, id), send(openid, id)]);

    await sandbox.knob('PUT', '/sandbox/settings', { subscribeSendMs: 0 });
    expect(new Set(both.map((answer) => answer['errcode']))).toEqual(new Set([0, 43108]));
    await app.knob('POST', '/message-ban', { banned: true });
    expect((await send(openid, id))['errcode']).toBe(43107);
    expect(await accept('qian', id)).toMatchObject({ errCode: 20005 });
    await app.knob('POST', '/message-ban', { banned: false });
  });

  it('lets the pop-up fail as on a phone', async () => {
    const id = await newTemplate();
    const ask = (answers: Json, more: Json = {}) =>
      app.knob('POST', '/subscriptions', { user: 'wu', answers, ...more });

    expect(await ask({})).toMatchObject({ errCode: 10001 });
    expect(await ask({ x: 'accept' })).toMatchObject({ errCode: 20001 });
    expect(await ask({ [id]: 'accept' }, { mainSwitchOff: true })).toMatchObject({ errCode: 20004 });
    expect(await ask({ a: 'accept', b: 'accept', c: 'accept', d: 'accept', e: 'accept', f: 'accept' })).toMatchObject({
      errCode: 20003,
    });
    expect(await ask({ [id]: 'maybe' })).toMatchObject({ error: expect.stringContaining('accept, reject') });
  });
});

describe('service cards', () => {
  const card = (openid: string, code: string, changes: Json = {}) =>
    app.post('/wxa/set_user_notify', {
      openid,
      notify_type: 2001,
      notify_code: code,
      content_json: JSON.stringify({ cur_status: 1 }),
      check_json: JSON.stringify({ pay_amount: 1280, pay_time: Math.floor(Date.now() / 1000) }),
      ...changes,
    });

  it('are activated by a payment within a day, and updated for a month', async () => {
    const merchant = await openMerchant(sandbox, app.appid);
    const { transactionId, openid } = await pay(app, merchant, 'zhou');

    expect((await card(openid, '4200000000'))['errcode']).toBe(85437);
    expect((await card(openid, transactionId, { notify_type: 1 }))['errcode']).toBe(85431);
    expect((await card(openid, transactionId, { content_json: '{' }))['errcode']).toBe(85435);
    expect((await card(openid, transactionId, { check_json: '{"pay_amount":1}' }))['errcode']).toBe(85433);
    expect((await card(await app.openid('wang'), transactionId))['errcode']).toBe(40003);
    expect(await card(openid, transactionId)).toMatchObject({ errcode: 0 });
    const update = { content_json: JSON.stringify({ cur_status: 2 }), check_json: undefined };
    expect(await card(openid, transactionId, update)).toMatchObject({ errcode: 0 });
    const key = { openid, notify_type: 2001, notify_code: transactionId };
    expect(await app.post('/wxa/get_user_notify', key)).toMatchObject({
      notify_info: { content_json: '{"cur_status":2}' },
    });
    await app.knob('POST', '/card-failures', { notifyType: 2001, notifyCode: transactionId });
    expect(await app.pushed('notify_service_msg_send_result')).toContain(transactionId);
    expect((await app.post('/wxa/set_user_notifyext', { ...key, ext_json: 'x' }))['errcode']).toBe(85470);
    expect(await app.post('/wxa/set_user_notifyext', { ...key, ext_json: '{}' })).toMatchObject({ errcode: 0 });
  });
});
