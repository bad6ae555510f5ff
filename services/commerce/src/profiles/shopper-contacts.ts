import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { PhoneNumbers } from './phone-numbers.js';

/** Whom the merchant's staff speak to about an order. */
export interface ShopperContact {
  readonly id: string;
  readonly nickname: string | null;
  /** A path below the applet's address. */
  readonly avatarUrl: string | null;
  /** In full; null when the shopper gave none. */
  readonly phone: string | null;
}

interface ContactRow extends Omit<ShopperContact, 'phone'> {
  readonly phone_sealed: Buffer | null;
}

@Injectable()
export class ShopperContacts {
  constructor(
    private readonly database: TenantDatabase,
    private readonly phones: PhoneNumbers,
  ) {}

  /** @throws Problem order.not_found */
  async ofOrder(tenantId: TenantId, orderId: string): Promise<ShopperContact> {
    const [row] = await this.database.transaction(tenantId, (tx) =>
      tx.query<ContactRow>(
        `select s.id, s.nickname, 'avatars/' || s.avatar_file as "avatarUrl", s.phone_sealed
         from shop_order o join shopper s on s.tenant_id = o.tenant_id and s.id = o.shopper_id
         where o.tenant_id = $1 and o.id = $2`,
        [tenantId, orderId],
      ),
    );
    if (!row) throw new Problem('order.not_found');
    const { phone_sealed: sealed, ...contact } = row;
    return { ...contact, phone: sealed === null ? null : this.phones.open(tenantId, row.id, sealed) };
  }
}
