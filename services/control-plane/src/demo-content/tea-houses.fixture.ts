import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ApiClient } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { unique, World } from '#testing/world.js';
import { listProducts } from '../commerce/products.contract.js';
import { startStorefront } from '../hosting/storefront.contract.js';
import { createMerchant } from '../merchants/merchants.contract.js';
import { importDemoContent, removeDemoContent } from './demo-content.contract.js';

export type Params = { readonly merchantId: string; readonly appId: string };

const presetId = 'tea-house';

/** Tea houses of one agency; whoever buys, collects or tries there does it in the database, without the way there. */
export class TeaHouses {
  private constructor(
    readonly world: World,
    readonly api: ApiClient,
    private readonly tenants: TenantDatabase,
  ) {}

  static async start(): Promise<TeaHouses> {
    const world = await World.start();
    const tenants = await TenantDatabase.connect(world.database.access);
    return new TeaHouses(world, (await world.agency()).api, tenants);
  }

  async stop(): Promise<void> {
    await this.tenants.close();
    await this.world.stop();
  }

  /** One without its demo content. */
  async open(): Promise<Params> {
    const merchant = await this.api.call(createMerchant, { body: { clientRef: unique(), name: '岭上茶舍' } });
    const params = { merchantId: merchant.id, appId: `wx${unique()}${unique()}`.slice(0, 18) };
    const applet = `insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised')`;
    await this.rows(params, applet, [newId(), params.appId]);
    await this.api.call(startStorefront, { params, body: { templateId: 'retail', presetId } });
    return params;
  }

  /** @param sql of which $1 is the shop */
  rows<Row>({ merchantId }: Params, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.tenants.transaction(asId<TenantId>(merchantId), (tx) => tx.query<Row>(sql, [merchantId, ...values]));
  }

  bring(params: Params) {
    return this.api.call(importDemoContent, { params, body: { presetId } });
  }

  takeOut(params: Params) {
    return this.api.call(removeDemoContent, { params });
  }

  async shownGoods({ merchantId }: Params) {
    const { items } = await this.api.call(listProducts, { params: { merchantId }, query: { limit: 100 } });
    return items.filter(({ state }) => state === 'active');
  }

  /** @returns the shopper's id */
  async shopper(params: Params): Promise<string> {
    const id = newId();
    const values = [id, params.appId, unique()];
    await this.rows(params, 'insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, $3, $4)', values);
    return id;
  }
}
