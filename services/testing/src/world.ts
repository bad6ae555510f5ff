import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureFirstOperator } from '#infra/database/first-operator.js';
import { loadSettings } from '#kernel/config/settings.js';
import { ApiClient } from '#kernel/http/client.js';
import type { Out } from '#kernel/http/contract.js';
import { createLogger } from '#kernel/observability/logger.js';
import { createAgency } from '../../control-plane/src/agencies/agencies.contract.js';
import { controlPlaneSettingsSchema } from '../../control-plane/src/control-plane-settings.js';
import { createControlPlane } from '../../control-plane/src/create-control-plane.js';
import { logIn } from '../../control-plane/src/identity/session.contract.js';
import { createMerchant } from '../../control-plane/src/merchants/merchants.contract.js';
import { createTestDatabase, type TestDatabase } from './database.js';

/** The password of everybody in a test world. */
export const WORLD_PASSWORD = 'correct horse battery';

export interface WorldAgency {
  readonly id: string;
  readonly ownerEmail: string;
  /** Logged in as the agency's owner. */
  readonly api: ApiClient;
}

export interface WorldOptions {
  /** Further settings, e.g. the addresses of a sandbox. */
  readonly env?: Readonly<Record<string, string>>;
  /** Any free one when left out. */
  readonly port?: number;
}

/** A control plane on a free port over a database of its own, with an operator logged in. Everything is made over HTTP. */
export class World {
  private constructor(
    readonly database: TestDatabase,
    readonly app: NestFastifyApplication,
    readonly baseUrl: string,
    /** Logged in as the operator. */
    readonly operator: ApiClient,
    /** The settings the control plane was started with, for further programs of the same world. */
    readonly env: Readonly<Record<string, string>>,
    private readonly folder: string,
  ) {}

  static async start(options: WorldOptions = {}): Promise<World> {
    const database = await createTestDatabase();
    const folder = await mkdtemp(path.join(tmpdir(), 'xiaopu-world-'));
    const env = { ...worldSettings, STORAGE_DIR: folder, ...database.env, ...options.env };
    const operatorEmail = 'operator@example.com';
    await ensureFirstOperator(database.access, operatorEmail, WORLD_PASSWORD);
    const app = await createControlPlane(
      loadSettings(controlPlaneSettingsSchema, env),
      createLogger('control-plane', 'silent'),
    );
    await app.listen(options.port ?? 0, '127.0.0.1');
    const baseUrl = await app.getUrl();
    const operator = await logInAs(baseUrl, operatorEmail, WORLD_PASSWORD);
    return new World(database, app, baseUrl, operator, env, folder);
  }

  /** Nobody logged in. */
  get stranger(): ApiClient {
    return new ApiClient({ baseUrl: this.baseUrl });
  }

  logIn(email: string, password = WORLD_PASSWORD): Promise<ApiClient> {
    return logInAs(this.baseUrl, email, password);
  }

  async agency(name = `Agency ${unique()}`): Promise<WorldAgency> {
    const ownerEmail = `${unique()}@example.com`;
    const owner = { email: ownerEmail, name: 'Owner', password: WORLD_PASSWORD };
    const { id } = await this.operator.call(createAgency, { body: { name, owner } });
    return { id, ownerEmail, api: await this.logIn(ownerEmail) };
  }

  merchant(agency: WorldAgency, name = 'Merchant'): Promise<Out<typeof createMerchant>> {
    return agency.api.call(createMerchant, { body: { clientRef: unique(), name } });
  }

  async stop(): Promise<void> {
    // A connection on which fetch has asked nothing yet would keep the server open until it times out.
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function logInAs(baseUrl: string, email: string, password: string): Promise<ApiClient> {
  const client = new ApiClient({ baseUrl });
  const response = await client.send(logIn, { body: { email, password } });
  const [cookie] = (response.headers.get('set-cookie') ?? '').split(';');
  if (!response.ok || !cookie) throw new Error(`${email} could not log in: ${await response.text()}`);
  await response.body?.cancel();
  return client.with({ cookie });
}

/** A text that nobody else in the world uses. */
export function unique(): string {
  return randomBytes(6).toString('hex');
}

const worldSettings = {
  LOG_LEVEL: 'silent',
  WECHAT_COMPONENT_APPID: 'wx1111111111111111',
  WECHAT_COMPONENT_SECRET: '0123456789abcdef0123456789abcdef',
  WECHAT_PUSH_TOKEN: 'pushtoken',
  WECHAT_PUSH_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
