import type { World } from '../world.js';

/** What a person needs to point a client at the sandbox. */
export function summary(world: World): string {
  const { env, publicUrl, proxyUrl, state } = world;
  const rows: [string, string][] = [
    ['address', `${publicUrl}  (in place of https://api.weixin.qq.com, mp, open and api.mch.weixin.qq.com)`],
    ['page', `${publicUrl}/`],
    ['knobs', `${publicUrl}/sandbox/openapi.json`],
    ['component AppID', env.componentAppid],
    ['component secret', env.componentSecret],
    ['push token', env.pushToken],
    ['push AES key', env.pushAesKey],
    ['auth events to', env.authEventUrl ?? 'nobody: set SANDBOX_AUTH_EVENT_URL'],
    ['messages to', env.messageUrl ?? 'nobody: set SANDBOX_MESSAGE_URL'],
    ['CONNECT proxy', proxyUrl === null ? 'off' : `${proxyUrl}  (its CA: ${publicUrl}/sandbox/ca.pem)`],
    ['accounts', String(state.apps.size)],
    ['data', env.dataDir ?? 'in memory only'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return ['wechat-sandbox is ready.', '', ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ''].join(
    '\n',
  );
}
