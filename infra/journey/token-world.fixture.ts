import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type AppId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { AuthorizerTokens } from '#kernel/wechat/authorizer-tokens.js';
import { ComponentCredentialsAcrossTenants } from '#kernel/wechat/component-credential.repository.js';
import { ComponentTokens } from '#kernel/wechat/component-tokens.js';
import { PlatformClient } from '#kernel/wechat/platform-client.js';
import { PushCrypto } from '#kernel/wechat/push-crypto.js';
import { parsePush, parsePushEnvelope } from '#kernel/wechat/push-parser.js';
import { WechatTransport } from '#kernel/wechat/transport.js';
import type { WechatSettings } from '#kernel/wechat/wechat-settings.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { createSandbox, type Sandbox } from '../../services/wechat-sandbox/src/server.js';
import { readSettings } from '../../services/wechat-sandbox/src/settings.js';
import { Cable } from './cable.fixture.js';
import type { HolderAnswer, HolderOrders, HolderQuestion } from './token-holder.js';

export interface HeldApplet {
  readonly tenantId: TenantId;
  readonly appId: AppId;
}

interface CallCount {
  readonly appid: string | null;
  readonly count: number;
  readonly errors: number;
}

/** A sandbox with accounts that authorise the platform, a database that holds their tokens, and processes that share them. */
export class TokenWorld {
  readonly holders: Holder[] = [];
  private constructor(
    readonly database: TestDatabase,
    readonly cable: Cable,
    readonly fleet: FleetDatabase,
    readonly tenants: TenantDatabase,
    readonly wechat: WechatSettings,
    readonly component: ComponentTokens,
    private readonly sandbox: Sandbox,
    private readonly receiver: PushReceiver,
  ) {}

  static async start(): Promise<TokenWorld> {
    const receiver = await PushReceiver.start();
    const env = readSettings({ SANDBOX_PORT: '0', SANDBOX_AUTH_EVENT_URL: receiver.url });
    const sandbox = createSandbox(env);
    const url = await sandbox.start();
    const wechat = {
      apiUrl: url,
      mpUrl: url,
      openUrl: url,
      payUrl: url,
      componentAppId: env.componentAppid,
      componentSecret: env.componentSecret,
      pushToken: env.pushToken,
      pushAesKey: env.pushAesKey,
    };
    const database = await createTestDatabase();
    const fleet = await FleetDatabase.connect(database.access);
    const tenants = await TenantDatabase.connect(database.access);
    const store = new ComponentCredentialsAcrossTenants(wechat, fleet, new Vault([database.access.masterKey]));
    const component = new ComponentTokens(wechat, new WechatTransport(wechat), store);
    const cable = await Cable.to(database.access.databaseUrl);
    const world = new TokenWorld(database, cable, fleet, tenants, wechat, component, sandbox, receiver);
    receiver.keepTicketsFor(wechat, component);
    await world.knob('PUT', '/sandbox/settings', { rotateRefreshTokenOnRefresh: true });
    await until(() => component.hasTicket());
    return world;
  }

  async stop(): Promise<void> {
    for (const holder of this.holders) holder.kill();
    await this.cable.stop();
    await this.sandbox.stop();
    await this.receiver.stop();
    await this.tenants.close();
    await this.fleet.close();
    await this.database.drop();
  }

