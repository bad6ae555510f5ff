import { randomBytes } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { seal } from '../../crypto/pay-signing.js';
import { httpPost, StaleConnection } from '../../protocol/http-post.js';
import type { PayMerchant, PayNotice } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { newRsaKeyPair, newSerialNo } from '../keys/platform-keys.js';
import { type NamedKey, noticeKey } from '../keys/signing-key.js';
import { signatureHeaders } from '../pay-endpoint.js';
import { rfc3339 } from '../rfc3339.js';

const ANSWER_TIMEOUT_MS = 5000;
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16, timeout: 4000 };
const connections = { http: new HttpAgent(AGENT_OPTIONS), https: new HttpsAgent(AGENT_OPTIONS) };

export type Falsehood = 'probe' | 'signature' | 'serial' | 'key';

interface NoticeAnswer {
  isAccepted: boolean;
  text: string;
}

/** Sends one copy. Each is sealed and signed anew; `falsehood` says what is wrong with it. wechat-pay-v3.md §6. */
export async function postNotice(
  world: World,
  merchant: PayMerchant,
  notice: PayNotice,
  falsehood: Falsehood | null,
): Promise<NoticeAnswer> {
  const body = JSON.stringify({
    id: notice.id,
    create_time: rfc3339(notice.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notice.eventType,
    summary: notice.summary,
    resource: {
      original_type: notice.originalType,
      ...seal(notice.plaintext, merchant.apiV3Key ?? '', notice.originalType),
    },
  });
  const headers = {
    ...(await headersFor(await noticeKey(world, merchant), body, falsehood)),
    'content-type': 'application/json',
    'user-agent': 'Mozilla/4.0',
    accept: '*/*',
  };
  try {
    const answer = await post(notice.url, headers, body);
    return {
      isAccepted: answer.status === 200 || answer.status === 204,
      text: `${answer.status} ${answer.body}`.trim(),
    };
  } catch (error) {
    return { isAccepted: false, text: error instanceof Error ? error.message : String(error) };
  }
}

async function headersFor(key: NamedKey, body: string, falsehood: Falsehood | null): Promise<Record<string, string>> {
  if (falsehood === 'key') return signatureHeaders({ ...key, privateKeyPem: await strangersKey() }, body);
  const headers = signatureHeaders(key, body);
  if (falsehood === 'probe') {
    return { ...headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature'] ?? ''}` };
  }
  if (falsehood === 'signature') return { ...headers, 'wechatpay-signature': randomBytes(256).toString('base64') };
  return falsehood === 'serial' ? { ...headers, 'wechatpay-serial': newSerialNo() } : headers;
}

let stranger: Promise<string> | null = null;

/** A good key that is not WeChat Pay's. */
function strangersKey(): Promise<string> {
  stranger ??= newRsaKeyPair().then(({ privateKey }) => privateKey);
  return stranger;
}

/** One that went over a connection closed meanwhile is tried once more on a fresh one. */
async function post(url: string, headers: Record<string, string>, body: string) {
  const once = () => httpPost(url, headers, body, ANSWER_TIMEOUT_MS, connections);
  try {
    return await once();
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return once();
  }
}
