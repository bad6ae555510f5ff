import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

/**
 * Permission sets without which a shop cannot be hosted (`wechat/third-party-platform.md` §5): 17 accounts and codes, 18 development, 30 basic
 * information. A merchant may un-tick any of them.
 */
const neededSets = [17, 18, 30];

/** One mini-program of a merchant, without its secrets. */
export interface Applet {
  readonly id: AppletId;
  readonly appId: AppId;
  readonly userName: string | null;
  readonly nickname: string | null;
  readonly principalName: string | null;
  readonly state: 'authorised' | 'revoked';
  readonly grantedSets: readonly number[];
  /** Sets the shop cannot do without that the merchant left out on WeChat's page: to be authorised again. */
  readonly missingSets: readonly number[];
  readonly authorisedAt: Date;
}

const columns = `id, app_id as "appId", user_name as "userName", nickname, principal_name as "principalName", state,
  granted_sets as "grantedSets", authorised_at as "authorisedAt",
  array(select needed from unnest('{${neededSets.join(',')}}'::int[]) as needed where needed <> all (granted_sets)) as "missingSets"`;

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
