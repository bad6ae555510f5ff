import type { FleetDatabase } from '../../data/fleet-database.js';
import type { DatedCertificate } from './certificate-client.js';
import { CertificateStore } from './certificate-store.js';
import type { PlatformCertificate } from './pay-account.js';

/** `platform.pay_certificate` and, beside it, when each merchant number was last asked for. */
export class CertificatesAcrossTenants extends CertificateStore {
  constructor(private readonly fleet: FleetDatabase) {
    super();
  }

  override async list(mchId: string): Promise<readonly PlatformCertificate[]> {
    return this.fleet.query<PlatformCertificate>(
      `select serial_no as "serialNo", pem from platform.pay_certificate where mch_id = $1 and expires_at > now() order by expires_at desc`,
      [mchId],
    );
  }

  override async claimDownload(mchId: string, pauseSeconds: number): Promise<boolean> {
    const claimed = await this.fleet.query(
      `insert into platform.pay_certificate_download as last (mch_id, attempted_at) values ($1, now())
       on conflict (mch_id) do update set attempted_at = now() where last.attempted_at < now() - make_interval(secs => $2)
       returning mch_id`,
      [mchId, pauseSeconds],
    );
    return claimed.length > 0;
  }

  override async save(mchId: string, certificates: readonly DatedCertificate[]): Promise<void> {
    await this.fleet.transaction(async (tx) => {
      for (const { serialNo, pem, effectiveAt, expiresAt } of certificates) {
        await tx.execute(
          `insert into platform.pay_certificate (mch_id, serial_no, pem, effective_at, expires_at) values ($1, $2, $3, $4, $5)
           on conflict (mch_id, serial_no) do update set pem = excluded.pem, expires_at = excluded.expires_at`,
          [mchId, serialNo, pem, effectiveAt, expiresAt],
        );
      }
      await tx.execute('update platform.pay_certificate_download set succeeded_at = now() where mch_id = $1', [mchId]);
    });
  }

  override async stale(hours: number): Promise<readonly string[]> {
    const rows = await this.fleet.query<{ mch_id: string }>(
      `select mch_id from platform.pay_certificate_download where succeeded_at < now() - make_interval(hours => $1) order by attempted_at limit 100`,
      [hours],
    );
    return rows.map((row) => row.mch_id);
  }
}
