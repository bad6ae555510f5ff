import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadSettings } from '#kernel/config/settings.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { createLogger } from '#kernel/observability/logger.js';
import type { ApiClient } from '#kernel/http/client.js';
import { inviteAuthorisation } from '../../control-plane/src/hosting/applets.contract.js';
import { saveDraft, startStorefront } from '../../control-plane/src/hosting/storefront.contract.js';
import {
  downloadTemplate,
  getTemplateUpload,
  publishTemplate,
  registerRequestDomain,
} from '../../control-plane/src/hosting/templates.contract.js';
import { createSandbox, type Sandbox } from '../../wechat-sandbox/src/server.js';
import { readSettings } from '../../wechat-sandbox/src/settings.js';
import { createWorker } from '../../worker/src/create-worker.js';
import { workerFeatures } from '../../worker/src/job-handlers.js';
import { workerSettingsSchema } from '../../worker/src/worker-settings.js';
import { eventually } from './eventually.js';
import { unique, World, type WorldAgency } from './world.js';

/** A merchant with one authorised applet. */
export interface WorldShop {
  readonly merchantId: string;
  readonly appId: string;
  readonly agency: WorldAgency;
  readonly api: ApiClient;
  /** Path parameters of the applet's endpoints. */
  readonly params: { readonly merchantId: string; readonly appId: string };
}

/** A world with WeChat's sandbox and a worker: all that the road from authorisation to release needs, in one process. */
export class HostingWorld {
  private constructor(
    readonly world: World,
    readonly sandboxUrl: string,
    private readonly sandbox: Sandbox,
    private readonly worker: NestFastifyApplication,
  ) {}

