import type { FastifyInstance } from 'fastify';
import { type Incoming, type Outcome, registerExchange } from '../protocol/exchange.js';
import type { App } from '../state/app.model.js';
import type { CiAccount } from '../state/ci.model.js';
import type { World } from '../world.js';
import { ciAccount, requireCiApp, requireIp } from './account.js';
import { CiError, invalidIp, refused, SPENT_TICKET } from './ci-error.js';
import { verifySignature } from './signature.js';

export interface CiCall {
  world: World;
  query: Record<string, string>;
  /** The JSON body; empty for GET and for a package. */
  body: Record<string, unknown>;
  bytes: Buffer;
  ip: string;
}

/** One call of the uploader. What `handle` returns is sent beside `errCode: 0`. */
export interface CiEndpoint {
  method: 'GET' | 'POST';
  path: string;
  isPackage?: boolean;
  handle(call: CiCall): object;
}

/** The protocol of miniprogram-ci on servicewechat.com: JSON, HTTP 200 always, `errCode` 0 for success (miniprogram-ci.md §3). */
export function registerCiEndpoints(app: FastifyInstance, world: World, endpoints: readonly CiEndpoint[]): void {
  for (const endpoint of endpoints) {
    registerExchange(app, world, endpoint.path, {
      answer: (incoming) => Promise.resolve(answer(world, endpoint, incoming)),
      faultOutcome: (fault, incoming) => ({
        ...toOutcome({ errCode: fault.errcode ?? -1, errMsg: fault.errmsg ?? faultText(fault.errcode, incoming) }),
        status: fault.httpStatus ?? 200,
      }),
    });
  }
}

/** Checks the address and uses up the signature. Throws CiError. */
export function requireSigned(call: CiCall, appid: unknown, signature: unknown): { app: App; account: CiAccount } {
  const app = requireCiApp(call.world, appid);
  const account = ciAccount(app);
  requireIp(account, call.ip);
  verifySignature(account, app.appid, signature);
  return { app, account };
}

function answer(world: World, endpoint: CiEndpoint, incoming: Incoming): Outcome {
  const appid = incoming.query['appid'] ?? null;
  try {
    if (incoming.method !== endpoint.method) throw refused(`require ${endpoint.method} method`);
    const body = endpoint.method === 'POST' && endpoint.isPackage !== true ? parseBody(incoming.body) : {};
    const call = { world, query: incoming.query, body, bytes: incoming.body, ip: incoming.ip };
    const named = typeof body['appid'] === 'string' ? body['appid'] : appid;
    return { ...toOutcome({ errCode: 0, errMsg: 'ok', ...endpoint.handle(call) }), appid: named };
  } catch (error) {
    if (!(error instanceof CiError)) throw error;
    return { ...toOutcome({ errCode: error.errCode, errMsg: error.errMsg }), appid };
  }
}

function parseBody(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through: both faults have the same answer.
  }
  throw refused('invalid json');
}

const toOutcome = (value: { errCode: number; errMsg: string }): Outcome => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(value),
  errcode: value.errCode,
  appid: null,
});

/** An injected fault without a text of its own says what WeChat says with that number. */
function faultText(errcode: number | undefined, { ip }: Incoming): string {
  if (errcode === -10_008) return invalidIp(ip).errMsg;
  return errcode === undefined || errcode === -1 ? SPENT_TICKET.errMsg : 'system error';
}
