import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ApiClient } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { World, type WorldAgency, type WorldOptions } from './world.js';

/** A control plane with one merchant, whose agency is logged in, and another agency next door: what specs of a merchant's endpoints stand on. */
export class MerchantWorld {
  private constructor(
    readonly world: World,
    readonly tenants: TenantDatabase,
    readonly agency: WorldAgency,
    readonly merchantId: string,
    /** Logged in as the owner of an agency that the merchant is nothing to. */
    readonly neighbour: ApiClient,
  ) {}

  static async start(options: WorldOptions = {}): Promise<MerchantWorld> {
    const world = await World.start(options);
    const tenants = await TenantDatabase.connect(world.database.access);
    const agency = await world.agency();
    const { id } = await world.merchant(agency);
    return new MerchantWorld(world, tenants, agency, id, (await world.agency()).api);
  }

  /** Logged in as the owner of the merchant's agency. */
  get api(): ApiClient {
    return this.agency.api;
  }

  get tenantId(): TenantId {
    return asId<TenantId>(this.merchantId);
  }

  /** What every path of the merchant begins with. */
  get params(): { readonly merchantId: string } {
    return { merchantId: this.merchantId };
  }

  /** What the merchant's own database role sees. */
  rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.tenants.transaction(this.tenantId, (tx) => tx.query<Row>(sql, values));
  }

  /** An authorised applet of the merchant's. */
  async addApplet(appId: string): Promise<void> {
    await this.rows(
      `insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised') returning id`,
      [this.merchantId, newId(), appId],
    );
  }

  async stop(): Promise<void> {
    await this.tenants.close();
    await this.world.stop();
  }
}
