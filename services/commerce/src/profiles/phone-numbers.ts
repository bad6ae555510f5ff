import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { Vault } from '#kernel/secrets/vault.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import { PhoneClient } from '#kernel/wechat/phone-client.js';
import type { Author } from '../content-checks/content-checks.js';

/** A shopper's number, given by WeChat for a tap on its button; sealed at rest, shown masked. */
@Injectable()
export class PhoneNumbers {
  constructor(
    private readonly database: TenantDatabase,
    private readonly wechat: PhoneClient,
    private readonly vault: Vault,
  ) {}

  /**
   * Each code is paid for once: the one that gave the present number is known when it comes again, and a call that may have failed is
   * not repeated.
   * @returns the masked number
   * @throws Problem wechat.phone_code_invalid; WechatError
   */
  async save({ tenantId, appId, shopperId }: Author, code: string): Promise<string> {
    const digest = createHash('sha256').update(code).digest();
    const [shopper] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ open_id: string; phone_masked: string | null; phone_code_digest: Buffer | null }>(
        'select open_id, phone_masked, phone_code_digest from shopper where tenant_id = $1 and id = $2',
        [tenantId, shopperId],
      ),
    );
    if (!shopper) throw new Problem('shopper.login_required');
    if (shopper.phone_masked !== null && shopper.phone_code_digest?.equals(digest) === true)
      return shopper.phone_masked;
    const { phoneNumber } = await this.wechat.exchangeCode(tenantId, appId, code, shopper.open_id);
    const masked = maskPhone(phoneNumber);
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        'update shopper set phone_sealed = $3, phone_masked = $4, phone_code_digest = $5 where tenant_id = $1 and id = $2',
        [tenantId, shopperId, this.vault.seal(phoneNumber, contextOf(tenantId, shopperId)), masked, digest],
      ),
    );
    return masked;
  }

  async remove({ tenantId, shopperId }: Pick<Author, 'tenantId' | 'shopperId'>): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        'update shopper set phone_sealed = null, phone_masked = null, phone_code_digest = null where tenant_id = $1 and id = $2',
        [tenantId, shopperId],
      ),
    );
  }

  /** For the merchant's staff, who call about an order. */
  open(tenantId: TenantId, shopperId: string, sealed: Buffer): string {
    return this.vault.open(sealed, contextOf(tenantId, shopperId as ShopperId));
  }
}

function contextOf(tenantId: TenantId, shopperId: ShopperId): string {
  return tenantKey(tenantId, 'phone', shopperId);
}

/** `13800138000` becomes `138****8000`; of a short or foreign number the last four digits remain. */
export function maskPhone(number: string): string {
  const digits = number.replaceAll(/[^\d+]/g, '');
  const end = digits.slice(-4);
  return /^1\d{10}$/.test(digits) ? `${digits.slice(0, 3)}****${end}` : `****${end}`;
}
