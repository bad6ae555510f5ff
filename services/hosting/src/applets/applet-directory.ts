import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

/** One mini-program of a merchant, without its secrets. */
export interface Applet {
  readonly id: AppletId;
  readonly appId: AppId;
  readonly userName: string | null;
  readonly nickname: string | null;
  readonly principalName: string | null;
  readonly state: 'authorised' | 'revoked';
  readonly grantedSets: readonly number[];
  readonly authorisedAt: Date;
}

const columns = `id, app_id as "appId", user_name as "userName", nickname, principal_name as "principalName", state,
  granted_sets as "grantedSets", authorised_at as "authorisedAt"`;

/** The applets a merchant has put into the platform's hands. */
@Injectable()
export class AppletDirectory {
  constructor(private readonly database: TenantDatabase) {}

  async list(tenantId: TenantId): Promise<Applet[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<Applet>(`select ${columns} from applet where tenant_id = $1 order by authorised_at, id`, [tenantId]),
    );
  }

  /** @throws Problem applet.not_found */
  async get(tenantId: TenantId, appId: AppId): Promise<Applet> {
    return this.database.transaction(tenantId, (tx) => getApplet(tx, appId));
  }
}

/** @throws Problem applet.not_found */
export async function getApplet(tx: TenantTransaction, appId: AppId): Promise<Applet> {
  const [applet] = await tx.query<Applet>(`select ${columns} from applet where tenant_id = $1 and app_id = $2`, [
    tx.tenantId,
    appId,
  ]);
  if (!applet) throw new Problem('applet.not_found', { params: { appId } });
  return applet;
}
