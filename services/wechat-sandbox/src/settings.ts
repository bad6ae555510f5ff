/** What the sandbox reads from its environment, once, at start. */
export interface Settings {
  port: number;
  host: string;
  publicUrl: string | null;
  dataDir: string | null;
  componentAppid: string;
  componentSecret: string;
  pushToken: string;
  pushAesKey: string;
  authEventUrl: string | null;
  messageUrl: string | null;
  launchDomain: string | null;
  /** Port of the CONNECT proxy; 0 = any, null = no proxy. */
  proxyPort: number | null;
  /** JSON of accounts, merchants and settings to begin with. */
  seedFile: string | null;
}

/** A variable is malformed; the message is one sentence that names it and the remedy. */
export class SettingsError extends Error {}

/** An empty variable counts as not set. Throws SettingsError. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string, fallback: string): string => env[name] || fallback;
  return {
    port: portOf('SANDBOX_PORT', text('SANDBOX_PORT', '4200')),
    host: text('SANDBOX_HOST', '127.0.0.1'),
    publicUrl: url(env, 'SANDBOX_PUBLIC_URL'),
    dataDir: env['SANDBOX_DATA_DIR'] || null,
    componentAppid: matching(
      'SANDBOX_COMPONENT_APPID',
      text('SANDBOX_COMPONENT_APPID', 'wx5a4dbc0700000001'),
      /^wx[0-9a-f]{16}$/,
      'wx followed by 16 digits or letters a to f',
    ),
    componentSecret: matching(
      'SANDBOX_COMPONENT_SECRET',
      text('SANDBOX_COMPONENT_SECRET', 'sandbox-component-secret-00000000'),
      /^[\w-]{8,128}$/,
      '8 to 128 letters, digits, "-" or "_"',
    ),
    pushToken: matching(
      'SANDBOX_PUSH_TOKEN',
      text('SANDBOX_PUSH_TOKEN', 'sandboxPushToken'),
      /^[A-Za-z0-9]{3,32}$/,
      '3 to 32 letters and digits',
    ),
    pushAesKey: matching(
      'SANDBOX_PUSH_AES_KEY',
      text('SANDBOX_PUSH_AES_KEY', 'c2FuZGJveC1wdXNoLWFlcy1rZXktMDEyMzQ1Njc4OTA'),
      /^[A-Za-z0-9]{43}$/,
      'exactly 43 letters and digits',
    ),
    authEventUrl: url(env, 'SANDBOX_AUTH_EVENT_URL'),
    messageUrl: url(env, 'SANDBOX_MESSAGE_URL'),
    launchDomain: launchDomain(env['SANDBOX_LAUNCH_DOMAIN']),
    proxyPort: env['SANDBOX_PROXY_PORT'] ? portOf('SANDBOX_PROXY_PORT', env['SANDBOX_PROXY_PORT']) : null,
    seedFile: env['SANDBOX_SEED_FILE'] || null,
  };
}

function portOf(name: string, value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new SettingsError(`${name} is "${value}": set it to a whole number from 0 to 65535.`);
}

function matching(name: string, value: string, pattern: RegExp, wanted: string): string {
  if (pattern.test(value)) return value;
  throw new SettingsError(`${name} has ${value.length} characters that do not fit: set it to ${wanted}.`);
}

function url(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const value = env[name];
  if (!value) return null;
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
    throw new SettingsError(`${name} is "${value}": set it to a full address such as http://127.0.0.1:4000/path.`);
  }
  return value.replace(/\/$/, '');
}

function launchDomain(value: string | undefined): string | null {
  if (!value) return null;
  if (/^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(value)) return value.toLowerCase();
  throw new SettingsError(
    `SANDBOX_LAUNCH_DOMAIN is "${value}": set it to a host such as shop.example or 127.0.0.1:4000, without http:// and path.`,
  );
}
