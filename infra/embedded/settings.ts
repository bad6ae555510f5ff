import { isIP } from 'node:net';
import path from 'node:path';
import { LaunchFailure } from './failure.js';

export const programNames = ['wechat-sandbox', 'control-plane', 'runtime', 'worker', 'uploader'] as const;
export type ProgramName = (typeof programNames)[number];
/** Everything that takes a port: the programs, the proxy in which the sandbox ends TLS for WeChat's own names, and the player's origin. */
export const portNames = [...programNames, 'sandbox-proxy', 'player'] as const;
export type PortName = (typeof portNames)[number];

export interface PortSetting {
  /** Environment variable that sets it. */
  readonly variable: string;
  readonly port: number;
  /** Set by the user: then another port is never taken in its place. */
  readonly explicit: boolean;
}

/** What the launcher itself reads from the environment; the programs check the rest. */
export interface LaunchSettings {
  readonly dataDir: string;
  /** Address the programs listen on. */
  readonly host: string;
  readonly ports: Readonly<Record<PortName, PortSetting>>;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly s3Endpoint: string | null;
  /** False when WECHAT_API_URL points at WeChat or at a sandbox started elsewhere. */
  readonly withSandbox: boolean;
}

const portVariables: Readonly<Record<PortName, readonly [variable: string, port: number]>> = {
  'control-plane': ['CONTROL_PLANE_PORT', 4000],
  runtime: ['RUNTIME_PORT', 4100],
  'wechat-sandbox': ['SANDBOX_PORT', 4200],
  worker: ['WORKER_PORT', 4300],
  uploader: ['UPLOADER_PORT', 4400],
  'sandbox-proxy': ['SANDBOX_PROXY_PORT', 4201],
  player: ['PLAYER_PORT', 4010],
};

/**
 * Reads the launcher's settings; an empty variable counts as unset.
 * @throws {LaunchFailure} naming the first malformed setting and the remedy.
 */
export function readSettings(env: NodeJS.ProcessEnv, checkout: string): LaunchSettings {
  const withSandbox = !given(env, 'WECHAT_API_URL');
  const settings = {
    dataDir: path.resolve(checkout, given(env, 'XIAOPU_DATA_DIR') ?? '.data'),
    host: hostOf(env),
    ports: {
      'control-plane': portOf(env, 'control-plane'),
      runtime: portOf(env, 'runtime'),
      'wechat-sandbox': portOf(env, 'wechat-sandbox'),
      worker: portOf(env, 'worker'),
      uploader: portOf(env, 'uploader'),
      'sandbox-proxy': portOf(env, 'sandbox-proxy'),
      player: portOf(env, 'player'),
    },
    databaseUrl: urlOf(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/xiaopu'),
    redisUrl: urlOf(env, 'REDIS_URL', ['redis:', 'rediss:'], 'redis://host:6379'),
    s3Endpoint: urlOf(env, 'S3_ENDPOINT', ['http:', 'https:'], 'http://host:9000'),
    withSandbox,
  };
  refuseSamePort(settings.ports, withSandbox);
  if (settings.s3Endpoint) requireBeside(env, 'S3_ENDPOINT', ['S3_ACCESS_KEY', 'S3_SECRET_KEY']);
  if (!withSandbox) requireBeside(env, 'WECHAT_API_URL', componentVariables);
  checkMasterKey(env);
  return settings;
}

export function isOfSandbox(name: PortName): boolean {
  return name === 'wechat-sandbox' || name === 'sandbox-proxy';
}

/** Settings of the WeChat third-party platform account. */
export const componentVariables = [
  'WECHAT_COMPONENT_APPID',
  'WECHAT_COMPONENT_SECRET',
  'WECHAT_PUSH_TOKEN',
  'WECHAT_PUSH_AES_KEY',
] as const;

/** The value of a variable, or null when it is unset or blank. */
export function given(env: NodeJS.ProcessEnv, variable: string): string | null {
  const value = env[variable]?.trim();
  return value ? value : null;
}

/** Some shells export HOST with the machine's name; only an address is meant for us. */
function hostOf(env: NodeJS.ProcessEnv): string {
  const host = given(env, 'HOST');
  return host && isIP(host) > 0 ? host : '127.0.0.1';
}

function portOf(env: NodeJS.ProcessEnv, program: PortName): PortSetting {
  const [variable, standard] = portVariables[program];
  const text = given(env, variable);
  if (text === null) return { variable, port: standard, explicit: false };
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return { variable, port, explicit: true };
  throw new LaunchFailure(`${variable} is "${text}", but must be a port number from 1 to 65535, e.g. ${standard}.`);
}

function refuseSamePort(ports: LaunchSettings['ports'], withSandbox: boolean): void {
  const seen = new Map<number, string>();
  for (const name of portNames) {
    const { variable, port, explicit } = ports[name];
    if (!explicit || (isOfSandbox(name) && !withSandbox)) continue;
    const other = seen.get(port);
    if (other)
      throw new LaunchFailure(`${variable} and ${other} are both ${port}: give each program a port of its own.`);
    seen.set(port, variable);
  }
}

function urlOf(env: NodeJS.ProcessEnv, variable: string, protocols: string[], example: string): string | null {
  const text = given(env, variable);
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && protocols.includes(url.protocol) && url.hostname !== '') return text;
  // The value is not repeated: it may hold a password.
  throw new LaunchFailure(
    `${variable} is not an address like ${example}: correct it, or remove it to use the built-in one.`,
  );
}

function requireBeside(env: NodeJS.ProcessEnv, because: string, variables: readonly string[]): void {
  const missing = variables.filter((variable) => given(env, variable) === null);
  if (missing.length > 0) throw new LaunchFailure(`${because} is set, so ${missing.join(', ')} must be set as well.`);
}

function checkMasterKey(env: NodeJS.ProcessEnv): void {
  const key = given(env, 'MASTER_KEY');
  if (key === null || Buffer.from(key, 'base64').length === 32) return;
  throw new LaunchFailure('MASTER_KEY must be 32 bytes in base64: make one with `openssl rand -base64 32`.');
}
