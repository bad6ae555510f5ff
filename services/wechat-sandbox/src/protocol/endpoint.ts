import type { FastifyInstance } from 'fastify';
import { findAppByToken, findOwnToken, requireAuthorizer, requireComponent } from '../platform/access.js';
import type { App } from '../state/app.model.js';
import type { Fault } from '../state/fault.model.js';
import type { World } from '../world.js';
import { ApiError } from './api-error.js';
import { errorTexts } from './error-texts.js';
import { type Incoming, type Outcome, registerExchange } from './exchange.js';
import { Fields } from './fields.js';
import { countDailyCall } from './daily-quota.js';
import { countMinuteCall } from './minute-limits.js';

export interface Call {
  world: World;
  query: Record<string, string>;
  /** The JSON body; empty for GET and for bodies that are not JSON. */
  body: Fields;
  incoming: Incoming;
}

/** A JSON object (sent as it is), or bytes. */
export type Answer = object | { bytes: Buffer; contentType: string; filename: string };

export interface Endpoint {
  method: 'GET' | 'POST';
  path: string;
  token: 'none' | 'component' | 'authorizer';
  /** Any one of these permission sets suffices. */
  sets: readonly number[];
  isJson: boolean;
  /** Called by an account for itself, with AppID and AppSecret in place of a token: it knows whose call to count. */
  isOwnAccount?: boolean;
  handle(call: Call, app: App): Answer | Promise<Answer>;
}

type Handle = (call: Call) => Answer | Promise<Answer>;
type AppHandle = (call: Call, app: App) => Answer | Promise<Answer>;

export const openEndpoint = (method: 'GET' | 'POST', path: string, handle: Handle): Endpoint => ({
  method,
  path,
  token: 'none',
  sets: [],
  isJson: true,
  handle,
});

export const ownAccountEndpoint = (method: 'GET' | 'POST', path: string, handle: Handle): Endpoint => ({
  ...openEndpoint(method, path, handle),
  isOwnAccount: true,
});

export const componentEndpoint = (method: 'GET' | 'POST', path: string, handle: Handle): Endpoint => ({
  ...openEndpoint(method, path, handle),
  token: 'component',
});

/** Called with the authorizer's token; `sets` are the permission sets of which one must be granted (18 unless named). */
export const authorizerEndpoint = (
  method: 'GET' | 'POST',
  path: string,
  handle: AppHandle,
  options: { sets?: readonly number[]; isJson?: boolean } = {},
): Endpoint => ({
  method,
  path,
  token: 'authorizer',
  sets: options.sets ?? [18],
  isJson: options.isJson ?? true,
  handle,
});

/** `{errcode:0, errmsg:'ok', …}`. */
export const ok = (extra: object = {}): object => ({ errcode: 0, errmsg: 'ok', ...extra });

export function registerEndpoints(app: FastifyInstance, world: World, endpoints: readonly Endpoint[]): void {
  for (const endpoint of endpoints) {
    registerExchange(app, world, endpoint.path, {
      answer: (incoming) => answer(world, endpoint, incoming),
      faultOutcome: (fault, incoming) => faultOutcome(fault, incoming, findAppByToken(world, tokenOf(incoming) ?? '')),
    });
  }
}

async function answer(world: World, endpoint: Endpoint, incoming: Incoming): Promise<Outcome> {
  let app: App | null = null;
  try {
    if (incoming.method !== endpoint.method) throw new ApiError(endpoint.method === 'GET' ? 43001 : 43002);
    const token = tokenOf(incoming);
    requireListedIp(world, endpoint, incoming, token);
    if (endpoint.token === 'component') requireComponent(world, token);
    if (endpoint.token === 'authorizer') {
      app = findAppByToken(world, token ?? '');
      requireAuthorizer(world, token, app, endpoint.sets);
    }
    if (endpoint.isOwnAccount !== true) countCall(world, endpoint.path, app?.appid ?? null);
    const body = endpoint.method === 'POST' && endpoint.isJson ? parseBody(incoming) : new Fields({});
    app ??= world.findApp(namedAppid(incoming, body));
    return toOutcome(await endpoint.handle({ world, query: incoming.query, body, incoming }, app as App), app);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return errorOutcome(error, incoming, app);
  }
}

function countCall(world: World, path: string, appid: string | null): void {
  countMinuteCall(world, path, appid);
  countDailyCall(world, path, appid);
}

/** 61004 for a platform; 40164 for an account that calls for itself (third-party-platform.md §1). */
function requireListedIp(world: World, endpoint: Endpoint, { ip }: Incoming, token: string | undefined): void {
  const { allowedIps } = world.knobs;
  if (allowedIps === null || allowedIps.includes(ip)) return;
  const app = findAppByToken(world, token ?? '');
  const isOwn = endpoint.isOwnAccount === true || (app !== null && findOwnToken(app, token ?? '') !== null);
  throw new ApiError(isOwn ? 40164 : 61004);
}

/** Component calls of older documents name it component_access_token. */
const tokenOf = ({ query }: Incoming): string | undefined => query['access_token'] ?? query['component_access_token'];

function parseBody(incoming: Incoming): Fields {
  if (incoming.body.length === 0) throw new ApiError(44002);
  return Fields.parse(incoming.body.toString('utf8'));
}

/** For the call log: which account a call without an authorizer token is about. */
function namedAppid(incoming: Incoming, body: Fields): string {
  const named = body.raw['authorizer_appid'] ?? incoming.query['appid'];
  return typeof named === 'string' ? named : '';
}

function toOutcome(value: Answer, app: App | null): Outcome {
  const appid = app?.appid ?? null;
  if ('bytes' in value) {
    const headers = {
      'content-type': value.contentType,
      'content-disposition': `attachment; filename="${value.filename}"`,
    };
    return { status: 200, headers, body: value.bytes, errcode: 0, appid };
  }
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(value), errcode: 0, appid };
}

const JSON_HEADERS = { 'content-type': 'application/json; encoding=utf-8' };

function errorOutcome(error: ApiError, incoming: Incoming, app: App | null): Outcome {
  const body = JSON.stringify({ errcode: error.errcode, errmsg: `${error.message} rid: ${incoming.rid}` });
  return { status: 200, headers: JSON_HEADERS, body, errcode: error.errcode, appid: app?.appid ?? null };
}

function faultOutcome(fault: Fault, incoming: Incoming, app: App | null): Outcome {
  const errcode = fault.errcode ?? -1;
  const outcome = errorOutcome(
    new ApiError(errcode, fault.errmsg ?? errorTexts[errcode] ?? 'system error'),
    incoming,
    app,
  );
  return fault.httpStatus === undefined ? outcome : { ...outcome, status: fault.httpStatus };
}
