import type { WechatCall } from './transport.js';
import { WechatError } from './wechat-error.js';

/** Where an access token comes from; both kinds, the platform's and an applet's, look like this to a call. */
export interface TokenSource {
  get(): Promise<string>;
  /** WeChat refused this token: never hand it out again. A no-op when it has been replaced meanwhile. */
  refuse(token: string): Promise<void>;
}

/** Ours, and the one that another process stored meanwhile: WeChat may have forgotten both. */
const REFUSALS = 2;

/**
 * Sends a call with `access_token`. A refused token (40001, 42001, 40014) is given back, also the last one, and the call repeated with
 * the next; the third refusal is the answer.
 */
export async function withToken<T>(
  tokens: TokenSource,
  call: WechatCall,
  send: (call: WechatCall) => Promise<T>,
  queryName: 'access_token' | 'component_access_token' = 'access_token',
): Promise<T> {
  for (let refusals = 0; ; refusals += 1) {
    const token = await tokens.get();
    try {
      return await send({ ...call, query: { ...call.query, [queryName]: token } });
    } catch (error) {
      if (!(error instanceof WechatError) || error.retry !== 'refreshToken') throw error;
      await tokens.refuse(token);
      if (refusals === REFUSALS) throw error;
    }
  }
}
