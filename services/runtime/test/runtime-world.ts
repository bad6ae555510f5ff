import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseProducts } from '#commerce/catalogue/product-file.js';
import { ProductImporter } from '#commerce/catalogue/product-importer.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { loadSettings } from '#kernel/config/settings.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { ApiClient } from '#kernel/http/client.js';
import { type AppId, type AppletId, asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { createLogger } from '#kernel/observability/logger.js';
import { ComponentTokens } from '#kernel/wechat/component-tokens.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { createRuntime } from '../src/create-runtime.js';
import { runtimeSettingsSchema } from '../src/runtime-settings.js';
import { login } from '../src/shoppers/shoppers.contract.js';
import { LoopbackWechat } from './loopback-wechat.js';

export interface TestShop {
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly payAccount: PayAccount;
}

/** A runtime with a database of its own, a WeChat on loopback, and shops that sell the goods of a template. */
export class RuntimeWorld {
  private shops = 0;
  private shoppers = 0;

  private constructor(
    readonly database: TestDatabase,
    readonly tenants: TenantDatabase,
    readonly fleet: FleetDatabase,
    readonly wechat: LoopbackWechat,
    readonly app: NestFastifyApplication,
    readonly url: string,
    /** The folder of the object store. */
    readonly storage: string,
    /** Every line the runtime has logged. */
    readonly log: readonly string[],
  ) {}

  static async start(): Promise<RuntimeWorld> {
    const database = await createTestDatabase();
    const wechat = new LoopbackWechat();
    await wechat.start();
    const storage = mkdtempSync(path.join(tmpdir(), 'xiaopu-runtime-'));
    const settings = loadSettings(runtimeSettingsSchema, {
      ...database.env,
      RUNTIME_PORT: '0',
      LOG_LEVEL: 'error',
      STORAGE_DIR: storage,
      WECHAT_API_URL: wechat.url,
      WECHAT_PAY_URL: wechat.url,
      WECHAT_COMPONENT_APPID: 'wx00000000000000aa',
      WECHAT_COMPONENT_SECRET: 'a'.repeat(32),
      WECHAT_PUSH_TOKEN: 'token',
      WECHAT_PUSH_AES_KEY: 'A'.repeat(43),
    });
    const log: string[] = [];
    const write = (line: string) => {
      log.push(line);
      process.stdout.write(line);
    };
    const app = await createRuntime(settings, createLogger('runtime', 'error', { write }));
    await app.get(ComponentTokens).saveTicket('ticket', new Date());
    await app.listen(0, '127.0.0.1');
    const tenants = await TenantDatabase.connect(database.access);
    const fleet = await FleetDatabase.connect(database.access);
    return new RuntimeWorld(database, tenants, fleet, wechat, app, await app.getUrl(), storage, log);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await Promise.all([this.tenants.close(), this.fleet.close(), this.wechat.stop()]);
    await this.database.drop();
    rmSync(this.storage, { recursive: true });
  }

  /** A merchant with an authorised applet, a published storefront (shipping 1000 fen, free from 19900), goods and a pay account. */
  async shop(csv: string | null = 'templates/retail/demo/tea-house.csv'): Promise<TestShop> {
    this.shops += 1;
    const tenantId = newId<TenantId>();
    const agencyId = newId();
    const appletId = newId<AppletId>();
    const appId = asId<AppId>(`wx${String(this.shops).padStart(16, '0')}`);
    const payAccount = this.wechat.account(appId, String(1_900_000_000 + this.shops));
    await this.fleet.execute('insert into platform.agency (id, name) values ($1, $2)', [
      agencyId,
      `agency ${this.shops}`,
    ]);
    await this.fleet.execute(
      'insert into platform.merchant (id, agency_id, client_ref, name) values ($1, $2, $3, $3)',
      [tenantId, agencyId, `shop ${this.shops}`],
    );
    await this.fleet.execute('insert into platform.applet_route (app_id, tenant_id, applet_id) values ($1, $2, $3)', [
      appId,
      tenantId,
      appletId,
    ]);
    await this.tenants.transaction(tenantId, async (tx) => {
      await tx.execute(`insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised')`, [
        tenantId,
        appletId,
        appId,
      ]);
      await tx.execute(
        `insert into storefront (tenant_id, applet_id, template_id, template_version, draft) values ($1, $2, 'retail', '1.0.0', '{}')`,
        [tenantId, appletId],
      );
      await this.app.get(PaymentAccounts).save(tx, payAccount);
    });
    await this.publish(
      tenantId,
      appletId,
      1,
      JSON.parse(await this.read('templates/retail/presets/tea-house.json')).config,
    );
    if (csv !== null) await this.import(tenantId, Buffer.from(await this.read(csv)));
    return { tenantId, appId, payAccount };
  }

  async publish(tenantId: TenantId, appletId: string, revision: number, config: unknown): Promise<void> {
    await this.tenants.transaction(tenantId, async (tx) => {
      await tx.execute(
        `insert into storefront_revision (tenant_id, applet_id, revision, template_id, template_version, config, published_by)
         values ($1, $2, $3, 'retail', '1.0.0', $4, '{}')`,
        [tenantId, appletId, revision, JSON.stringify(config)],
      );
      await tx.execute('update storefront set published_revision = $3 where tenant_id = $1 and applet_id = $2', [
        tenantId,
        appletId,
        revision,
      ]);
    });
  }

  async import(tenantId: TenantId, csv: Uint8Array, dryRun = false) {
    return new ProductImporter(this.tenants).import(tenantId, await parseProducts(csv), {
      dryRun,
      actor: { kind: 'system', name: 'test' },
    });
  }

  /** Nobody logged in. */
  client(): ApiClient {
    return new ApiClient({ baseUrl: this.url, headers: { 'accept-language': 'en' } });
  }

  /** The token of a new shopper. */
  async token(shop: TestShop): Promise<string> {
    this.shoppers += 1;
    const { token } = await this.client().call(login, {
      params: { appId: shop.appId },
      body: { code: `code-${this.shoppers}-${newId()}` },
    });
    return token;
  }

  /** A new shopper, logged in. */
  async shopper(shop: TestShop): Promise<ApiClient> {
    return this.client().with({ authorization: `Bearer ${await this.token(shop)}` });
  }

  /** WeChat Pay's notice that the order is paid, `times` over at once. The shopper has opened the payment before. */
  async tellPaid(shop: TestShop, orderId: string, times = 1): Promise<void> {
    const [payment] = await this.rows<{ out_trade_no: string }>(
      shop,
      'select out_trade_no from payment where order_id = $1',
      [orderId],
    );
    const trade = this.wechat.confirm(payment?.out_trade_no ?? '');
    const post = () => {
      const { body, headers } = this.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade);
      return fetch(`${this.url}/pay/wechat/${shop.appId}/payments`, { method: 'POST', body, headers });
    };
    for (const answer of await Promise.all(Array.from({ length: times }, post))) expect(answer.status).toBe(204);
  }

  async rows<Row>(
    { tenantId }: { tenantId: TenantId },
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.tenants.transaction(tenantId, (tx) => tx.query<Row>(sql, parameters));
  }

  private read(file: string): Promise<string> {
    return readFile(path.join(projectRoot(), file), 'utf8');
  }
}
