import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ShippingClient } from '#kernel/wechat/shipping-client.js';

export interface TradeView {
  /** null: never asked so far. */
  readonly managed: boolean | null;
  readonly confirmed: boolean | null;
  readonly checkedAt: Date | null;
  readonly invitedAt: Date | null;
  readonly invitation: string | null;
  /** WeChat restricts payments: the merchant must act in WeChat's console. */
  readonly controlledAt: Date | null;
  readonly control: string | null;
}

/** Whether WeChat manages an applet's trade: only then is it told of shipping (`shared/wechat/login-and-user.md` §9). */
@Injectable()
export class TradeManagement {
  constructor(
    private readonly database: TenantDatabase,
    private readonly shipping: ShippingClient,
  ) {}

  /** Known for a day, a "no" for an hour: a merchant may join at any time. @throws WechatError */
  async isManaged(tenantId: TenantId, appId: AppId): Promise<boolean> {
    const known = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ managed: boolean }>(
        `select managed from applet_trade where tenant_id = $1 and app_id = $2
           and checked_at > now() - case when managed then interval '1 day' else interval '1 hour' end`,
        [tenantId, appId],
      ),
    );
    return known[0]?.managed ?? this.ask(tenantId, appId);
  }

  /** @throws Problem applet.unknown */
  async view(tenantId: TenantId, appId: string): Promise<TradeView> {
    const [row] = await this.database.transaction(tenantId, (tx) =>
      tx.query<TradeView>(
        `select t.managed, t.confirmed, t.checked_at as "checkedAt", t.invited_at as "invitedAt", t.invitation,
           t.controlled_at as "controlledAt", t.control
         from applet a left join applet_trade t on t.tenant_id = a.tenant_id and t.app_id = a.app_id
         where a.tenant_id = $1 and a.app_id = $2`,
        [tenantId, appId],
      ),
    );
    if (!row) throw new Problem('applet.unknown', { params: { appId } });
    return row;
  }

  private async ask(tenantId: TenantId, appId: AppId): Promise<boolean> {
    const managed = await this.shipping.isTradeManaged(tenantId, appId);
    const confirmed = managed ? await this.shipping.isTradeManagementConfirmed(tenantId, appId) : null;
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `insert into applet_trade (tenant_id, app_id, managed, confirmed, checked_at) values ($1, $2, $3, $4, now())
         on conflict (tenant_id, app_id) do update set managed = excluded.managed, confirmed = excluded.confirmed, checked_at = now()`,
        [tenantId, appId, managed, confirmed],
      ),
    );
    return managed;
  }
}
