import type { FleetDatabase } from '../data/fleet-database.js';
import type { Vault } from '../secrets/vault.js';
import {
  type ComponentAccessToken,
  type ComponentCredential,
  ComponentCredentialStore,
} from './component-credential-store.js';
import type { WechatSettings } from './wechat-settings.js';

interface Row {
  readonly ticket_sealed: Buffer | null;
  readonly access_token_sealed: Buffer | null;
  readonly access_token_expires_at: Date | null;
}

interface Queries {
  query<R>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
}

/** The platform's credentials in `platform.wechat_component`, one sealed row per platform AppID. */
export class ComponentCredentialsAcrossTenants extends ComponentCredentialStore {
  constructor(
    private readonly settings: Pick<WechatSettings, 'componentAppId'>,
    private readonly fleet: FleetDatabase,
    private readonly vault: Vault,
  ) {
    super();
  }

  override read(): Promise<ComponentCredential> {
    return this.readThrough(this.fleet);
  }

  override async saveTicket(ticket: string, createdAt: Date): Promise<void> {
    // A clock that is ahead at WeChat or here must not make a ticket the newest until its date has come.
    await this.fleet.execute(
      `insert into platform.wechat_component as stored (app_id, ticket_sealed, ticket_received_at) values ($1, $2, least($3, now()))
       on conflict (app_id) do update
         set ticket_sealed = excluded.ticket_sealed, ticket_received_at = excluded.ticket_received_at, updated_at = now()
         where stored.ticket_received_at is null or stored.ticket_received_at <= excluded.ticket_received_at
           or stored.ticket_received_at > now()`,
      [this.settings.componentAppId, this.vault.seal(ticket, this.context('ticket')), createdAt],
    );
  }

  override async withLock(
    work: (current: ComponentCredential) => Promise<ComponentAccessToken | null>,
  ): Promise<ComponentCredential> {
    return this.fleet.transaction(async (tx) => {
      // An advisory lock, not the row's: WeChat is asked while it is held, and a ticket push that arrives meanwhile has
      // five seconds to be saved.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `wechat_component ${this.settings.componentAppId}`,
      ]);
      const current = await this.readThrough(tx);
      const accessToken = await work(current);
      if (!accessToken) return current;
      await tx.execute(
        `insert into platform.wechat_component (app_id, access_token_sealed, access_token_expires_at) values ($1, $2, $3)
         on conflict (app_id) do update
           set access_token_sealed = excluded.access_token_sealed,
               access_token_expires_at = excluded.access_token_expires_at, updated_at = now()`,
        [
          this.settings.componentAppId,
          this.vault.seal(accessToken.value, this.context('access-token')),
          accessToken.expiresAt,
        ],
      );
      return { ...current, accessToken };
    });
  }

  private async readThrough(queries: Queries): Promise<ComponentCredential> {
    const [row] = await queries.query<Row>(
      'select ticket_sealed, access_token_sealed, access_token_expires_at from platform.wechat_component where app_id = $1',
      [this.settings.componentAppId],
    );
    return {
      ticket: row?.ticket_sealed ? this.vault.open(row.ticket_sealed, this.context('ticket')) : null,
      accessToken:
        row?.access_token_sealed && row.access_token_expires_at
          ? {
              value: this.vault.open(row.access_token_sealed, this.context('access-token')),
              expiresAt: row.access_token_expires_at,
            }
          : null,
    };
  }

  private context(kind: 'ticket' | 'access-token'): string {
    return `wechat_component:${this.settings.componentAppId}:${kind}`;
  }
}
