import type { FastifyInstance } from 'fastify';
import { checkScript } from './check.js.js';
import { mainScript } from './main.js.js';
import { page } from './page.html.js';
import { style } from './style.css.js';
import { wordsScript } from './words.js.js';

const files: Readonly<Record<string, string>> = {
  'check.js': checkScript,
  'main.js': mainScript,
  'style.css': style,
  'words.js': wordsScript,
};

/** Nothing from elsewhere, nothing inline, no frame; titles of prizes can never become code. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A web page on which anybody checks a draw: it reads what the API shows to everybody and computes the rest in the browser. The page is
 * the same for all draws and knows which one it is by its address; `?hash=` is the hash somebody noted before.
 */
export function addDrawVerifier(fastify: FastifyInstance): void {
  fastify.get('/a/:appId/draws/:drawId/verify', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-cache')
      .send(page),
  );
  for (const [name, text] of Object.entries(files)) {
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    fastify.get(`/verify/${name}`, (_request, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-cache')
        .send(text),
    );
  }
}

/** For the gate: what is asked without a log-in and without a contract. */
export const verifierAddresses: Readonly<Record<string, string>> = {
  'GET /a/:appId/draws/:drawId/verify': 'a page on which everybody checks a draw',
  ...Object.fromEntries(Object.keys(files).map((name) => [`GET /verify/${name}`, 'part of that page'])),
};
