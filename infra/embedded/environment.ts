import path from 'node:path';
import type { DataFolder } from './data-folder.js';
import type { Secrets } from './secrets.js';
import { componentVariables, given, type LaunchSettings, type PortName } from './settings.js';

export interface SystemUrls {
  readonly controlPlane: string;
  readonly runtime: string;
  readonly sandbox: string;
  readonly worker: string;
  /** Where templates' code runs in browsers: an origin of its own, with another host name than the control plane's on this machine. */
  readonly player: string;
}

export interface Login {
  readonly email: string;
  readonly password: string;
}

export interface Logins {
  readonly operator: Login;
  readonly agency: Login;
}

export interface EnvironmentInput {
  /** What the user set; it wins over everything here. */
  readonly env: NodeJS.ProcessEnv;
  readonly settings: LaunchSettings;
  readonly ports: Readonly<Record<PortName, number>>;
  readonly secrets: Secrets;
  readonly folder: DataFolder;
  readonly databaseUrl: string;
  readonly checkout: string;
  /** Whether the official uploader is installed, and so its program started. */
  readonly withUploader: boolean;
}

/** Environment of all programs, of the migration and of the seeding. */
export function programEnvironment(input: EnvironmentInput): NodeJS.ProcessEnv {
  const { env, settings, ports, secrets, folder } = input;
  const urls = systemUrls(input);
  const logins = loginsOf(env, secrets);
  const defaults: Record<string, string> = {
    LOG_LEVEL: 'info',
    NODE_COMPILE_CACHE: folder.cache,
    STORAGE_DIR: folder.objects,
    MASTER_KEY: secrets.masterKey,
    TEMPLATES_DIR: path.join(input.checkout, 'templates'),
    CONTROL_PLANE_URL: urls.controlPlane,
    RUNTIME_URL: urls.runtime,
    ...wechatDefaults(settings, urls, secrets),
    ...uploaderDefaults(input),
    PLAYER_ORIGIN: urls.player,
    OPERATOR_EMAIL: logins.operator.email,
    OPERATOR_PASSWORD: logins.operator.password,
    DEMO_OPERATOR_EMAIL: logins.operator.email,
    DEMO_OPERATOR_PASSWORD: logins.operator.password,
    DEMO_AGENCY_EMAIL: logins.agency.email,
    DEMO_AGENCY_PASSWORD: logins.agency.password,
  };
  return {
    ...inherited(env, settings),
    ...withUser(defaults, env),
    ...(settings.withSandbox ? sandboxEnvironment(input, urls) : {}),
    NODE_ENV: 'production',
    HOST: settings.host,
    DATABASE_URL: input.databaseUrl,
    CONTROL_PLANE_PORT: String(ports['control-plane']),
    PLAYER_PORT: String(ports.player),
    RUNTIME_PORT: String(ports.runtime),
    WORKER_PORT: String(ports.worker),
    UPLOADER_PORT: String(ports.uploader),
    UPLOADER_EXPECTED: String(input.withUploader),
  };
}

/** Where the programs are reached from this machine. */
export function systemUrls({ settings, ports, env }: Pick<EnvironmentInput, 'settings' | 'ports' | 'env'>): SystemUrls {
  const host = reachable(settings.host);
  return {
    controlPlane: given(env, 'CONTROL_PLANE_URL') ?? `http://${host}:${ports['control-plane']}`,
    runtime: given(env, 'RUNTIME_URL') ?? `http://${host}:${ports.runtime}`,
    sandbox:
      given(env, 'WECHAT_API_URL') ?? given(env, 'SANDBOX_PUBLIC_URL') ?? `http://${host}:${ports['wechat-sandbox']}`,
    worker: `http://${host}:${ports.worker}`,
    // Cookies know no ports: under another name, those of the dashboard do not reach it.
    player: given(env, 'PLAYER_ORIGIN') ?? `http://${host === '127.0.0.1' ? 'localhost' : host}:${ports.player}`,
  };
}

