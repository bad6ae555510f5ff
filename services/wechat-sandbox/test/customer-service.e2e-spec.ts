import { ReleasedApp } from './released-app.js';
import { eventually, type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox);
});
afterAll(() => sandbox.stop());

const write = (user: string, message: Json = {}) =>
  app.knob('POST', '/customer-messages', { user, type: 'text', content: '在吗', ...message });
const send = (openid: string, message: Json = { msgtype: 'text', text: { content: '您好' } }) =>
  app.post('/cgi-bin/message/custom/send', { touser: openid, ...message });
const advance = (seconds: number) => app.advance(seconds);

async function upload(bytes: Buffer<ArrayBuffer>, query = '&type=image'): Promise<Json> {
  const form = new FormData();
  form.append('media', new Blob([bytes], { type: 'image/jpeg' }), 'a.jpg');
  const url = `${sandbox.url}/cgi-bin/media/upload?access_token=${app.token}${query}`;
  return (await (await fetch(url, { method: 'POST', body: form })).json()) as Json;
}
const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);

describe('messages of shoppers', () => {
  it('are pushed with sender and number', async () => {
    const { openid, msgId } = await write('wang', { content: '有货吗 & <b>?' });
    const text = await app.pushed('text');

    expect(text).toContain(`<FromUserName><![CDATA[${String(openid)}]]></FromUserName>`);
    expect(text).toContain('<MsgType><![CDATA[text]]></MsgType>');
    expect(text).toContain('<Content><![CDATA[有货吗 & <b>?]]></Content>');
    expect(text).toContain(`<MsgId>${String(msgId)}</MsgId>`);
    expect(text).not.toContain('<Event>');
    const sent = await sandbox.receiver.find((request) => sandbox.decrypt(request) === text);
    expect(sent.query.get('openid')).toBe(openid);
  });

  it('may be pictures, pages and the mere entering', async () => {
    await write('wang', { type: 'image', content: undefined });
    await write('wang', { type: 'miniprogrampage', title: '茶', pagePath: 'pages/home/index?id=1' });
    await write('wang', { type: 'enter', sessionFrom: 'order:1' });
    const image = await app.pushed('image');
    const mediaId = /<MediaId><!\[CDATA\[(.*?)\]\]>/.exec(image)?.[1] ?? '';

    const bytes = await fetch(`${sandbox.url}/cgi-bin/media/get?access_token=${app.token}&media_id=${mediaId}`);
    expect(bytes.headers.get('content-type')).toBe('image/jpeg');
    expect(await app.pushed('miniprogrampage')).toContain('<PagePath><![CDATA[pages/home/index?id=1]]>');
    expect(await app.pushed('user_enter_tempsession')).toContain('<SessionFrom><![CDATA[order:1]]>');
  });

  it('can be handed over to WeChat’s own console by the reply, if it is signed', async () => {
    const answered = { wrongSignature: true };
    sandbox.receiver.answer = (request) => {
      const message = sandbox.decrypt(request);
      if (!message.includes('转人工')) return { status: 200, body: 'success' };
      const member = (name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(message)?.[1] ?? '';
      const reply = `<xml><ToUserName><![CDATA[${member('FromUserName')}]]></ToUserName><FromUserName><![CDATA[${member('ToUserName')}]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>`;
      const encrypted = sandbox.crypto.encrypt(reply);
      const signature = answered.wrongSignature ? 'x' : sandbox.crypto.sign('1', 'n', encrypted);
      const body = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1</TimeStamp><Nonce><![CDATA[n]]></Nonce></xml>`;
      return { status: 200, body };
    };
    await write('feng', { content: '转人工' });
    const state = async () => (await app.knob('GET', '/customer-messages?user=feng'))['isHandedOver'];
    const attempts = async () =>
      Number(
        ((await sandbox.knob('GET', `/sandbox/pushes?appid=${app.appid}&event=text`))['items'] as Json[])[0]?.[
          'attempts'
        ],
      );

    await eventually(attempts, (count) => count >= 1);
    expect(await state()).toBe(false);
    answered.wrongSignature = false;
    expect(await eventually(state, (isHandedOver) => isHandedOver === true)).toBe(true);
    sandbox.receiver.answer = () => ({ status: 200, body: 'success' });
  });
});

describe('answers of the shop', () => {
  it('are five within 48 hours of a message', async () => {
    const openid = await app.openid('li');
    expect(await send(openid)).toMatchObject({ errcode: 45015 });
    await write('li');
    for (let count = 0; count < 5; count++) expect(await send(openid)).toMatchObject({ errcode: 0 });
    expect(await send(openid)).toMatchObject({ errcode: 45047 });
    await write('li');
    expect(await send(openid)).toMatchObject({ errcode: 0 });
    await advance(48 * 3600 + 1);
    expect(await send(openid)).toMatchObject({ errcode: 45015 });

    const { items } = (await app.knob('GET', '/customer-messages?user=li')) as { items: Json[] };
    expect(items.filter(({ from }) => from === 'shop')).toHaveLength(6);
  });

  it('are three within a minute of entering', async () => {
    const { openid } = await write('zhao', { type: 'enter' });
    for (let count = 0; count < 3; count++) expect(await send(String(openid))).toMatchObject({ errcode: 0 });
    expect(await send(String(openid))).toMatchObject({ errcode: 45047 });
    await advance(61);
    expect(await send(String(openid))).toMatchObject({ errcode: 45015 });
  });

  it('have four kinds, each with its members, and use no reply up when they are wrong', async () => {
    const { openid } = await write('sun');
    const mediaId = (await upload(PICTURE))['media_id'];
    const refused: [Json, number][] = [
      [{ msgtype: 'video' }, 40008],
      [{ msgtype: 'text', text: { content: '' } }, 44004],
      [{ msgtype: 'text', text: 'x' }, 47001],
      [{ msgtype: 'image', image: { media_id: 'x' } }, 40007],
      [{ msgtype: 'link', link: { title: 'x' } }, 40097],
      [{ msgtype: 'miniprogrampage', miniprogrampage: { title: 'x', pagepath: 'a', thumb_media_id: 'x' } }, 40007],
    ];
    for (const [message, code] of refused) expect(await send(String(openid), message)).toMatchObject({ errcode: code });
    expect(await send('o', {})).toMatchObject({ errcode: 40003 });

    const taken: Json[] = [
      { msgtype: 'image', image: { media_id: mediaId } },
      {
        msgtype: 'link',
        link: { title: 't', description: 'd', url: 'https://a.example', thumb_url: 'https://a.example/i' },
      },
      {
        msgtype: 'miniprogrampage',
        miniprogrampage: { title: 't', pagepath: 'pages/home/index', thumb_media_id: mediaId },
      },
    ];
    for (const message of taken) expect(await send(String(openid), message)).toMatchObject({ errcode: 0 });
    expect(await app.knob('GET', '/customer-messages?user=sun')).toMatchObject({ repliesLeft: 2 });
  });

  it('may show typing to a person who has just written', async () => {
    const typing = (touser: unknown, command = 'Typing') =>
      app.errcode('/cgi-bin/message/custom/business/typing', { touser, command });
    const { openid } = await write('qian');

    expect(await typing(openid, 'Sleep')).toBe(45072);
    expect(await typing(openid)).toBe(0);
    expect(await typing(openid)).toBe(45081);
    expect(await typing(openid, 'CancelTyping')).toBe(0);
    await advance(31);
    expect(await typing(openid)).toBe(45080);
  });

  it('need set 19', async () => {
    const other = await ReleasedApp.of(sandbox, {}, { released: false, permissions: [18] });

    expect(await other.errcode('/cgi-bin/message/custom/send', {})).toBe(61007);
  });
});

describe('temporary pictures', () => {
  it('last three days', async () => {
    const { media_id: mediaId, type } = await upload(PICTURE);
    const ask = () => fetch(`${sandbox.url}/cgi-bin/media/get?access_token=${app.token}&media_id=${String(mediaId)}`);
    const life = new Uint8Array(await (await ask()).arrayBuffer());
    const { token } = await ReleasedApp.of(sandbox, {}, { released: false });

    expect(type).toBe('image');
    expect(life).toEqual(new Uint8Array(PICTURE));
    expect(await sandbox.get(`/cgi-bin/media/get?access_token=${token}&media_id=${String(mediaId)}`)).toMatchObject({
      errcode: 40007,
    });
  });

  it('are pictures of a known kind and at most 2 MB', async () => {
    const large = Buffer.concat([PICTURE, Buffer.alloc(2 * 1024 * 1024)]);

    expect(await upload(PICTURE, '&type=video')).toMatchObject({ errcode: 40004 });
    expect(await upload(Buffer.from('MZ'))).toMatchObject({ errcode: 40005 });
    expect(await upload(large)).toMatchObject({ errcode: 40006 });
    expect(await app.post('/cgi-bin/media/upload', 'x', '&type=image')).toMatchObject({ errcode: 41005 });
  });
});
