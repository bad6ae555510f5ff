import { randomBytes } from 'node:crypto';
import { approved } from '../code/category-catalogue.js';
import { KnobError } from '../protocol/knob-error.js';
import { findTestAccount } from '../publish-check/test-accounts.js';
import type { App, Category } from '../state/app.model.js';
import { slimApp } from '../state/slim-app.js';
import type { World } from '../world.js';
import { booleanOf, textOf, textsOf } from './knob.js';

const FILED = 6;
const NOT_FILED = 1024;

/** Registers an account, or updates the one with that AppID. */
export function registerApp(world: World, body: Record<string, unknown>): { app: App; isNew: boolean } {
  const appid = textOf(body, 'appid') ?? `wx${randomBytes(8).toString('hex')}`;
  if (!/^wx[0-9a-f]{16}$/.test(appid))
    throw new KnobError(400, `"appid" must be wx followed by 16 digits or letters a to f, not "${appid}".`);
  const known = world.findApp(appid);
  const app = known ?? newApp(appid);
  changeApp(app, body);
  if (known === null) world.state.apps.add(app);
  return { app, isNew: known === null };
}

/** Changes what the body names. */
export function changeApp(app: App, body: Record<string, unknown>): void {
  const icpFiled = booleanOf(body, 'icpFiled');
  const categories = body['categories'] === undefined ? app.categories : readCategories(body['categories']);
  const changed = {
    nickname: textOf(body, 'nickname') ?? app.nickname,
    principal: textOf(body, 'principal') ?? app.principal,
    hasName: booleanOf(body, 'hasName') ?? app.hasName,
    verified: booleanOf(body, 'verified') ?? app.verified,
    isSecretFrozen: booleanOf(body, 'secretFrozen') ?? app.isSecretFrozen,
    unionBound: booleanOf(body, 'unionBound') ?? app.unionBound,
    bannedFromAudit: booleanOf(body, 'bannedFromAudit') ?? app.bannedFromAudit,
    privateApis: textsOf(body, 'privateApis') ?? app.privateApis,
    icpStatus: icpFiled === undefined ? app.icpStatus : icpFiled ? FILED : NOT_FILED,
    categories,
  };
  for (const [name, value] of Object.entries(changed)) {
    if (app[name as keyof typeof changed] !== value) Object.assign(app, { [name]: value });
  }
}

export const accountView = (app: App) => ({
  appid: app.appid,
  userName: app.userName,
  nickname: app.nickname,
  principal: app.principal,
  appSecret: app.appSecret,
  secretFrozen: app.isSecretFrozen,
  hasName: app.hasName,
  verified: app.verified,
  icpFiled: app.icpStatus === FILED,
  bannedFromAudit: app.bannedFromAudit,
  categories: app.categories.map(({ first, firstName, second, secondName, auditStatus }) => ({
    first,
    firstName,
    second,
    secondName,
    auditStatus,
  })),
  privateApis: app.privateApis,
  authorized: app.authorization.isActive,
  permissionSets: app.authorization.isActive ? app.authorization.permissionSets : [],
  createdAt: app.createdAt,
});

export const newApp = (appid: string): App =>
  slimApp({
    appid,
    userName: findTestAccount(appid)?.userName ?? `gh_${randomBytes(6).toString('hex')}`,
    appSecret: randomBytes(16).toString('hex'),
    nickname: `小程序 ${appid.slice(-4)}`,
    createdAt: Date.now(),
  });

function readCategories(value: unknown): Category[] {
  if (!Array.isArray(value)) throw new KnobError(400, '"categories" must be a list of {first, second}.');
  return value.map((item: { first?: string | number; second?: string | number }) => {
    const category = approved(item.first ?? '', item.second ?? '');
    if (category === null) throw new KnobError(400, `The catalogue has no category ${JSON.stringify(item)}.`);
    return category;
  });
}
