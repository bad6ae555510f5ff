import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AppId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { Vault } from '#kernel/secrets/vault.js';
import { checkUploadKey } from './upload-key.js';

export interface DevelopmentApplet {
  readonly appId: AppId;
  readonly fingerprint: string;
  readonly savedAt: Date;
}

/** The third-party platform's development mini-program: what is uploaded to it lands in the draft box. Belongs to the platform. */
@Injectable()
export class DevelopmentAppletAcrossTenants {
  constructor(
    private readonly database: FleetDatabase,
    private readonly vault: Vault,
  ) {}

  /** @throws Problem development_applet.missing */
  async get(): Promise<DevelopmentApplet> {
    const [row] = await this.database.query<DevelopmentApplet>(
      'select app_id as "appId", fingerprint, saved_at as "savedAt" from platform.development_applet',
    );
    if (!row) throw new Problem('development_applet.missing');
    return row;
  }

  /** @throws Problem upload_key.invalid */
  async save(appId: AppId, pasted: string): Promise<DevelopmentApplet> {
    const { pem, fingerprint } = checkUploadKey(pasted);
    await this.database.execute(
      `insert into platform.development_applet (app_id, upload_key_sealed, fingerprint) values ($1, $2, $3)
       on conflict (singleton) do update
         set app_id = excluded.app_id, upload_key_sealed = excluded.upload_key_sealed, fingerprint = excluded.fingerprint, saved_at = now()`,
      [appId, this.vault.seal(pem, contextOf(appId)), fingerprint],
    );
    return this.get();
  }

  /** @returns whether there was one */
  async remove(): Promise<boolean> {
    return (await this.database.execute('delete from platform.development_applet')) > 0;
  }

  /** The key itself, for the uploader alone; null unless this AppID is still the development mini-program. */
  async openKey(appId: AppId): Promise<string | null> {
    const [row] = await this.database.query<{ upload_key_sealed: Buffer }>(
      'select upload_key_sealed from platform.development_applet where app_id = $1',
      [appId],
    );
    return row ? this.vault.open(row.upload_key_sealed, contextOf(appId)) : null;
  }
}

function contextOf(appId: AppId): string {
  return `platform:development-applet:${appId}`;
}
