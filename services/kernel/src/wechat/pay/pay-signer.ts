import { createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PayAccount, PayCredentials } from './pay-account.js';

export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute path and query exactly as sent, without host. */
  readonly pathAndQuery: string;
  /** Exactly the text sent; empty for GET. */
  readonly body: string;
}

// Parsing a PEM costs more than signing; keys of merchants in use stay parsed.
const privateKeys = new LRUCache<string, KeyObject>({ max: 2_000 });

/** The five lines a request is signed over, each ended by a line feed (`shared/wechat/wechat-pay-v3.md` §2). */
export function requestMessage(request: SignedRequest, timestamp: string, nonce: string): string {
  return `${request.method}\n${request.pathAndQuery}\n${timestamp}\n${nonce}\n${request.body}\n`;
}

/** Value of the Authorization header (§2). WeChat refuses a clock that is more than five minutes off. */
export function authorizationHeader(account: PayCredentials, request: SignedRequest, now = Date.now()): string {
  const timestamp = secondsOf(now);
  const nonce = newNonce();
  const signature = signText(account, requestMessage(request, timestamp, nonce));
  return `WECHATPAY2-SHA256-RSA2048 mchid="${account.mchId}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${account.serialNo}"`;
}

/** Arguments of wx.requestPayment; `appId` is signed but not passed (§4.1). */
export interface CashierArguments {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
}

/** The four lines `paySign` covers (§4.1); `appId` is the mini-program's in both modes. */
export function cashierMessage(appId: string, timeStamp: string, nonceStr: string, prepayId: string): string {
  return `${appId}\n${timeStamp}\n${nonceStr}\nprepay_id=${prepayId}\n`;
}

export function cashierArguments(account: PayAccount, prepayId: string, now = Date.now()): CashierArguments {
  const timeStamp = secondsOf(now);
  const nonceStr = newNonce();
  return {
    timeStamp,
    nonceStr,
    package: `prepay_id=${prepayId}`,
    signType: 'RSA',
    paySign: signText(account, cashierMessage(account.appId, timeStamp, nonceStr, prepayId)),
  };
}

/** RSASSA-PKCS1-v1_5 with SHA-256 and the merchant's private key, in base64. */
function signText(account: PayCredentials, text: string): string {
  let key = privateKeys.get(account.privateKeyPem);
  if (!key) {
    key = createPrivateKey(account.privateKeyPem);
    privateKeys.set(account.privateKeyPem, key);
  }
  return sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');
}

function newNonce(): string {
  return randomBytes(16).toString('hex').toUpperCase();
}

function secondsOf(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}
