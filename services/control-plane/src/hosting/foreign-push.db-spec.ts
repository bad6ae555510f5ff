import { PushCrypto } from '#kernel/wechat/push-crypto.js';
import { eventually } from '#testing/eventually.js';
import { HostingWorld, type WorldShop } from '#testing/hosting-world.js';
import { listPenalties } from './conduct.contract.js';

let hosting: HostingWorld;

beforeAll(async () => {
  hosting = await HostingWorld.start();
  await hosting.publishTemplate();
});
afterAll(() => hosting.stop());

/** A correctly signed violation of the account `userName`, sent to the address of `shop`. */
async function punish(shop: WorldShop, userName: string): Promise<string> {
  const { env, baseUrl } = hosting.world;
  const crypto = new PushCrypto({
    componentAppId: env['WECHAT_COMPONENT_APPID'] ?? '',
    pushToken: env['WECHAT_PUSH_TOKEN'] ?? '',
    pushAesKey: env['WECHAT_PUSH_AES_KEY'] ?? '',
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const xml = `<xml><ToUserName>${userName}</ToUserName><FromUserName>o</FromUserName><CreateTime>${timestamp}</CreateTime><MsgType>event</MsgType><Event>wxa_punish_event</Event><detail>{"rule":"r"}</detail></xml>`;
  const sealed = crypto.seal(xml, { timestamp, nonce: '1' });
  const query = new URLSearchParams({ msg_signature: sealed.msgSignature, timestamp, nonce: '1' });
  const response = await fetch(`${baseUrl}/wechat/messages/${shop.appId}?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<xml><Encrypt><![CDATA[${sealed.encrypt}]]></Encrypt></xml>`,
  });
  return response.text();
}

test("a push taken down at one mini-program's address does nothing at another's", async () => {
  const [shop, other] = [await hosting.shop(), await hosting.shop()];
  const [applet] = await hosting.asFleet<{ user_name: string }>(
    'select user_name from applet where app_id = $1',
    shop.appId,
  );
  const userName = applet?.user_name ?? '';

  expect([await punish(other, userName), await punish(shop, userName)]).toEqual(['success', 'success']);

  const settled = await eventually(
    () =>
      hosting.asFleet<{ app_id: string; error: string | null }>(
        'select app_id, error from platform.wechat_push where kind = $1 and settled_at is not null',
        'punished',
      ),
    (rows) => rows.length === 2,
  );
  expect(settled.find(({ app_id }) => app_id === other.appId)?.error).toContain('another mini-program');
  expect(settled.find(({ app_id }) => app_id === shop.appId)?.error).toBeNull();
  const penalties = (of: WorldShop) => of.api.call(listPenalties, { params: { merchantId: of.merchantId } });
  expect([(await penalties(shop)).items.length, (await penalties(other)).items.length]).toEqual([1, 0]);
});
