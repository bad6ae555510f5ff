import type { DatabaseAccess } from '#kernel/data/database-roles.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { AuthorizedCalls } from '#kernel/wechat/authorized-calls.js';
import { AuthorizerTokens } from '#kernel/wechat/authorizer-tokens.js';
import { ComponentCredentialsAcrossTenants } from '#kernel/wechat/component-credential.repository.js';
import { ComponentTokens } from '#kernel/wechat/component-tokens.js';
import { PlatformClient } from '#kernel/wechat/platform-client.js';
import { type WechatCall, WechatTransport } from '#kernel/wechat/transport.js';
import type { WechatAnswer } from '#kernel/wechat/wechat-answer.js';
import { WechatError } from '#kernel/wechat/wechat-error.js';
import type { WechatSettings } from '#kernel/wechat/wechat-settings.js';

/** What a holder is started with, as JSON in `TOKEN_HOLDER`. */
export interface HolderOrders {
  readonly access: DatabaseAccess;
  readonly wechat: WechatSettings;
  /** This process's clock runs so far ahead (or behind). */
  readonly clockSkewMs?: number;
  /** Killed as soon as WeChat has answered this path; nothing of the answer is kept. */
  readonly diesAfterAnswerOf?: string;
  /** Killed as soon as a tenant's transaction has been committed. */
  readonly diesAfterCommit?: boolean;
}

/** Asked over IPC: `callers` callers at once make a call for the applet that WeChat answers only to a living token. */
export interface HolderQuestion {
  readonly id: number;
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly callers: number;
}

export interface HolderAnswer {
  readonly id: number;
  /** Null when every caller was answered. */
  readonly failure: { readonly name: string; readonly message: string; readonly errcode: number | null } | null;
}

/** One process of a fleet that shares the tokens of many applets; killed by the specs at every instant. */
async function hold(orders: HolderOrders): Promise<void> {
  const systemNow = Date.now.bind(Date);
  Date.now = () => systemNow() + (orders.clockSkewMs ?? 0);
  const tenants = await TenantDatabase.connect(orders.access);
  const fleet = await FleetDatabase.connect(orders.access);
  if (orders.diesAfterCommit === true) dieAfterCommits(tenants);
  const vault = new Vault([orders.access.masterKey]);
  const transport = new MortalTransport(orders.wechat, orders.diesAfterAnswerOf ?? null);
  const store = new ComponentCredentialsAcrossTenants(orders.wechat, fleet, vault);
  const platform = new PlatformClient(orders.wechat, transport, new ComponentTokens(orders.wechat, transport, store));
  const calls = new AuthorizedCalls(transport, new AuthorizerTokens(tenants, vault, platform));
  process.on('message', (question: HolderQuestion) => void answer(calls, question));
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

async function answer(calls: AuthorizedCalls, { id, tenantId, appId, callers }: HolderQuestion): Promise<void> {
  let failure: HolderAnswer['failure'] = null;
  try {
    await Promise.all(Array.from({ length: callers }, () => calls.post(tenantId, appId, '/wxa/getversioninfo', '{}')));
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'unknown', message: String(error) };
    failure = { name, message, errcode: error instanceof WechatError ? error.errcode : null };
  }
  process.send?.({ id, failure } satisfies HolderAnswer);
}

class MortalTransport extends WechatTransport {
  constructor(
    settings: WechatSettings,
    private readonly lastPath: string | null,
  ) {
    super(settings);
  }

  override async call(call: WechatCall): Promise<WechatAnswer> {
    const answered = await super.call(call);
    if (call.path === this.lastPath) die();
    return answered;
  }
}

function dieAfterCommits(tenants: TenantDatabase): void {
  const transaction = tenants.transaction.bind(tenants);
  tenants.transaction = async (tenantId, work) => {
    const result = await transaction(tenantId, work);
    die();
    return result;
  };
}

/** As the kernel or a power cut would have it: nothing of ours runs after it. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

await hold(JSON.parse(process.env['TOKEN_HOLDER'] ?? '{}') as HolderOrders);
