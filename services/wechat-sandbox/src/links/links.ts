import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { characterCount, type Fields } from '../protocol/fields.js';
import type { LinkState, MadeLink } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { isReleasedPage, linksOf, oneMoreToday, todaysCount } from './link-state.js';
import { readEnvVersion } from './wxacode.js';

const LINKS = { sets: [88] };
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LONGEST_MS = 30 * DAY_MS;
const SCHEME = 'weixin://dl/business/?t=';
const URL_LINK = 'https://wxaurl.cn/';
/** Older ones are forgotten, so that an account that makes one a second stays writable. */
const KEPT_LINKS = 5000;
const AT_TIME = 0;
const IN_DAYS = 1;

/** Schemes, URL links and short links; login-and-user.md §7. */
export const linkEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/generatescheme', generateScheme, LINKS),
  authorizerEndpoint('POST', '/wxa/generate_urllink', generateUrlLink, LINKS),
  authorizerEndpoint('POST', '/wxa/genwxashortlink', generateShortLink, LINKS),
  authorizerEndpoint('POST', '/wxa/queryscheme', (call, app) => query(call, app, 'scheme', SCHEME), LINKS),
  authorizerEndpoint('POST', '/wxa/query_urllink', (call, app) => query(call, app, 'url_link', URL_LINK), LINKS),
];

/** The id names the account, as the sandbox must find it among many: 8 bytes of the AppID, 6 of chance. */
const newId = (app: App): string =>
  Buffer.concat([Buffer.from(app.appid.slice(2), 'hex'), randomBytes(6)]).toString('base64url');

export const appidOfLink = (id: string): string => `wx${Buffer.from(id, 'base64url').subarray(0, 8).toString('hex')}`;

function generateScheme({ world, body }: Call, app: App): object {
  requireMaker(app);
  const jump = body.raw['jump_wxa'] === undefined ? null : body.object('jump_wxa');
  const target = jump === null ? HOME : readTarget(app, jump, 'path', 'query');
  const envVersion = jump === null ? 'release' : readEnvVersion(jump, 85402);
  const isExpire = body.optionalBoolean('is_expire') ?? false;
  const expiresAt = isExpire ? readExpiry(body) : Date.now() + LONGEST_MS;
  return ok({
    openlink: `${SCHEME}${make(world, app, { kind: 'scheme', ...target, title: '', envVersion, expiresAt })}`,
  });
}

function generateUrlLink({ world, body }: Call, app: App): object {
  requireMaker(app);
  const target = readTarget(app, body, 'path', 'query');
  const envVersion = readEnvVersion(body, 85402);
  const hasExpiry = ['expire_type', 'expire_time', 'expire_interval'].some((name) => body.raw[name] !== undefined);
  const expiresAt = hasExpiry ? readExpiry(body) : Date.now() + LONGEST_MS;
  return ok({
    url_link: `${URL_LINK}${make(world, app, { kind: 'url', ...target, title: '', envVersion, expiresAt })}`,
  });
}

function generateShortLink({ world, body }: Call, app: App): object {
  requireMaker(app);
  const [path = '', ...rest] = body.string('page_url', 40165).split('?');
  const target = { path: path.replace(/^\//, ''), query: rest.join('?') };
  requireTarget(app, target);
  const title = body.optionalString('page_title') ?? '';
  const isPermanent = body.optionalBoolean('is_permanent') ?? false;
  const expiresAt = Date.now() + (isPermanent ? 100 * 365 * DAY_MS : LONGEST_MS);
  const id = make(world, app, { kind: 'short', ...target, title, envVersion: 'release', expiresAt });
  return ok({ link: `#小程序://${app.nickname}/${title === '' ? '' : `${title}/`}${id}` });
}

const HOME = { path: '', query: '' };

/** 40013 banned, 40002 no right to links (not certified), 85079 nothing online. */
function requireMaker(app: App): void {
  if (app.afterRelease?.links?.isBanned === true) throw new ApiError(40013);
  if (!app.verified) throw new ApiError(40002, 'no permission to generate links');
  if (app.online === null) throw new ApiError(85079);
}

function readTarget(app: App, body: Fields, pathName: string, queryName: string): { path: string; query: string } {
  const target = {
    path: (body.optionalString(pathName) ?? '').replace(/^\//, ''),
    query: body.optionalString(queryName) ?? '',
  };
  requireTarget(app, target);
  return target;
}

function requireTarget(app: App, { path, query: text }: { path: string; query: string }): void {
  if (!isReleasedPage(app, path)) throw new ApiError(40165);
  if (characterCount(text) > 1024 || !/^[\x21-\x7e]*$/.test(text)) throw new ApiError(40212);
}

/** From one minute to thirty days from now. */
function readExpiry(body: Fields): number {
  const type = body.optionalInteger('expire_type') ?? AT_TIME;
  if (type !== AT_TIME && type !== IN_DAYS) throw new ApiError(85401);
  const now = Date.now();
  const expiresAt =
    type === AT_TIME
      ? body.integer('expire_time', 85401) * 1000
      : now + body.integer('expire_interval', 85401) * DAY_MS;
  if (expiresAt < now + MINUTE_MS || expiresAt > now + LONGEST_MS + MINUTE_MS) throw new ApiError(85401);
  return expiresAt;
}

function make(world: World, app: App, link: Omit<MadeLink, 'createdAt' | 'opens'>): string {
  const links = linksOf(app);
  countMade(world, links);
  const id = newId(app);
  links.links[id] = { ...link, createdAt: Date.now(), opens: 0 };
  for (const old of Object.keys(links.links).slice(0, -KEPT_LINKS)) delete links.links[old];
  return id;
}

function countMade(world: World, links: LinkState): void {
  const { knobs } = world;
  const now = Date.now();
  if (now - links.second.startedAt >= 1000) links.second = { startedAt: now, count: 0 };
  if (links.second.count >= knobs.linksPerSecond) throw new ApiError(44990);
  if (todaysCount(world, links.madeToday) >= knobs.linksPerDay) throw new ApiError(44993);
  links.second.count += 1;
  links.madeToday = oneMoreToday(world, links.madeToday);
}

function query({ world, body }: Call, app: App, name: 'scheme' | 'url_link', prefix: string): object {
  const text = body.string(name);
  const kind = name === 'scheme' ? 'scheme' : 'url';
  const id = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  const links = app.afterRelease?.links;
  const link = links && Object.hasOwn(links.links, id) ? links.links[id] : undefined;
  if (link?.kind !== kind) throw new ApiError(40097, `${name} is unknown`);
  const opened = links ? todaysCount(world, links.openedToday) : 0;
  const quota = { quota_info: { remain_visit_quota: Math.max(0, world.knobs.linkOpensPerDay - opened) } };
  if ((body.optionalInteger('query_type') ?? 0) === 1) return ok(quota);
  const info = {
    appid: app.appid,
    path: link.path,
    query: link.query,
    create_time: Math.floor(link.createdAt / 1000),
    expire_time: Math.floor(link.expiresAt / 1000),
    env_version: link.envVersion,
  };
  return ok({ [`${name}_info`]: info, ...quota });
}
