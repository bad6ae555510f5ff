import type { App } from '../state/app.model.js';
import type { CiAccount } from '../state/ci.model.js';
import type { World } from '../world.js';
import { invalidIp, refused } from './ci-error.js';

/** The account's upload settings, made when they are first needed. */
export function ciAccount(app: App): CiAccount {
  app.ci ??= {
    publicKeyPem: null,
    keyIssuedAt: null,
    allowedIps: null,
    isDevelopment: false,
    randomStrings: [],
    devVersions: [],
  };
  return app.ci;
}

/** Throws CiError when no account has that AppID. */
export function requireCiApp(world: World, appid: unknown): App {
  const app = typeof appid === 'string' ? world.findApp(appid) : null;
  if (app === null) throw refused('invalid appid');
  return app;
}

/** Throws CiError -10008. */
export function requireIp(account: CiAccount, ip: string): void {
  const address = plainIp(ip);
  if (account.allowedIps !== null && !account.allowedIps.includes(address)) throw invalidIp(address);
}

/** IPv4 mapped into IPv6 is the same address to a person. */
export const plainIp = (ip: string): string => ip.replace(/^::ffff:/i, '');
