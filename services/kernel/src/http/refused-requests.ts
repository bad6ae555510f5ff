import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { answerProblem } from './problem-answer.js';

/** What Fastify refuses before there is a route: an address that cannot be decoded, or has a part longer than any of ours. */
export function answerFrameworkError(error: { code?: string }, request: FastifyRequest, reply: FastifyReply): void {
  answerProblem(problemOf(error), request, reply.header('x-request-id', request.id));
}

function problemOf(error: { code?: string }): unknown {
  switch (error.code) {
    case 'FST_ERR_BAD_URL': {
      const detail = { zh: '地址编码有误', en: 'is not a well-encoded address' };
      return new Problem('request.invalid', { errors: [{ pointer: '/path', code: 'encoding', detail }] });
    }
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('request.not_found');
    default:
      return error;
  }
}

/** What Node's parser refuses: there is no request to answer, only a connection. */
export function answerParserError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem('request.headers_too_large')
      : new Problem('request.malformed_http');
  const body = JSON.stringify(problem.toDocument('zh'));
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
