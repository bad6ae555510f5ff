import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { authorize } from './authorization.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { renderAuthorizationPage, renderRefusal } from './authorization-page.html.js';
import { allPermissionSets } from './permission-sets.js';

const PATHS = ['/cgi-bin/componentloginpage', '/wxaopen/safe/bindcomponent', '/safe/bindcomponent'];

const SHOWN_ACCOUNTS = 50;
/** Official accounts, mini-programs, both, 推客, channels, all, talent assistants (third-party-platform.md §2.4). */
const AUTH_TYPES = ['1', '2', '3', '4', '5', '6', '8'];
const WITH_MINI_PROGRAMS = ['2', '3', '6'];

/** A reason not to show the page, as a sentence in zh and en. */
class Refusal extends Error {}

/** The page where a merchant chooses an account and permission sets. GET shows it, POST is the click on "authorise". */
export function registerAuthorizationPage(app: FastifyInstance, world: World): void {
  for (const path of PATHS) {
    app.get(path, (request, reply) => answerHtml(reply, () => showPage(world, request, path)));
    app.post(path, async (request, reply) => {
      try {
        return reply.redirect(confirm(world, request), 302);
      } catch (error) {
        return refuse(reply, error);
      }
    });
  }
}

function showPage(world: World, request: FastifyRequest, path: string): string {
  const query = new URLSearchParams((request.raw.url ?? '').split('?').slice(1).join('?'));
  const wanted = readRequest(world, query);
  if (world.knobs.checkReferer) requireReferer(world, request);
  const code = world.state.component.preAuthCodes[wanted.preAuthCode];
  if (code && world.knobs.preAuthCodeUsedWhenOpened && code.opened)
    throw new Refusal('预授权码已使用 · This pre_auth_code was opened before.');
  if (code) code.opened = true;
  world.store.touch();
  const search = query.get('search') ?? '';
  const accounts = choosable(world, wanted, search);
  const isCut = wanted.bizAppid === null && (search !== '' || accounts.length < world.state.apps.size);
  return renderAuthorizationPage(path, world.env.componentAppid, wanted, accounts, isCut ? search : null);
}

/** `biz_appid` goes before `auth_type`. */
function choosable(world: World, { bizAppid, authType }: AuthorizationRequest, search: string): App[] {
  if (bizAppid !== null) return [requireAccount(world, bizAppid)];
  return WITH_MINI_PROGRAMS.includes(authType) ? newestAccounts(world, search) : [];
}

/** As many as a person can choose from; the rest is searched for. */
function newestAccounts(world: World, search: string): App[] {
  const found: App[] = [];
  for (const app of world.state.apps.newestFirst()) {
    if (![app.appid, app.nickname].some((text) => text.includes(search))) continue;
    found.push(app);
    if (found.length === SHOWN_ACCOUNTS) break;
  }
  return found;
}

/** Gives the address to redirect to. */
function confirm(world: World, request: FastifyRequest): string {
  const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  const wanted = readRequest(world, form);
  const account = requireAccount(world, wanted.bizAppid ?? form.get('appid') ?? '');
  if (wanted.bizAppid === null && !WITH_MINI_PROGRAMS.includes(wanted.authType))
    throw new Refusal('帐号类型不符 · auth_type asks for another kind of account.');
  const ticked = form.getAll('permission').map(Number);
  if (ticked.some((id) => !wanted.offeredSets.includes(id)))
    throw new Refusal('权限集无效 · A permission set is not offered.');
  const code = world.state.component.preAuthCodes[wanted.preAuthCode];
  if (code) code.used = true;
  const { authCode, expiresIn } = authorize(
    world,
    account,
    ticked.length > 0 ? ticked : wanted.offeredSets,
    wanted.preAuthCode,
  );
  world.store.touch();
  const target = new URL(wanted.redirectUri);
  target.searchParams.set('auth_code', authCode);
  target.searchParams.set('expires_in', String(expiresIn));
  return target.href;
}

function readRequest(world: World, input: URLSearchParams): AuthorizationRequest {
  if (input.get('component_appid') !== world.env.componentAppid) {
    throw new Refusal('第三方平台 AppID 错误 · component_appid is not this platform.');
  }
  const preAuthCode = input.get('pre_auth_code') ?? '';
  const code = world.state.component.preAuthCodes[preAuthCode];
  if (!code) throw new Refusal('预授权码无效 · pre_auth_code is unknown.');
  if (code.used) throw new Refusal('预授权码已使用 · pre_auth_code was used before.');
  if (code.expiresAt <= Date.now()) throw new Refusal('预授权码已过期 · pre_auth_code is expired.');
  const redirectUri = input.get('redirect_uri') ?? '';
  requireLaunchDomain(world, redirectUri);
  const authType = input.get('auth_type') ?? '3';
  if (!AUTH_TYPES.includes(authType)) throw new Refusal('授权帐号类型无效 · auth_type is unknown.');
  const categoryIdList = input.get('category_id_list') || null;
  const asked = categoryIdList?.split('|').map(Number) ?? allPermissionSets;
  return {
    preAuthCode,
    redirectUri,
    authType,
    bizAppid: input.get('biz_appid') || null,
    categoryIdList,
    offeredSets: asked.filter((id) => allPermissionSets.includes(id)),
  };
}

function requireLaunchDomain(world: World, redirectUri: string): void {
  if (!/^https?:\/\//.test(redirectUri) || !URL.canParse(redirectUri)) {
    throw new Refusal('redirect_uri 不是有效地址 · redirect_uri is not an address.');
  }
  const { launchDomain } = world.env;
  if (launchDomain === null) return;
  const { host, hostname } = new URL(redirectUri);
  if ((launchDomain.includes(':') ? host : hostname) === launchDomain) return;
  throw new Refusal(
    `请确认授权入口页所在域名与授权后回调页所在域名相同：${launchDomain} · redirect_uri must be on ${launchDomain}.`,
  );
}

function requireReferer(world: World, request: FastifyRequest): void {
  const { referer } = request.headers;
  if (referer && URL.canParse(referer)) {
    requireLaunchDomain(world, referer);
    return;
  }
  throw new Refusal('请从第三方平台的页面进入 · Open this page from a page of the platform.');
}

function requireAccount(world: World, appid: string): App {
  const account = world.findApp(appid);
  if (account === null) throw new Refusal(`AppID ${appid} 不存在 · There is no account with this AppID here.`);
  return account;
}

function answerHtml(reply: FastifyReply, render: () => string): FastifyReply {
  try {
    return reply.type('text/html; charset=utf-8').send(render());
  } catch (error) {
    return refuse(reply, error);
  }
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof Refusal)) throw error;
  return reply.code(400).type('text/html; charset=utf-8').send(renderRefusal(error.message));
}
