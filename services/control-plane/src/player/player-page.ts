import type { FastifyReply } from 'fastify';
import type { Problem } from '#kernel/problems/problem.js';

export interface PagePolicy {
  /** Origins whose pages may hold the player in a frame. */
  readonly embedders: readonly string[];
  /** Sources of pictures, films and fonts besides the player's own. */
  readonly mediaSources: readonly string[];
}

/**
 * What the player's pages may do. The code in them is a template's: it may run and draw, and talk to nobody but the origin it
 * came from; the pages of the mini-program are frames of the same origin. Templates set styles at will.
 */
export function contentSecurityPolicy({ embedders, mediaSources }: PagePolicy): string {
  const media = ["'self'", 'data:', 'blob:', ...mediaSources].join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src ${media}`,
    `media-src ${media}`,
    `font-src ${["'self'", 'data:', ...mediaSources].join(' ')}`,
    "connect-src 'self'",
    "frame-src 'self' blob:",
    `frame-ancestors 'self' ${embedders.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "worker-src 'none'",
    // Also when it is opened by itself, where no frame's attribute says so.
    'sandbox allow-scripts allow-same-origin allow-forms',
  ].join('; ');
}

/** Headers of every answer of the player's origin. */
export const playerHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=()',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
};

/** A refusal for people: they followed a link. */
export function answerAsPage(problem: Problem, reply: FastifyReply): FastifyReply {
  const [zh, en] = [problem.toDocument('zh'), problem.toDocument('en')];
  return reply
    .code(problem.status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Xiaopu</title></head>
<body style="font:16px/1.6 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 24px">
<h1 style="font-size:20px">${escaped(zh.title)}</h1><p>${escaped(zh.detail)}</p>
<div lang="en"><h2 style="font-size:18px">${escaped(en.title)}</h2><p>${escaped(en.detail)}</p></div>
</body>
</html>
`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
