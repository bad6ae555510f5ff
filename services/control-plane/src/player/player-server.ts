import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
  type onRequestAsyncHookHandler,
} from 'fastify';
import type { Logger } from 'pino';
import { answerProblem, toProblem } from '#kernel/http/problem-answer.js';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { COMPILER_VERSION } from '../../../player/src/compile/compile-package.js';
import {
  ANSWER_HEADER,
  type PlayerPackage,
  type PlayKind,
  type ProxiedRequest,
  REQUEST_HEADER,
} from '../../../player/src/format.js';
import { Compressed } from './compressed.js';
import { mediaTypeOf } from './media-types.js';
import { addOwnFiles } from './own-files.js';
import { answerAsPage, contentSecurityPolicy, type PagePolicy, playerHeaders } from './player-page.js';
import type { PlayedWechat } from './played-wechat.js';
import type { Preview, PreviewSource } from './preview-package.js';
import { RequestAllowance } from './request-allowance.js';
import type { RuntimeProxy } from './runtime-proxy.js';

export interface PlayerServerOptions {
  readonly source: PreviewSource;
  readonly runtime: RuntimeProxy;
  readonly wechat: PlayedWechat;
  readonly policy: PagePolicy;
  /** Folder of the player's own page, script and style, as built. */
  readonly scriptsDir: string;
  readonly logger: Logger;
}

/** The largest picture a mini-program uploads; nothing else that comes here is large. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const MAX_BODY_BYTES = 64 * 1024;
/** Of what a package or a shop brought along: opened by itself it draws, and does nothing else. */
const NO_DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const ONE_YEAR = 'public, max-age=31536000, immutable';
const playKinds: readonly PlayKind[] = ['login', 'phone', 'cashier', 'payment', 'scan', 'subscribe'];

declare module 'fastify' {
  interface FastifyRequest {
    /** What the ticket in the path permits; null where there is none. */
    preview: Preview | null;
  }
}

type TicketPath = { readonly Params: { readonly ticket: string } };
type BasePath = { readonly Params: { readonly digest: string; readonly '*': string } };

/**
 * The player's own origin (services/player/README.md): pages and scripts of the player, compiled bases, and for each ticket its package,
 * its way to the runtime and what is played of WeChat. It reads no cookies and sets none. Not yet listening.
 */
export function createPlayerServer(options: PlayerServerOptions): FastifyInstance {
  const { source, policy } = options;
  const logger: FastifyBaseLogger = options.logger;
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    genReqId: () => newId(),
    requestIdHeader: false,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 4_000 },
  });
  const csp = contentSecurityPolicy(policy);
  acceptAnyBody(server);
  server.decorateRequest('preview', null);
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ ...playerHeaders, 'x-request-id': request.id });
    done();
  });
  server.setErrorHandler((error, request, reply) => {
    if (isPage(request)) return answerAsPage(toProblem(error, request), reply.header('content-security-policy', csp));
    answerProblem(error, request, reply);
    return reply;
  });
  server.setNotFoundHandler((request, reply) => answerProblem(new Problem('request.not_found'), request, reply));

  server.get('/health/live', () => ({ status: 'ok' }));
  let page: Buffer | null = null;
  server.get<TicketPath>('/p/:ticket/', async (request, reply) => {
    await source.open(request.params.ticket);
    // A build replaces the file; whoever asks meanwhile gets the one before.
    page = await readFile(path.join(options.scriptsDir, 'index.html')).catch(() => page);
    if (page === null) throw new Problem('service.unavailable');
    return reply.header('content-security-policy', csp).type('text/html; charset=utf-8').send(page);
  });
  server.get<TicketPath>('/p/:ticket', ({ params }, reply) =>
    reply.redirect(`/p/${encodeURIComponent(params.ticket)}/`, 308),
  );
  const onRequest = admitting(source);
  server.get('/p/:ticket/package.json', { onRequest }, (request) => packageOf(previewOf(request), options));
  addBase(server, source);
  addOwnFiles(server, options.scriptsDir);
  addRequests(server, onRequest, options);
  addPlay(server, onRequest, options);
  return server;
}

/** Before a body is read: whoever holds no ticket, or asks too much with one, does not fill the memory. */
function admitting(source: PreviewSource): onRequestAsyncHookHandler {
  const allowance = new RequestAllowance();
  return async (request, reply) => {
    const { ticket } = request.params as TicketPath['Params'];
    request.preview = await source.open(ticket);
    reply.raw.once('close', allowance.begin(ticket));
  };
}

function previewOf({ preview }: FastifyRequest): Preview {
  if (!preview) throw new Error('a route of a ticket that does not open it');
  return preview;
}

