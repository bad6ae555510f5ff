import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { Vault } from '#kernel/secrets/vault.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import { getApplet } from '../applets/applet-directory.js';
import { checkUploadKey } from './upload-key.js';

/** What may be shown of a key. */
export interface UploadKeyView {
  readonly appId: AppId;
  readonly fingerprint: string;
  readonly savedAt: Date;
}

interface Author {
  readonly actor: Actor;
  readonly requestId: string;
}

/** The key with which an applet's own code is uploaded: sealed for its tenant and AppID, and never given out again. */
@Injectable()
export class UploadKeyService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly vault: Vault,
  ) {}

  /** @throws Problem applet.not_found, upload_key.missing */
  async get(tenantId: TenantId, appId: AppId): Promise<UploadKeyView> {
    return this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      return getView(tx, applet.id, appId);
    });
  }

  /** @throws Problem applet.not_found, upload_key.invalid */
  async save(tenantId: TenantId, appId: AppId, pasted: string, author: Author): Promise<UploadKeyView> {
    const { pem, fingerprint } = checkUploadKey(pasted);
    return this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      await tx.execute(
        `insert into upload_key (tenant_id, applet_id, key_sealed, fingerprint, saved_by) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, applet_id) do update
           set key_sealed = excluded.key_sealed, fingerprint = excluded.fingerprint, saved_by = excluded.saved_by, saved_at = now()`,
        [
          tenantId,
          applet.id,
          this.vault.seal(pem, contextOf(tenantId, appId)),
          fingerprint,
          JSON.stringify(author.actor),
        ],
      );
      await note(tx, appId, 'upload_key.saved', author, { fingerprint });
      return getView(tx, applet.id, appId);
    });
  }

  /** Removing one that is not there succeeds. @throws Problem applet.not_found */
  async remove(tenantId: TenantId, appId: AppId, author: Author): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      const removed = await tx.execute('delete from upload_key where tenant_id = $1 and applet_id = $2', [
        tenantId,
        applet.id,
      ]);
      if (removed > 0) await note(tx, appId, 'upload_key.removed', author);
    });
  }

  /** The key itself, for the uploader alone; null when there is none. */
  async open(tx: TenantTransaction, appletId: AppletId, appId: AppId): Promise<string | null> {
    const [row] = await tx.query<{ key_sealed: Buffer }>(
      'select key_sealed from upload_key where tenant_id = $1 and applet_id = $2',
      [tx.tenantId, appletId],
    );
    return row ? this.vault.open(row.key_sealed, contextOf(tx.tenantId, appId)) : null;
  }
}

/** @throws Problem upload_key.missing */
export async function getView(tx: TenantTransaction, appletId: AppletId, appId: AppId): Promise<UploadKeyView> {
  const [row] = await tx.query<{ fingerprint: string; savedAt: Date }>(
    'select fingerprint, saved_at as "savedAt" from upload_key where tenant_id = $1 and applet_id = $2',
    [tx.tenantId, appletId],
  );
  if (!row) throw new Problem('upload_key.missing', { params: { appId } });
  return { appId, ...row };
}

async function note(
  tx: TenantTransaction,
  appId: AppId,
  action: string,
  author: Author,
  after?: object,
): Promise<void> {
  await tx.audit({ ...author, action, subjectType: 'upload_key', subjectId: appId, ...(after && { after }) });
}

function contextOf(tenantId: TenantId, appId: AppId): string {
  return tenantKey(tenantId, 'applet', appId, 'upload-key');
}
