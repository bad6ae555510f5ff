import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type ExpressCompany, ShippingClient } from '#kernel/wechat/shipping-client.js';

const KEEP_MS = 24 * 3_600_000;
const RETRY_MS = 60_000;
const ATTEMPTS = 3;
const SHIPPING_SET = 142;

/**
 * WeChat's delivery companies: one list for the whole installation, asked for through any authorised applet, kept in a table and in
 * memory for a day. A list that has grown old is better than none.
 */
@Injectable()
export class ExpressCompaniesAcrossTenants {
  private known: readonly ExpressCompany[] = [];
  private freshUntil = 0;
  private loading: Promise<readonly ExpressCompany[]> | null = null;

  constructor(
    private readonly fleet: FleetDatabase,
    private readonly shipping: ShippingClient,
  ) {}

  /** Companies whose name or id holds the words, WeChat's own sequence. @throws Problem express_company.unavailable */
  async search(words: string, limit: number): Promise<ExpressCompany[]> {
    const all = await this.all();
    if (all.length === 0) throw new Problem('express_company.unavailable');
    const wanted = words.trim().toLowerCase();
    return all
      .filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted))
      .slice(0, limit);
  }

  /** @returns null when WeChat has no such company; undefined while its list is not at hand */
  async find(id: string): Promise<ExpressCompany | null | undefined> {
    const all = await this.all();
    return all.length === 0 ? undefined : (all.find((company) => company.id === id) ?? null);
  }

  private async all(): Promise<readonly ExpressCompany[]> {
    if (Date.now() < this.freshUntil) return this.known;
    this.loading ??= this.load().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async load(): Promise<readonly ExpressCompany[]> {
    const stored = await this.fleet.query<ExpressCompany & { fresh: boolean }>(
      `select id, name, refreshed_at > now() - interval '1 day' as fresh from platform.express_company order by position`,
    );
    const asked = stored[0]?.fresh ? null : await this.ask();
    if (asked) await this.store(asked);
    this.known = asked ?? stored.map(({ id, name }) => ({ id, name }));
    this.freshUntil = Date.now() + (asked || stored[0]?.fresh ? KEEP_MS : RETRY_MS);
    return this.known;
  }

  /** @returns null when nobody could be asked */
  private async ask(): Promise<ExpressCompany[] | null> {
    const applets = await this.fleet.query<{ tenant_id: TenantId; app_id: AppId }>(
      `select tenant_id, app_id from applet where state = 'authorised' order by $1 = any(granted_sets) desc, updated_at desc limit $2`,
      [SHIPPING_SET, ATTEMPTS],
    );
    for (const { tenant_id, app_id } of applets) {
      const companies = await this.shipping.listCompanies(tenant_id, app_id).catch(() => []);
      if (companies.length > 0) return companies;
    }
    return null;
  }

  private async store(companies: readonly ExpressCompany[]): Promise<void> {
    const unique = [...new Map(companies.map(({ id, name }) => [id, name]))];
    await this.fleet.transaction(async (tx) => {
      await tx.execute('select pg_advisory_xact_lock(hashtext($1))', ['express_company']);
      await tx.execute('delete from platform.express_company where id <> all($1::text[])', [unique.map(([id]) => id)]);
      await tx.execute(
        `insert into platform.express_company (id, name, position, refreshed_at)
         select id, name, position, now() from unnest($1::text[], $2::text[]) with ordinality as company (id, name, position)
         on conflict (id) do update set name = excluded.name, position = excluded.position, refreshed_at = now()`,
        [unique.map(([id]) => id), unique.map(([, name]) => name)],
      );
    });
  }
}
