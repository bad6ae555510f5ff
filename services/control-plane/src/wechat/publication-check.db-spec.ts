import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { PushCrypto } from '#kernel/wechat/push-crypto.js';
import { parsePush, parsePushEnvelope } from '#kernel/wechat/push-parser.js';
import { RecordedWechat } from '#kernel/wechat/testing/recorded-wechat.js';
import { eventually } from '#testing/eventually.js';
import { HostingWorld, startWorker } from '#testing/hosting-world.js';
import { World } from '#testing/world.js';

const account = { appId: 'wxd101a85aa106f53e', userName: 'gh_8dad206e9538' };
const officialAccount = { appId: 'wx570bc396a51b8ff8', userName: 'gh_3c884a361561' };
const stranger = { appId: 'wx0123456789abcdef', userName: 'gh_8dad206e9538' };
const PLATFORM = '/cgi-bin/component';
const SEND = '/cgi-bin/message/custom/send';

let wechat: RecordedWechat;
let world: World;
let worker: NestFastifyApplication;
let fleet: FleetDatabase;
let crypto: PushCrypto;

beforeAll(async () => {
  wechat = await RecordedWechat.start();
  world = await World.start({ env: { WECHAT_API_URL: wechat.url } });
  fleet = await FleetDatabase.connect(world.database.access, 2);
  crypto = new PushCrypto({
    componentAppId: world.env['WECHAT_COMPONENT_APPID'] ?? '',
    pushToken: world.env['WECHAT_PUSH_TOKEN'] ?? '',
    pushAesKey: world.env['WECHAT_PUSH_AES_KEY'] ?? '',
  });
  worker = await startWorker(world);
  const ticket = `<xml><AppId>${world.env['WECHAT_COMPONENT_APPID']}</AppId><CreateTime>${now()}</CreateTime><InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket>ticket@@@1</ComponentVerifyTicket></xml>`;
  expect(await push(ticket, '/wechat/events')).toBe('success');
}, 60_000);
beforeEach(() => {
  wechat.reset();
  wechat.on(`${PLATFORM}/api_component_token`, () => ({
    body: { component_access_token: 'component', expires_in: 7200 },
  }));
  wechat.on(SEND, () => ({ body: { errcode: 0, errmsg: 'ok' } }));
  wechat.on(`${PLATFORM}/api_query_auth`, () => ({
    body: { authorization_info: { authorizer_appid: account.appId, ...token('of-code'), func_info: [] } },
  }));
});
afterAll(async () => {
  await worker.close();
  await fleet.close();
  await world.stop();
  await wechat.stop();
});

const now = () => Math.floor(Date.now() / 1000);
const token = (value: string) => ({
  authorizer_access_token: value,
  expires_in: 7200,
  authorizer_refresh_token: `refresh-${value}`,
});

let messages = 0;
function text(content: string, { userName } = account): string {
  messages += 1;
  return `<xml><ToUserName><![CDATA[${userName}]]></ToUserName><FromUserName><![CDATA[oTester]]></FromUserName><CreateTime>${now()}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content><MsgId>${messages}</MsgId></xml>`;
}

const at = ({ appId }: { readonly appId: string }) => `/wechat/messages/${appId}`;

