import type { FastifyRequest } from 'fastify';
import { Problem } from '#kernel/problems/problem.js';

/**
 * A browser sends the session cookie on its own; a page of another site must not make use of that. Browsers name the origin of
 * every unsafe request, programs that hold a cookie name none. Requests with an Authorization header cannot be forged that way.
 * @throws Problem request.cross_site
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl: string): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || request.headers.authorization !== undefined) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('request.cross_site');
  const { origin } = request.headers;
  if (origin === undefined || origin === new URL(publicUrl).origin) return;
  if (URL.canParse(origin) && new URL(origin).host === request.headers.host) return;
  throw new Problem('request.cross_site');
}
