import { type ArgumentsHost, Catch, type ExceptionFilter, type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { newId } from '../identity/ids.js';
import { Metrics } from '../observability/metrics.js';
import { answerProblem } from './problem-answer.js';
import { validatorCompiler } from './validation.js';

export interface HttpAppOptions {
  readonly program: string;
  readonly logger: Logger;
  /** `all` writes a line per request; `failures` only for 5xx: on the hot path a line costs as much as the answer. */
  readonly requestLog: 'all' | 'failures';
  /** Throws when the program cannot serve; its message is shown by /health/ready. */
  readonly ready: () => Promise<void>;
  readonly bodyLimitBytes?: number;
  /** Runs before Nest registers its routes: OpenAPI, cookies, raw routes. */
  readonly prepare?: (fastify: FastifyInstance) => Promise<void> | void;
}

@Catch()
class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** A Nest application on Fastify with what every program shares: problems, validation, request ids, metrics, health, safe headers. */
export async function createHttpApp(
  module: Type | DynamicModule,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const metrics = new Metrics(options.program);
  const adapter = new FastifyAdapter({
    loggerInstance: options.logger,
    disableRequestLogging: true,
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    genReqId: () => newId(),
    requestIdHeader: false,
    routerOptions: { maxParamLength: 300 },
    skipMiddie: true,
  });
  const fastify = adapter.getInstance();
  fastify.setValidatorCompiler(validatorCompiler);
  addHooks(fastify, metrics, options);
  addHealth(fastify, metrics, options.ready);
  await options.prepare?.(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(options.logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  return app;
}

function addHooks(fastify: FastifyInstance, metrics: Metrics, { requestLog, logger }: HttpAppOptions): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
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