async function push(plain: string, path = at(account)): Promise<string> {
  const { encrypt, msgSignature, timestamp, nonce } = crypto.seal(plain, { timestamp: String(now()), nonce: '77' });
  const query = new URLSearchParams({ msg_signature: msgSignature, timestamp, nonce });
  const response = await fetch(`${world.baseUrl}${path}?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
  });
  expect(response.status).toBe(200);
  return response.text();
}

const sent = () => wechat.received(SEND).map(({ query, body }) => [query['access_token'], JSON.parse(body) as unknown]);
const message = (content: string) => ({ touser: 'oTester', msgtype: 'text', text: { content } });
async function settled(error: string | null = null): Promise<void> {
  const rows = await eventually(
    () =>
      fleet.query<{ kind: string; error: string | null }>(
        'select kind, error from platform.wechat_push where settled_at is not null and dedup_key like $1',
        [`%:message:${messages}`],
      ),
    ({ length }) => length === 1,
  );
  expect(rows).toEqual([{ kind: 'shopperWrote', error }]);
}

test('a code is answered with nothing, exchanged, and answered through the interface', async () => {
  expect(await push(text('QUERY_AUTH_CODE:queryauthcode@@@a-b_c'))).toBe('');
  await settled();

  expect(wechat.received(`${PLATFORM}/api_query_auth`).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { component_appid: world.env['WECHAT_COMPONENT_APPID'], authorization_code: 'queryauthcode@@@a-b_c' },
  ]);
  expect(sent()).toEqual([['of-code', message('queryauthcode@@@a-b_c_from_api')]]);
});

test('the same push again is answered again and acted on once', async () => {
  const plain = text('QUERY_AUTH_CODE:twice');

  expect([await push(plain), await push(plain)]).toEqual(['', '']);
  await settled();
  expect(await push(plain)).toBe('');

  await push(text('QUERY_AUTH_CODE:after'));
  await settled();
  expect(sent()).toEqual([
    ['of-code', message('twice_from_api')],
    ['of-code', message('after_from_api')],
  ]);
});

test('a code that was exchanged by a worker now dead is answered with a token of the account’s', async () => {
  wechat.on(`${PLATFORM}/api_query_auth`, () => ({ body: { errcode: 61009, errmsg: 'code is invalid' } }));
  wechat.on(`${PLATFORM}/api_get_authorizer_info`, () => ({
    body: {
      authorizer_info: { user_name: account.userName, nick_name: 'test' },
      authorization_info: {
        authorizer_appid: account.appId,
        authorizer_refresh_token: 'refresh-of-code',
        func_info: [],
      },
    },
  }));
  wechat.on(`${PLATFORM}/api_authorizer_token`, () => ({ body: token('renewed') }));

  await push(text('QUERY_AUTH_CODE:used'));
  await settled();

  expect(sent()).toEqual([['renewed', message('used_from_api')]]);
});

test('an official account’s text is answered at once, encrypted', async () => {
  const answer = await push(text('TESTCOMPONENT_MSG_TYPE_TEXT', officialAccount), at(officialAccount));

  const { encrypt } = parsePushEnvelope(answer);
  const [, signature = '', timestamp = '', nonce] =
    /<MsgSignature><!\[CDATA\[(\w+)\]\]><\/MsgSignature><TimeStamp>(\d+)<\/TimeStamp><Nonce><!\[CDATA\[(\w+)\]\]><\/Nonce>/.exec(
      answer,
    ) ?? [];
  expect(nonce).toBe('77');
  const reply = crypto.open({ msg_signature: signature, timestamp, nonce: '77' }, encrypt);
  expect(parsePush(reply)).toMatchObject({
    kind: 'shopperWrote',
    userName: 'oTester',
    openId: officialAccount.userName,
    text: 'TESTCOMPONENT_MSG_TYPE_TEXT_callback',
  });
  await settled('nothing to answer');
  expect(sent()).toEqual([]);
});

test('to an address of nobody’s, or for another account than its address says, a shopper may write what they like', async () => {
  for (const who of [stranger, { ...account, userName: officialAccount.userName }])
    for (const content of ['TESTCOMPONENT_MSG_TYPE_TEXT', 'QUERY_AUTH_CODE:x'])
      expect(await push(text(content, who), at(who))).toBe('success');
  // Nobody waits for it: the sweeper settles it.
  await fleet.execute("update platform.wechat_push set received_at = now() - interval '1 minute'");
  await settled('no merchant of this platform');

  expect(wechat.received(`${PLATFORM}/api_query_auth`)).toEqual([]);
  expect(sent()).toEqual([]);
});

test.each(['QUERY_AUTH_CODE:', 'hello'])('a test account’s %s is only recorded', async (content) => {
  expect(await push(text(content))).toBe('success');
  await settled('nothing to answer');

  expect(sent()).toEqual([]);
});

test('the check of the sandbox passes, for a mini-program and for an official account, again and again', async () => {
  const hosting = await HostingWorld.start();
  try {
    for (const appid of [account.appId, officialAccount.appId, account.appId]) {
      const report = await hosting.knob('POST', '/sandbox/publish-check', { appid });

      expect(report).toMatchObject({ passed: true });
    }
  } finally {
    await hosting.stop();
  }
}, 60_000);
