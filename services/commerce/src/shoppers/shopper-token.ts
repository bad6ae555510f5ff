import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type AppId, asId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';

const VERSION = 1;
const LIFETIME_SECONDS = 30 * 24 * 3600;
// version(1) | tenant(16) | shopper(16) | AppID's hexadecimal part(8) | expiry in seconds(4)
const PAYLOAD_BYTES = 45;
const TAG_BYTES = 32;
const TOKEN_CHARS = Math.ceil(((PAYLOAD_BYTES + TAG_BYTES) * 4) / 3);

export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Signed tokens of shoppers: 77 bytes in base64url, bound to tenant, AppID and shopper, valid for 30 days. Checking one reads no
 * database; changing MASTER_KEY logs every shopper out (mini-programs log in again by themselves).
 */
export class ShopperTokens {
  private readonly key: Buffer;

  /** @param masterKey 32 bytes in base64 */
  constructor(masterKey: string) {
    this.key = Buffer.from(hkdfSync('sha256', Buffer.from(masterKey, 'base64'), '', 'xiaopu shopper token', 32));
  }

  issue(tenantId: TenantId, appId: AppId, shopperId: ShopperId, nowMs: number): IssuedToken {
    const expiresAt = Math.floor(nowMs / 1000) + LIFETIME_SECONDS;
    const payload = Buffer.alloc(PAYLOAD_BYTES);
    payload[0] = VERSION;
    payload.write(tenantId.replaceAll('-', ''), 1, 'hex');
    payload.write(shopperId.replaceAll('-', ''), 17, 'hex');
    payload.write(appId.slice(2), 33, 'hex');
    payload.writeUInt32BE(expiresAt, 41);
    const token = Buffer.concat([payload, this.sign(payload)]).toString('base64url');
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  /** @returns the shopper, or null when the token is forged, expired, or was issued for another tenant or AppID */
  verify(token: string, tenantId: TenantId, appId: AppId, nowMs: number): ShopperId | null {
    if (token.length !== TOKEN_CHARS) return null;
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== PAYLOAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) return null;
    const payload = bytes.subarray(0, PAYLOAD_BYTES);
    if (!timingSafeEqual(this.sign(payload), bytes.subarray(PAYLOAD_BYTES))) return null;
    if (payload.readUInt32BE(41) * 1000 <= nowMs) return null;
    if (uuid(payload, 1) !== tenantId || `wx${payload.toString('hex', 33, 41)}` !== appId) return null;
    return asId<ShopperId>(uuid(payload, 17));
  }

  private sign(payload: Buffer): Buffer {
    return createHmac('sha256', this.key).update(payload).digest();
  }
}

function uuid(bytes: Buffer, offset: number): string {
  const hex = bytes.toString('hex', offset, offset + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
