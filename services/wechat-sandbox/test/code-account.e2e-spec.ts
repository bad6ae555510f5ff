import { appid, errcode, get, post, sandbox, set, useCodeWorld } from './code-world.js';
import { type Json } from './started-sandbox.js';

useCodeWorld();

describe('domains', () => {
  const modify = (body: Json) => post('/wxa/modify_domain', body);
  const register = async (domains: string) =>
    sandbox.post(`/cgi-bin/component/modify_wxa_server_domain?access_token=${await sandbox.componentToken()}`, {
      action: 'add',
      wxa_server_domain: domains,
      is_modify_published_together: true,
    });

  it('must be registered on the platform before an account can use them', async () => {
    expect(await errcode(modify({ action: 'set', requestdomain: ['https://shop.example'] }))).toBe(85018);
    expect(await register('')).not.toHaveProperty('published_wxa_server_domain');
    expect(await register('shop.example;img.example')).toMatchObject({
      errcode: 0,
      published_wxa_server_domain: 'shop.example;img.example',
    });

    expect(
      await modify({ action: 'set', requestdomain: ['https://shop.example', 'https://other.example'] }),
    ).toMatchObject({
      errcode: 0,
      requestdomain: ['https://shop.example'],
      invalid_requestdomain: ['https://other.example'],
    });
    expect(await errcode(modify({ action: 'add', requestdomain: ['https://shop.example'] }))).toBe(85017);
    expect(await post('/wxa/get_effective_domain')).toMatchObject({
      effective_domain: { requestdomain: ['https://shop.example'] },
    });
  });

  it.each([
    'http://shop.example',
    'https://127.0.0.1',
    'https://*.example.com',
    'https://api.weixin.qq.com',
    'shop.example',
  ])('refuse %s', async (domain) => {
    expect(await errcode(modify({ action: 'add', requestdomain: [domain] }))).toBe(85015);
  });

  it('take local addresses when set so, and 50 changes a month', async () => {
    await set({ domainRules: 'local' });
    const direct = (action: string) =>
      post('/wxa/modify_domain_directly', { action, requestdomain: ['http://127.0.0.1:4100'] });

    for (let count = 0; count < 50; count++) expect(await errcode(direct(count % 2 === 0 ? 'add' : 'delete'))).toBe(0);
    expect(await errcode(direct('add'))).toBe(86102);
  });
});

describe('categories', () => {
  it('are added with their licence, once each, five at most', async () => {
    const add = (second: number, extra: Json = {}) =>
      post('/cgi-bin/wxopen/addcategory', { categories: [{ first: 304, second, ...extra }] });

    expect(await errcode(add(321))).toBe(53304);
    expect(await errcode(add(999))).toBe(53303);
    expect(await errcode(add(334))).toBe(53311);
    expect(await errcode(add(334, { certicates: [{ key: '食品经营许可证', value: 'media' }] }))).toBe(0);
    expect(await sandbox.pushed('wxa_category_audit', appid)).toContain(
      '<second><![CDATA[334]]></second>\n<ret>3</ret>',
    );
    expect(await get('/wxa/get_category')).toMatchObject({
      category_list: [
        { second_class: '服饰内衣', second_id: 321 },
        { second_class: '食品饮料', second_id: 334 },
      ],
    });
    for (const second of [322, 323, 324]) expect(await errcode(add(second))).toBe(0);
    expect(await errcode(add(325))).toBe(53301);
    expect(await errcode(post('/cgi-bin/wxopen/deletecategory', { first: 304, Second: 322 }))).toBe(53303);
    expect(await errcode(post('/cgi-bin/wxopen/deletecategory', { first: 304, second: 322 }))).toBe(0);
  });

  it('are added all or none, five times a month', async () => {
    const add = (...seconds: number[]) =>
      errcode(post('/cgi-bin/wxopen/addcategory', { categories: seconds.map((second) => ({ first: 304, second })) }));
    const remove = (second: number) => errcode(post('/cgi-bin/wxopen/deletecategory', { first: 304, second }));

    expect(await add(322, 999)).toBe(53303);
    expect(await add(322, 322)).toBe(53304);
    expect(await get('/cgi-bin/wxopen/getcategory')).toMatchObject({ categories: [{}], limit: 5, quota: 5 });
    expect(await add(322, 323)).toBe(0);
    for (const second of [322, 323]) expect(await remove(second)).toBe(0);
    expect(await add(322, 323)).toBe(0);
    expect(await remove(322)).toBe(0);
    expect(await get('/cgi-bin/wxopen/getcategory')).toMatchObject({ quota: 1 });
    expect(await add(324, 325)).toBe(53300);
    expect(await add(324)).toBe(0);
    expect(await remove(324)).toBe(0);
    expect(await add(324)).toBe(53300);
  });
});

describe('testers', () => {
  it('are bound once and unbound by either name', async () => {
    const bound = await post('/wxa/bind_tester', { wechatid: 'tester_one' });

    expect(await errcode(post('/wxa/bind_tester', { wechatid: 'tester_one' }))).toBe(85004);
    expect(await errcode(post('/wxa/bind_tester', { wechatid: '1' }))).toBe(85001);
    expect(await post('/wxa/memberauth', { action: 'get_experiencer' })).toMatchObject({
      members: [{ userstr: bound['userstr'] }],
    });
    expect(await errcode(post('/wxa/unbind_tester', { userstr: bound['userstr'] }))).toBe(0);
    expect(await post('/wxa/memberauth', { action: 'get_experiencer' })).toMatchObject({ members: [] });
  });
});