export function loginsOf(env: NodeJS.ProcessEnv, secrets: Secrets): Logins {
  return {
    operator: {
      email: given(env, 'OPERATOR_EMAIL') ?? 'operator@example.com',
      password: given(env, 'OPERATOR_PASSWORD') ?? secrets.operatorPassword,
    },
    agency: {
      email: given(env, 'DEMO_AGENCY_EMAIL') ?? 'agency@example.com',
      password: given(env, 'DEMO_AGENCY_PASSWORD') ?? secrets.agencyPassword,
    },
  };
}

/** An address to listen on, as an address to call. */
export function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function wechatDefaults(settings: LaunchSettings, urls: SystemUrls, secrets: Secrets): Record<string, string> {
  if (!settings.withSandbox) {
    return {
      WECHAT_MP_URL: 'https://mp.weixin.qq.com',
      WECHAT_OPEN_URL: 'https://open.weixin.qq.com',
      WECHAT_PAY_URL: 'https://api.mch.weixin.qq.com',
    };
  }
  return {
    WECHAT_API_URL: urls.sandbox,
    WECHAT_MP_URL: urls.sandbox,
    WECHAT_OPEN_URL: urls.sandbox,
    WECHAT_PAY_URL: urls.sandbox,
    SANDBOX_URL: urls.sandbox,
    PLAYER_WECHAT_URL: urls.sandbox,
    // WeChat accepts only https names that have a filing; the sandbox registers this one.
    WECHAT_REQUEST_DOMAIN: 'https://shop.xiaopu.example',
    WECHAT_COMPONENT_APPID: secrets.componentAppId,
    WECHAT_COMPONENT_SECRET: secrets.componentSecret,
    WECHAT_PUSH_TOKEN: secrets.pushToken,
    WECHAT_PUSH_AES_KEY: secrets.pushAesKey,
  };
}

/** The official uploader has WeChat's address built in: the sandbox's proxy and authority stand between. */
function uploaderDefaults({ settings, ports, folder }: EnvironmentInput): Record<string, string> {
  if (!settings.withSandbox) return {};
  return {
    WECHAT_CI_PROXY: `http://${reachable(settings.host)}:${ports['sandbox-proxy']}`,
    WECHAT_CI_CA_FILE: path.join(folder.sandbox, 'ca.pem'),
  };
}

/** The sandbox plays WeChat for one platform account: the same one the programs believe they are. */
function sandboxEnvironment(input: EnvironmentInput, urls: SystemUrls): Record<string, string> {
  const { env, settings, ports, secrets, folder } = input;
  const account = [secrets.componentAppId, secrets.componentSecret, secrets.pushToken, secrets.pushAesKey];
  const [appId = '', secret = '', token = '', aesKey = ''] = componentVariables.map(
    (variable, index) => given(env, variable) ?? account[index],
  );
  const defaults = {
    SANDBOX_HOST: settings.host,
    SANDBOX_DATA_DIR: folder.sandbox,
    SANDBOX_PUBLIC_URL: urls.sandbox,
    SANDBOX_COMPONENT_APPID: appId,
    SANDBOX_COMPONENT_SECRET: secret,
    SANDBOX_PUSH_TOKEN: token,
    SANDBOX_PUSH_AES_KEY: aesKey,
    SANDBOX_AUTH_EVENT_URL: `${urls.controlPlane}/wechat/events`,
    SANDBOX_MESSAGE_URL: `${urls.controlPlane}/wechat/messages/$APPID$`,
    SANDBOX_LAUNCH_DOMAIN: new URL(urls.controlPlane).host,
  };
  return {
    ...withUser(defaults, env),
    SANDBOX_PORT: String(ports['wechat-sandbox']),
    SANDBOX_PROXY_PORT: String(ports['sandbox-proxy']),
  };
}

function withUser(defaults: Record<string, string>, env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, given(env, name) ?? value]));
}

/** Not what is meant for this process (NODE_OPTIONS, npm's own), nor PostgreSQL defaults when the server is ours. */
function inherited(env: NodeJS.ProcessEnv, settings: LaunchSettings): NodeJS.ProcessEnv {
  const dropped = settings.databaseUrl === null ? /^(NODE_OPTIONS$|npm_|PG[A-Z]+$)/ : /^(NODE_OPTIONS$|npm_)/;
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => !dropped.test(name) && value !== ''));
}