  async knob<T = unknown>(method: string, knobPath: string, body?: object): Promise<T> {
    const answer = await fetch(this.wechat.apiUrl + knobPath, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${method} ${knobPath} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Accounts whose administrators clicked "authorise", and the rows that hold their tokens. */
  async authorise(count: number): Promise<HeldApplet[]> {
    const platform = this.newPlatform();
    const tokens = new AuthorizerTokens(this.tenants, new Vault([this.database.access.masterKey]), platform);
    return Promise.all(
      Array.from({ length: count }, async () => {
        const { appid: appId } = await this.knob<{ appid: AppId }>('POST', '/sandbox/apps', { nickname: '花间茶舍' });
        const { preAuthCode } = await platform.createPreAuthCode();
        const click = await fetch(`${this.wechat.mpUrl}/cgi-bin/componentloginpage`, {
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams({
            component_appid: this.wechat.componentAppId,
            pre_auth_code: preAuthCode,
            redirect_uri: 'http://127.0.0.1:4000/back',
            auth_type: '2',
            appid: appId,
          }),
        });
        const code = new URL(click.headers.get('location') ?? '').searchParams.get('auth_code') ?? '';
        const grant = await platform.exchangeAuthorisationCode(code);
        const tenantId = newId<TenantId>();
        const sealed = tokens.seal(tenantId, appId, grant);
        await this.tenants.transaction(tenantId, (tx) =>
          tx.execute(
            `insert into applet (tenant_id, id, app_id, state, refresh_token_sealed, access_token_sealed, access_token_expires_at)
             values ($1, $2, $3, 'authorised', $4, $5, $6)`,
            [
              tenantId,
              newId(),
              appId,
              sealed.refreshTokenSealed,
              sealed.accessTokenSealed,
              sealed.accessTokenExpiresAt,
            ],
          ),
        );
        return { tenantId, appId };
      }),
    );
  }

  newPlatform(): PlatformClient {
    return new PlatformClient(this.wechat, new WechatTransport(this.wechat), this.component);
  }

  /** Two hours pass at WeChat, and the rows know it: every access token is dead, and so is every refresh token that was replaced before. */
  async twoHoursPass(): Promise<void> {
    await this.knob('POST', '/sandbox/clock', { advanceSeconds: 7_300 });
    await this.fleet.execute(`update applet set access_token_expires_at = now() - interval '1 minute'`);
    await this.fleet.execute(
      `update platform.wechat_component set access_token_expires_at = now() - interval '1 minute'`,
    );
    await this.knob('DELETE', '/sandbox/calls');
  }

  /** How often a path was called since `twoHoursPass`, by AppID ('' for none). */
  async calls(calledPath: string): Promise<Map<string, CallCount>> {
    const { counts } = await this.knob<{ counts: CallCount[] }>(
      'GET',
      `/sandbox/calls?path=${encodeURIComponent(calledPath)}`,
    );
    return new Map(counts.map((entry) => [entry.appid ?? '', entry]));
  }

  async totalOf(calledPath: string): Promise<number> {
    return [...(await this.calls(calledPath)).values()].reduce((sum, { count }) => sum + count, 0);
  }

  async holder(orders: Partial<HolderOrders> = {}): Promise<Holder> {
    const holder = await Holder.start({ access: this.database.access, wechat: this.wechat, ...orders });
    this.holders.push(holder);
    return holder;
  }
}

/** A process of its own that holds tokens. */
export class Holder {
  readonly ended: Promise<void>;
  private readonly waiting = new Map<number, (answer: HolderAnswer | 'killed') => void>();
  private next = 1;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
    child.on('message', (message: HolderAnswer | 'ready') => {
      if (message === 'ready') return;
      this.waiting.get(message.id)?.(message);
      this.waiting.delete(message.id);
    });
    child.once('exit', () => {
      for (const settle of this.waiting.values()) settle('killed');
    });
  }

  static async start(orders: HolderOrders): Promise<Holder> {
    const program = path.join(projectRoot(), 'dist/infra/journey/token-holder.js');
    const child = fork(program, { env: { ...process.env, TOKEN_HOLDER: JSON.stringify(orders) }, execArgv: [] });
    const holder = new Holder(child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`The token holder ended with ${code} before it was ready.`)));
    });
    return holder;
  }

  /** Null when all callers were answered, the failure otherwise; 'killed' when the process is gone. */
  async ask({ tenantId, appId }: HeldApplet, callers = 1): Promise<HolderAnswer['failure'] | 'killed'> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return 'killed';
    const id = this.next++;
    const answer = new Promise<HolderAnswer | 'killed'>((resolve) => this.waiting.set(id, resolve));
    this.child.send({ id, tenantId, appId, callers } satisfies HolderQuestion, () => undefined);
    const given = await answer;
    return given === 'killed' ? given : given.failure;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** Stands where the control plane takes pushes: opens them with the same classes and keeps the tickets. */
class PushReceiver {
  /** Refuses what comes before there is a place to keep it: it is sent again. */
  private keep: (body: string, query: URLSearchParams) => Promise<void> = () => Promise.reject(new Error('not ready'));

  private constructor(private readonly server: Server) {}

  static async start(): Promise<PushReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const receiver = new PushReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const query = new URL(request.url ?? '/', 'http://receiver').searchParams;
        receiver.keep(Buffer.concat(chunks).toString('utf8'), query).then(
          () => response.end('success'),
          () => response.writeHead(500).end(),
        );
      });
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/auth`;
  }

  keepTicketsFor(wechat: WechatSettings, component: ComponentTokens): void {
    const crypto = new PushCrypto(wechat);
    this.keep = async (body, query) => {
      const signed = {
        msg_signature: query.get('msg_signature') ?? '',
        timestamp: query.get('timestamp') ?? '',
        nonce: query.get('nonce') ?? '',
      };
      const push = parsePush(crypto.open(signed, parsePushEnvelope(body).encrypt));
      if (push.kind === 'ticket') await component.saveTicket(push.ticket, push.createdAt);
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Asks until it is so. */
export async function until(isSo: () => Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`It did not become so in ${seconds} s: ${isSo.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
