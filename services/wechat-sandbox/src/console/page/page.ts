import type { FastifyInstance } from 'fastify';
import { page } from '../html.js';
import { accountScript } from './account.js.js';
import { accountsScript } from './accounts.js.js';
import { apiScript } from './api.js.js';
import { domScript } from './dom.js.js';
import { faultsScript } from './faults.js.js';
import { mainScript } from './main.js.js';
import { paymentsScript } from './payments.js.js';
import { pushesScript } from './pushes.js.js';
import { style } from './style.css.js';
import { wordsScript } from './words.js.js';

const files: Readonly<Record<string, string>> = {
  'account.js': accountScript,
  'accounts.js': accountsScript,
  'api.js': apiScript,
  'dom.js': domScript,
  'faults.js': faultsScript,
  'main.js': mainScript,
  'payments.js': paymentsScript,
  'pushes.js': pushesScript,
  'style.css': style,
  'words.js': wordsScript,
};

const TABS = ['accounts', 'messages', 'payments', 'faults'] as const;

/** Nothing from elsewhere, nothing inline, no frame; texts of accounts can never become code. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page for people, at `/` and `/sandbox`. It turns the same knobs as everybody else. */
export function registerPage(app: FastifyInstance): void {
  const document = page('控制台', BODY);
  for (const path of ['/', '/sandbox']) {
    app.get(path, (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', CONTENT_SECURITY_POLICY)
        .header('cache-control', 'no-cache')
        .send(document),
    );
  }
  for (const [name, text] of Object.entries(files)) {
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    app.get(`/sandbox/page/${name}`, (_request, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-cache')
        .send(text),
    );
  }
}

const BODY = `
<header><h1>wechat-sandbox</h1><small>供开发使用的微信 · A WeChat to develop against</small><span class="grow"></span>
<button id="language" type="button" lang="en">中文 / English</button></header>
<nav role="tablist" aria-label="wechat-sandbox">${TABS.map(
  (name, index) =>
    `<button type="button" role="tab" id="tab-${name}" aria-controls="panel-${name}" aria-selected="${index === 0}" data-word="${name}"></button>`,
).join('')}</nav>
<p id="notice" class="notice" role="status" aria-live="polite" hidden></p>
<main>${TABS.map(
  (name, index) =>
    `<div role="tabpanel" tabindex="-1" id="panel-${name}" aria-labelledby="tab-${name}"${index === 0 ? '' : ' hidden'}></div>`,
).join('')}</main>
<noscript>JavaScript is needed · 需要 JavaScript</noscript>
<script type="module" src="/sandbox/page/main.js"></script>`;