async function packageOf(
  preview: Preview,
  { source, runtime, wechat, policy }: PlayerServerOptions,
): Promise<PlayerPackage> {
  const { extJson, baseDigest, title } = await source.find(preview);
  const hosts = [runtime.origin];
  return {
    appId: preview.appId,
    extJson,
    baseDigest,
    requestHosts: hosts,
    uploadHosts: hosts,
    downloadHosts: hosts,
    wechat: wechat.isThere,
    envVersion: 'develop',
    embedders: policy.embedders,
    ...(preview.entry && { entry: preview.entry }),
    ...(preview.language && { language: preview.language }),
    ...(title !== undefined && { title }),
  };
}

/** What belongs to a template version, whoever's shop it is: named by its digest. */
function addBase(server: FastifyInstance, source: PreviewSource): void {
  const compressed = new WeakMap<Buffer, Compressed>();
  server.get<BasePath>('/base/:digest/app.js', async (request, reply) => {
    const script = await source.script(request.params.digest);
    // A newer compiler makes another script of the same files: it is asked for each time, and sent when it has changed.
    const etag = `"${request.params.digest}-${COMPILER_VERSION}"`;
    void reply.headers({ etag, 'cache-control': 'public, no-cache' });
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    const body = compressed.get(script) ?? new Compressed(script);
    compressed.set(script, body);
    return body.send(request, reply.type('text/javascript; charset=utf-8'));
  });
  server.get<BasePath>('/base/:digest/files/*', async ({ params }, reply) => {
    const type = mediaTypeOf(params['*']);
    const bytes = type === null ? null : await source.file(params.digest, params['*']);
    if (type === null || bytes === null) throw new Problem('request.not_found');
    // A drawing opened by itself is a document, and could hold a script.
    void reply.header('content-security-policy', NO_DOCUMENT);
    return reply.header('cache-control', ONE_YEAR).type(type).send(bytes);
  });
}

function addRequests(
  server: FastifyInstance,
  onRequest: onRequestAsyncHookHandler,
  { source, runtime }: PlayerServerOptions,
): void {
  server.post('/p/:ticket/request', { onRequest, bodyLimit: MAX_REQUEST_BYTES }, async (request, reply) => {
    const preview = previewOf(request);
    const asked = askedOf(request);
    const ownHeaders = source.runtimeHeaders(preview);
    const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : null;
    const { answer, body: answered } = await runtime.call({ ...asked, appId: preview.appId, body, ownHeaders });
    return reply
      .header(ANSWER_HEADER, encodeURIComponent(JSON.stringify(answer)))
      .type('application/octet-stream')
      .header('content-security-policy', NO_DOCUMENT)
      .send(answered);
  });
}

function addPlay(
  server: FastifyInstance,
  onRequest: onRequestAsyncHookHandler,
  { source, wechat }: PlayerServerOptions,
): void {
  const play = async (preview: Preview, asked: string, body: unknown): Promise<unknown> => {
    const kind = playKinds.find((candidate) => candidate === asked);
    if (kind === undefined) throw new Problem('request.not_found');
    const input = jsonOf(body);
    if (kind !== 'scan') return wechat.play(kind, preview, input);
    const codes = await source.codes(preview);
    const scanned = codes.find(({ result }) => result === input['code']);
    return scanned ? { result: scanned.result, path: scanned.path } : { codes };
  };
  server.post<{ Params: { kind: string } }>('/p/:ticket/play/:kind', { onRequest }, (request) =>
    play(previewOf(request), request.params.kind, request.body),
  );
}

/** Bodies are the mini-program's own: bytes, whatever they are called. */
function acceptAnyBody(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function askedOf(request: FastifyRequest): ProxiedRequest {
  const header = request.headers[REQUEST_HEADER];
  try {
    const asked = JSON.parse(decodeURIComponent(String(header))) as Partial<ProxiedRequest>;
    const { url, method = 'GET', header: sent = {}, timeoutMs = 60_000 } = asked;
    const isUsable =
      typeof sent === 'object' && sent !== null && Number.isFinite(timeoutMs) && typeof method === 'string';
    if (typeof url === 'string' && isUsable) return { url, method, header: sent, timeoutMs };
  } catch {
    // Answered below.
  }
  throw new Problem('request.invalid', { errors: [{ pointer: `/${REQUEST_HEADER}`, code: 'format' }] });
}

function jsonOf(body: unknown): Readonly<Record<string, unknown>> {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Answered below.
  }
  throw new Problem('request.malformed_json');
}

function isPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.routeOptions.url === '/p/:ticket/';
}
