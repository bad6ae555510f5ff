import type { ErrorObject } from 'ajv';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Language, Problem } from '../problems/problem.js';
import { PayError } from '../wechat/pay/pay-error.js';
import { toProblem as wechatProblem, WechatError } from '../wechat/wechat-error.js';
import { toFaults } from './validation.js';

/** zh unless the client prefers English. */
export function languageOf(request: FastifyRequest): Language {
  return /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh';
}

/** Answers any error as an RFC 9457 problem. What nobody foresaw is logged with its stack and answered without it. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // The client has hung up: nobody is there to answer, and nothing of ours has failed.
  if (reply.raw.destroyed) return;
  const problem = toProblem(error, request);
  if (problem.status >= 500) {
    const tenantId = request.tenantId ?? undefined;
    request.log.error({ err: error, problem: problem.code, tenantId }, 'request failed');
  }
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const seconds = problem.options.params?.['seconds'];
  if (problem.status === 429 && seconds !== undefined) void reply.header('retry-after', String(seconds));
  void reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((body: string) => body)
    .send(JSON.stringify(problem.toDocument(languageOf(request))));
}

interface HttpError {
  readonly code?: string;
  readonly status?: number;
  readonly statusCode?: number;
  readonly validation?: ErrorObject[];
  readonly validationContext?: string;
  getStatus?(): number;
}

export function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof WechatError) return wechatProblem(error);
  if (error instanceof PayError) return error.toProblem();
  const failure = (typeof error === 'object' && error !== null ? error : {}) as HttpError;
  if (failure.validation) {
    return new Problem('request.invalid', {
      errors: toFaults(failure.validation, failure.validationContext ?? 'body'),
    });
  }
  switch (failure.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('request.malformed_json');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge(request);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('request.unsupported_media_type');
    default:
  }
  const status = failure.getStatus?.() ?? failure.statusCode ?? failure.status;
  // Nest passes on Fastify's own refusals without their code; of its refusals with 400, those without `validation` come from reading JSON.
  if (status === 413) return tooLarge(request);
  if (status === 415) return new Problem('request.unsupported_media_type');
  if (status === 404) return new Problem('request.not_found');
  if (status === 400) return new Problem('request.malformed_json');
  if (isUnavailable(error)) return new Problem('service.unavailable', { cause: error });
  return new Problem('internal.unexpected', { cause: error, params: { requestId: request.id } });
}

function tooLarge(request: FastifyRequest): Problem {
  return new Problem('request.too_large', {
    params: { limit: `${Math.floor(request.routeOptions.bodyLimit / 1024)} KB` },
  });
}

// PostgreSQL or Redis is restarting, out of reach or overburdened; or (40…) two transactions were in each other's way and this one
// gave in: nothing was written, and the client may try again.
const unavailableCodes = new Set(
  'ECONNREFUSED ECONNRESET 57P01 57P02 57P03 53300 08006 08001 57014 55P03 40001 40P01'.split(' '),
);

function isUnavailable(error: unknown): boolean {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: string;
    message?: string;
  };
  return (
    (code !== undefined && unavailableCodes.has(code)) ||
    (message ?? '').includes('timeout exceeded when trying to connect')
  );
}
