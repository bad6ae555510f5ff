import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { Vault } from '#kernel/secrets/vault.js';
import type { PayCredentials } from '#kernel/wechat/pay/pay-account.js';
import { credentialColumns, type CredentialRow, openCredentials } from './sealed-credentials.js';

/** The platform's own account as a partner (服务商) of WeChat Pay. */
export interface PayPartner extends PayCredentials {
  /** `sp_appid` */
  readonly appId: string;
}

interface Row extends CredentialRow {
  readonly app_id: string;
}

const KEEP_MS = 60_000;

/** `platform.pay_partner`: the active one takes new merchants, former ones finish what they began. */
@Injectable()
export class PayPartnersAcrossTenants {
  private readonly known = new LRUCache<string, PayPartner>({ max: 20, ttl: KEEP_MS });

  constructor(
    private readonly fleet: FleetDatabase,
    private readonly vault: Vault,
  ) {}

  async active(): Promise<PayPartner | null> {
    return this.read('where active', []);
  }

  async find(mchId: string): Promise<PayPartner | null> {
    const known = this.known.get(mchId) ?? (await this.read('where mch_id = $1', [mchId]));
    if (known) this.known.set(mchId, known);
    return known;
  }

  /** The number becomes the active one. Keys it had before stay good for notices under way. */
  async save(partner: PayPartner): Promise<void> {
    const before = await this.read('where mch_id = $1', [partner.mchId]);
    const sealed = credentialColumns(this.vault, contextOf(partner.mchId), partner, before);
    await this.fleet.transaction(async (tx) => {
      await tx.execute(
        'update platform.pay_partner set active = false, updated_at = now() where active and mch_id <> $1',
        [partner.mchId],
      );
      await tx.execute(
        `insert into platform.pay_partner (mch_id, app_id, serial_no, private_key_sealed, api_v3_key_sealed, previous_api_v3_key_sealed,
           platform_public_key_id, platform_public_key_pem, previous_platform_key, accepts_certificates)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (mch_id) do update set app_id = excluded.app_id, serial_no = excluded.serial_no,
           private_key_sealed = excluded.private_key_sealed, api_v3_key_sealed = excluded.api_v3_key_sealed,
           previous_api_v3_key_sealed = excluded.previous_api_v3_key_sealed,
           platform_public_key_id = excluded.platform_public_key_id, platform_public_key_pem = excluded.platform_public_key_pem,
           previous_platform_key = excluded.previous_platform_key, accepts_certificates = excluded.accepts_certificates,
           active = true, updated_at = now()`,
        [partner.mchId, partner.appId, ...sealed],
      );
    });
    this.known.delete(partner.mchId);
  }

  private async read(where: string, values: readonly unknown[]): Promise<PayPartner | null> {
    const [row] = await this.fleet.query<Row>(`select * from platform.pay_partner ${where}`, values);
    return row ? { ...openCredentials(this.vault, contextOf(row.mch_id), row), appId: row.app_id } : null;
  }
}

function contextOf(mchId: string) {
  return (secret: string) => `pay_partner:${mchId}:${secret}`;
}
