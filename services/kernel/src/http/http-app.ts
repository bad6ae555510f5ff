import { type ArgumentsHost, Catch, type ExceptionFilter, type LoggerService, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { newId, type TenantId } from '../identity/ids.js';
import { Metrics } from '../observability/metrics.js';
import { Problem } from '../problems/problem.js';
import { answerProblem } from './problem-answer.js';
import { answerFrameworkError, answerParserError } from './refused-requests.js';
import { validatorCompiler } from './validation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose data the request is about, for log lines; set by the program's door once it is known, null until then. */
    tenantId: TenantId | null;
  }
}

// Less than the time between SIGTERM and SIGKILL of the launcher and of Kubernetes.
const CLOSE_GRACE_MS = 5_000;

export interface HttpAppOptions {
  readonly program: string;
  readonly logger: Logger;
  /** `all` writes a line per request; `failures` only for 5xx: on the hot path a line costs as much as the answer. */
  readonly requestLog: 'all' | 'failures';
  /** Throws when the program cannot serve; its message is shown by /health/ready. */
  readonly ready: () => Promise<void>;
  readonly bodyLimitBytes?: number;
  /** Addresses of proxies whose X-Forwarded-For is believed; nobody's when left out. */
  readonly trustProxy?: string[] | false;
  /** How long requests under way may take to finish when the program closes; then their connections are cut. */
  readonly closeGraceMs?: number;
  /** Runs before Nest registers its routes: OpenAPI, cookies, raw routes. */
  readonly prepare?: (fastify: FastifyInstance) => Promise<void> | void;
}

@Module({})
class ProgramModule {}

@Catch()
class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

// A file of 10 MB over a slow line takes minutes; a body that drips in for ever would hold its connection as long.
const REQUEST_TIMEOUT_MS = 5 * 60_000;

/** A Nest application on Fastify with what every program shares: problems, validation, request ids, metrics, health, safe headers. */
export async function createHttpApp(
  module: Type | DynamicModule,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const metrics = new Metrics(options.program);
  const adapter = new FastifyAdapter({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    genReqId: () => newId(),
    requestIdHeader: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: 300 },
    skipMiddie: true,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerParserError,
  });
  const fastify = adapter.getInstance();
  fastify.decorateRequest('tenantId', null);
  acceptOnlyJson(adapter);
  fastify.setValidatorCompiler(validatorCompiler);
  addHooks(fastify, metrics, options);
  limitClosing(fastify, options.closeGraceMs ?? CLOSE_GRACE_MS);
  addHealth(fastify, metrics, options.ready);
  await options.prepare?.(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(withMetrics(module, metrics), adapter, {
    logger: nestLogger(options.logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  return app;
}

/** What counts something of its own asks for `Metrics`. */
function withMetrics(module: Type | DynamicModule, metrics: Metrics): DynamicModule {
  const providers = [{ provide: Metrics, useValue: metrics }];
  return { module: ProgramModule, global: true, imports: [module], providers, exports: [Metrics] };
}

/** Fastify and Nest also read plain text and forms, which a page of another site can send without asking. */
function acceptOnlyJson(adapter: FastifyAdapter): void {
  adapter.getInstance().removeContentTypeParser('text/plain');
  adapter.useBodyParser('application/x-www-form-urlencoded', false, {}, (_request, _body, done) =>
    done(new Problem('request.unsupported_media_type')),
  );
}

function addHooks(fastify: FastifyInstance, metrics: Metrics, { requestLog, logger }: HttpAppOptions): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      // What may be kept says so itself.
      'cache-control': 'no-store',
    });
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    if (requestLog === 'all' || reply.statusCode >= 500) {
      logger.info(
        {
          requestId: request.id,
          tenantId: request.tenantId ?? undefined,
          method: request.method,
          route,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'answered',
      );
    }
    done();
  });
}

/** Idle connections Fastify closes itself; one that sends its request forever would keep the program from ending. */
function limitClosing(fastify: FastifyInstance, graceMs: number): void {
  fastify.addHook('preClose', (done) => {
    const timer = setTimeout(() => fastify.server.closeAllConnections(), graceMs).unref();
    fastify.server.once('close', () => clearTimeout(timer));
    done();
  });
}

function addHealth(fastify: FastifyInstance, metrics: Metrics, ready: () => Promise<void>): void {
  fastify.get('/health/live', { schema: { hide: true } }, () => ({ status: 'ok' }));
  fastify.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    try {
      await ready();
      return { status: 'ok' };
    } catch (error) {
      return reply
        .code(503)
        .send({ status: 'unavailable', reason: error instanceof Error ? error.message : String(error) });
    }
  });
  fastify.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'error' | 'warn') =>
    (message: unknown, ...rest: unknown[]) => {
      if (message instanceof Error) logger[level]({ err: message }, message.message);
      else logger[level]({ context: rest.at(-1) }, String(message));
    };
  // Nest's start-up chatter is of use to its developers only.
  return {
    log: write('debug'),
    error: write('error'),
    warn: write('warn'),
    debug: write('debug'),
    verbose: write('debug'),
  };
}