  /** @param sandboxEnv further settings of the sandbox @param env of our own programs */
  static async start(
    sandboxEnv: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<HostingWorld> {
    const sandboxUrl = `http://127.0.0.1:${await freePort()}`;
    const port = await freePort();
    const world = await World.start({
      port,
      env: {
        CONTROL_PLANE_URL: `http://127.0.0.1:${port}`,
        WECHAT_API_URL: sandboxUrl,
        WECHAT_MP_URL: sandboxUrl,
        WECHAT_OPEN_URL: sandboxUrl,
        WECHAT_PAY_URL: sandboxUrl,
        PLAYER_WECHAT_URL: sandboxUrl,
        WECHAT_REQUEST_DOMAIN: 'https://shop.example.com',
        SUBMISSION_LEASE_SECONDS: '2',
        ...env,
      },
    });
    const sandbox = createSandbox(readSettings({ ...sandboxEnvironment(world, sandboxUrl), ...sandboxEnv }));
    await sandbox.start();
    const worker = await startWorker(world);
    const hosting = new HostingWorld(world, sandboxUrl, sandbox, worker);
    await hosting.knob('PUT', '/sandbox/settings', { timeScale: 20 });
    await hosting.knob('POST', '/sandbox/ticket', {});
    return hosting;
  }

  /** Sets or asks something of the sandbox. */
  async knob<Answer>(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.sandboxUrl + path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** The retail template in WeChat's library, and the runtime's domain in the platform's pool. */
  async publishTemplate(): Promise<void> {
    const { operator } = this.world;
    const params = { templateId: 'retail' };
    await operator.call(registerRequestDomain);
    const { version, description } = await operator.call(getTemplateUpload, { params });
    const source = await operator.send(downloadTemplate, { params });
    const query = new URLSearchParams({ user_version: version, user_desc: description });
    await fetch(`${this.sandboxUrl}/sandbox/drafts?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/zip' },
      body: await source.arrayBuffer(),
    });
    await operator.call(publishTemplate, { params });
  }

  /** A merchant of a new agency whose administrator has authorised an applet, with a storefront begun from a preset. */
  async shop(agency?: WorldAgency, account: object = {}): Promise<WorldShop> {
    const owner = agency ?? (await this.world.agency());
    const { id: merchantId } = await this.world.merchant(owner);
    const appId = `wx${unique()}${unique()}`.slice(0, 18);
    await this.knob('POST', '/sandbox/apps', { appid: appId, nickname: 'Shop', ...account });
    await this.authorise(owner.api, merchantId, appId);
    const params = { merchantId, appId };
    const started = await owner.api.call(startStorefront, {
      params,
      body: { templateId: 'retail', presetId: 'tea-house' },
    });
    const contact = { ...(started.draft['contact'] as object), phone: '0571-87000000' };
    const config = { ...started.draft, contact };
    await owner.api.call(saveDraft, { params, body: { config, expectedVersion: started.draftVersion } });
    return { merchantId, appId, agency: owner, api: owner.api, params };
  }

  /** Invites, opens WeChat's page, presses the button and follows the way back. @returns status of our page */
  async authorise(api: ApiClient, merchantId: string, appId: string, invited: string | null = appId): Promise<number> {
    const body = invited === null ? {} : { appId: invited };
    const { desktopUrl } = await api.call(inviteAuthorisation, { params: { merchantId }, body });
    return (await fetch(await this.pressAuthorise(desktopUrl, appId))).status;
  }

  /** @returns the address WeChat sends the administrator to, with the code in it */
  async pressAuthorise(desktopUrl: string, appId: string, permissionSets: readonly string[] = []): Promise<string> {
    const page = new URL(desktopUrl);
    const form = new URLSearchParams({ ...Object.fromEntries(page.searchParams), appid: appId });
    for (const set of permissionSets) form.append('permission', set);
    const pressed = await fetch(`${page.origin}${page.pathname}`, { method: 'POST', body: form, redirect: 'manual' });
    return pressed.headers.get('location') ?? '';
  }

  /** SQL past the tenant lock. */
  async asFleet<Row>(sql: string, value: string): Promise<Row[]> {
    const fleet = await FleetDatabase.connect(this.world.database.access, 1);
    const rows = await fleet.query<Row>(sql, [value]);
    await fleet.close();
    return rows;
  }

  /** What WeChat's next call of a kind suffers. */
  async strikes(fault: object): Promise<void> {
    await this.knob('PUT', '/sandbox/settings', { faults: [{ ...fault, times: 1 }] });
  }

  /** Waits until it has suffered it. */
  async struck(): Promise<void> {
    await eventually(
      () => this.knob<{ faults: unknown[] }>('GET', '/sandbox/settings'),
      ({ faults }) => faults.length === 0,
    );
  }

  async stop(): Promise<void> {
    await this.worker.close();
    await this.sandbox.stop();
    await this.world.stop();
  }
}

/** A worker of the same world. */
export function startWorker({ env }: World): Promise<NestFastifyApplication> {
  const settings = loadSettings(workerSettingsSchema, { ...env, WORKER_PORT: '0' });
  return createWorker(settings, createLogger('worker', 'silent'), workerFeatures(settings));
}

function sandboxEnvironment(world: World, sandboxUrl: string): Record<string, string | undefined> {
  return {
    SANDBOX_PORT: new URL(sandboxUrl).port,
    SANDBOX_PUBLIC_URL: sandboxUrl,
    SANDBOX_COMPONENT_APPID: world.env['WECHAT_COMPONENT_APPID'],
    SANDBOX_COMPONENT_SECRET: world.env['WECHAT_COMPONENT_SECRET'],
    SANDBOX_PUSH_TOKEN: world.env['WECHAT_PUSH_TOKEN'],
    SANDBOX_PUSH_AES_KEY: world.env['WECHAT_PUSH_AES_KEY'],
    SANDBOX_AUTH_EVENT_URL: `${world.baseUrl}/wechat/events`,
    SANDBOX_MESSAGE_URL: `${world.baseUrl}/wechat/messages/$APPID$`,
  };
}

/** The sandbox and the control plane must know each other's address before either listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
