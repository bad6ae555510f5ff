import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from '../state/fault.model.js';
import type { World } from '../world.js';
import { newRid } from './api-error.js';

/** One request as the rules see it. `target` is path and query exactly as sent. */
export interface Incoming {
  method: string;
  path: string;
  target: string;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  ip: string;
  rid: string;
}

/** One answer. `errcode` and `appid` go to the call log. */
export interface Outcome {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  errcode: number | string;
  appid: string | null;
}

/** A family of endpoints: how it answers, and how an injected fault looks in its language. */
export interface Family {
  answer(incoming: Incoming): Promise<Outcome>;
  faultOutcome(fault: Fault, incoming: Incoming): Outcome;
}

/** Of a request body, for rid/get. */
const KEPT_BYTES = 2000;

/** Registers a path for every method; the family itself refuses the wrong method in WeChat's words. */
export function registerExchange(app: FastifyInstance, world: World, path: string, family: Family): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE'],
    url: path,
    handler: async (request, reply) => {
      const startedAt = Date.now();
      const incoming = toIncoming(request);
      const fault = takeFault(world, incoming, request);
      const pause = () => new Promise((resolve) => setTimeout(resolve, fault?.delayMs));
      if (fault?.delayMs && !fault.after) await pause();
      const refuses =
        fault !== null && (fault.errcode !== undefined || fault.httpStatus !== undefined || fault.drop === true);
      let outcome = refuses && !fault.after ? family.faultOutcome(fault, incoming) : await family.answer(incoming);
      if (refuses && fault.after) outcome = { ...family.faultOutcome(fault, incoming), appid: outcome.appid };
      record(world, incoming, outcome, startedAt);
      world.store.touch();
      if (fault?.delayMs && fault.after) await pause();
      return send(reply, outcome, fault?.drop === true);
    },
  });
}

function toIncoming(request: FastifyRequest): Incoming {
  const target = request.raw.url ?? '/';
  return {
    method: request.method,
    path: target.split('?')[0] ?? '/',
    target,
    params: { ...(request.params as Record<string, string>) },
    query: Object.fromEntries(new URLSearchParams(target.split('?').slice(1).join('?'))),
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    ip: request.ip,
    rid: newRid(),
  };
}

/** Matches the path as sent and the route's pattern; an AppID when the call names it or its token belongs to it. */
function takeFault(world: World, incoming: Incoming, request: FastifyRequest): Fault | null {
  const { faults } = world.knobs;
  if (faults.length === 0) return null;
  const pattern = request.routeOptions.url ?? incoming.path;
  let named: string | null = null;
  return world.faultIndex.take(faults, [...new Set([incoming.path, pattern])], (appid) => {
    if (ownerOfToken(world, incoming) === appid) return true;
    named ??= `${incoming.target} ${incoming.body.toString('utf8')}`;
    return named.includes(appid);
  });
}

function ownerOfToken(world: World, { query }: Incoming): string | null {
  return world.state.apps.findByToken(query['access_token'] ?? '')?.appid ?? null;
}

function record(world: World, incoming: Incoming, outcome: Outcome, startedAt: number): void {
  world.calls.record({
    at: startedAt,
    method: incoming.method,
    path: incoming.path,
    appid: outcome.appid,
    errcode: outcome.errcode,
    status: outcome.status,
    rid: incoming.rid,
    ms: Date.now() - startedAt,
    ip: incoming.ip,
    request: incoming.body.subarray(0, KEPT_BYTES).toString('utf8'),
    response: typeof outcome.body === 'string' ? outcome.body : `(${outcome.body.length} bytes)`,
  });
}

function send(reply: FastifyReply, outcome: Outcome, drop: boolean): FastifyReply {
  if (drop) {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  return reply.code(outcome.status).headers(outcome.headers).send(outcome.body);
}
